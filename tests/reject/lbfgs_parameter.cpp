// A loss without parameters.
#include <tapeless/fit/lbfgs.hpp>
#include <tapeless/ops/define.hpp>

using namespace tapeless;

constexpr auto x = input<"x">;
constexpr auto w = parameter<"w">;

int main() {
#ifdef FIXED
  lbfgs<x * w * w> fit;
  (void)fit.minimise(x = 1.0);
}
#else
  lbfgs<x * x> fit;  // expect: the loss has no parameters
  (void)fit.minimise(x = 1.0);
}
#endif
