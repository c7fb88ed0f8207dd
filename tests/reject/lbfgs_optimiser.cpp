// L-BFGS is given an optimiser, as a training step is.
#include <tapeless/fit/lbfgs.hpp>
#include <tapeless/ops/define.hpp>

using namespace tapeless;

constexpr auto w = parameter<"w">;

int main() {
#ifdef FIXED
  lbfgs<w * w, history<5>> fit;
  (void)fit.minimise();
}
#else
  lbfgs<w * w, sgd{0.1}> fit;  // expect: an argument is not an option
  (void)fit.minimise();
}
#endif
