// A bound of a parameter that the residual does not have in this shape.
#include <tapeless/fit/least_squares.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/exponential.hpp>

using namespace tapeless;

constexpr auto x = input<"x">;
constexpr auto k = parameter<"k">;
constexpr auto residual = exp(-k * x) - 0.5_c;

int main() {
  const float xs[3] = {1, 2, 3};
  least_squares<residual> fit;
#ifdef FIXED
  fit.lower(k)[0] = 0;
  (void)fit.minimise(x = xs);
}
#else
  fit.lower(parameter<"k", 2>)[0] = 0;  // expect: the residual has no such parameter of this shape
                                        // expect: tensor<2>
  (void)fit.minimise(x = xs);
}
#endif
