#include <tapeless/tapeless.hpp>

#include "../harness/subject.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x", w8::n>;
constexpr auto head = slice<0, 0, w8::n - 1>(x);
constexpr auto tail = slice<0, 1, w8::n>(x);
constexpr auto f = sum(100_c * square(tail - square(head)) + square(1_c - head));
constexpr auto ddf = hessian(f, x);

struct subject : bench::evaluation<subject> {
  std::vector<double> at = w8::point();
  program<ddf, in<double>> run;
  explicit subject(double) {}
  void step() { (void)run.run(x = at); }
  void results(bench::values& v) const { v.insert(v.end(), run[ddf].begin(), run[ddf].end()); }
};
const bench::enrol<subject> here{"W8", "tapeless", "double"};
}  // namespace
