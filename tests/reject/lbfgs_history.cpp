// L-BFGS without any correction.
#include <tapeless/fit/lbfgs.hpp>
#include <tapeless/ops/define.hpp>

using namespace tapeless;

constexpr auto w = parameter<"w">;

int main() {
#ifdef FIXED
  lbfgs<w * w, history<1>> fit;
  (void)fit.minimise();
}
#else
  lbfgs<w * w, history<0>> fit;  // expect: L-BFGS keeps at least one correction
  (void)fit.minimise();
}
#endif
