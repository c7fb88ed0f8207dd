#include <tapeless/fit/least_squares.hpp>
#include <tapeless/tapeless.hpp>

#include "../harness/subject.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x">;
constexpr auto y = input<"y">;
constexpr auto p0 = parameter<"p0">;
constexpr auto p1 = parameter<"p1">;
constexpr auto p2 = parameter<"p2">;
constexpr auto p3 = parameter<"p3">;
constexpr auto model = p0 * exp(-0.5_c * square((x - p1) / p2)) + p3;

struct subject : bench::evaluation<subject> {
  using problem = w11b::problem;
  std::vector<double> xs = problem::x(), ys = problem::y();
  least_squares<model - y, batch<problem::points>, in<double>> fit;
  double cost = 0;
  explicit subject(double) {}
  void step() {
    fit[p0][0] = problem::start[0], fit[p1][0] = problem::start[1];
    fit[p2][0] = problem::start[2], fit[p3][0] = problem::start[3];
    cost = fit.minimise(x = xs, y = ys);
  }
  void results(bench::values& v) const { v.insert(v.end(), {fit[p0][0], fit[p1][0], fit[p2][0], fit[p3][0], cost}); }
};
const bench::enrol<subject> here{"W11b", "tapeless", "double"};
}  // namespace
