// Two element types.
#include <tapeless/fit/least_squares.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/exponential.hpp>

using namespace tapeless;

constexpr auto x = input<"x">;
constexpr auto k = parameter<"k">;
constexpr auto residual = exp(-k * x) - 0.5_c;

int main() {
#ifdef FIXED
  const double xs[3] = {1, 2, 3};
  least_squares<residual, in<double>> fit;
  (void)fit.minimise(x = xs);
}
#else
  const float xs[3] = {1, 2, 3};
  least_squares<residual, in<double>, in<float>> fit;  // expect: an option is given twice
  (void)fit.minimise(x = xs);
}
#endif
