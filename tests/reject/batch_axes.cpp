// A value with seven axes has no room for the sample axis.
#include <tapeless/calculus/gradient.hpp>
#include <tapeless/nn/pooling.hpp>
#include <tapeless/ops/exponential.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 16>;
constexpr auto pooled = avg_pool2d<2, pooling{.stride = 1}>(reshape<1, 1, 4, 4>(x));
constexpr auto f = laplacian(sum(exp(pooled)), x);

int main() {
  const float row[16]{};
#ifdef FIXED
  program<f> p;
  p.run(x = row);
}
#else
  program<f, batch<2>> p;  // expect: has seven axes already and the samples would be one more
  p.run(x = row);
}
#endif
