// A fit is to be exact.
#include <tapeless/fit/least_squares.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/exponential.hpp>

using namespace tapeless;

constexpr auto x = input<"x">;
constexpr auto k = parameter<"k">;
constexpr auto residual = exp(-k * x) - 0.5_c;

int main() {
  const float xs[3] = {1, 2, 3};
#ifdef FIXED
  least_squares<residual, batch<4>> fit;
  (void)fit.minimise(x = xs);
}
#else
  least_squares<residual, batch<4>, fast_activations> fit;  // expect: an argument is not an option
                                                            // expect: fast_activations_t
  (void)fit.minimise(x = xs);
}
#endif
