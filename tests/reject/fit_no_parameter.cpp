// A least-squares fit of a residual without parameters.
#include <tapeless/fit/least_squares.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/exponential.hpp>

using namespace tapeless;

constexpr auto x = input<"x">;
constexpr auto y = input<"y">;
constexpr auto k = parameter<"k">;

int main() {
  const double xs[3] = {1, 2, 3}, ys[3] = {3, 2, 1};
#ifdef FIXED
  least_squares<exp(-k * x) - y, in<double>> fit;
  (void)fit.minimise(x = xs, y = ys);
}
#else
  least_squares<exp(-x) - y, in<double>> fit;  // expect: the residual has no parameters
  (void)fit.minimise(x = xs, y = ys);
}
#endif
