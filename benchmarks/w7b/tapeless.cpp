#include <tapeless/tapeless.hpp>

#include "../harness/subject.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x", w7b::n>;
constexpr auto df = grad(logsumexp(x), x);

struct subject : bench::evaluation<subject> {
  std::vector<double> at = w7b::point();
  program<df, in<double>> run;
  explicit subject(double) {}
  void step() { (void)run.run(x = at); }
  void results(bench::values& v) const { v.insert(v.end(), run[df].begin(), run[df].end()); }
};
const bench::enrol<subject> here{"W7b", "tapeless", "double"};
}  // namespace
