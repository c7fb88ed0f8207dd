#include <tapeless/tapeless.hpp>

#include "../harness/subject.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x", w7a::n>;
constexpr auto head = slice<0, 0, w7a::n - 1>(x);
constexpr auto tail = slice<0, 1, w7a::n>(x);
constexpr auto f = sum(100_c * square(tail - square(head)) + square(1_c - head));
constexpr auto df = grad(f, x);

struct subject : bench::evaluation<subject> {
  std::vector<double> at = w7a::point();
  program<df, in<double>> run;
  explicit subject(double) {}
  void step() { (void)run.run(x = at); }
  void results(bench::values& v) const { v.insert(v.end(), run[df].begin(), run[df].end()); }
};
const bench::enrol<subject> here{"W7a", "tapeless", "double"};
}  // namespace
