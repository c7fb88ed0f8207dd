// The loss of L-BFGS is a vector.
#include <tapeless/fit/lbfgs.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/reduction.hpp>

using namespace tapeless;

constexpr auto w = parameter<"w", 3>;

int main() {
#ifdef FIXED
  lbfgs<sum(w * w)> fit;
  (void)fit.minimise();
}
#else
  lbfgs<w * w> fit;  // expect: the loss is not a scalar for each sample
  (void)fit.minimise();
}
#endif
