// A least-squares fit keeps no history.
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
  least_squares<residual, batch<4>, history<5>> fit;  // expect: an argument is not an option
                                                      // expect: history_t<5>
  (void)fit.minimise(x = xs);
}
#endif
