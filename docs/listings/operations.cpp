// The listing of docs/operations.md.
#include <array>
#include <cstdio>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

namespace {

// [operations]
constexpr auto x = input<"x", 4>;
constexpr auto inside = x > -1_c && !(x > 1_c);                  // 1 or 0
constexpr auto best = top_k<2>(x);                               // best.values, best.indices
constexpr auto average = linear_recurrence(0.75_c, 0.25_c * x);  // forgets a quarter at each step
constexpr auto earlier = tril(outer(x, x));                      // pairs (i, j) with j <= i

void show() {
  program<inside, best.values, best.indices, average, sum<1>(earlier), grad(sum(best.values), x)> run;
  require(run.run(x = std::array{0.5f, -2.f, 3.f, 1.f}));
  const auto put = [&](const char* name, auto values) {
    std::printf("%-8s", name);
    for (const float value : values) std::printf(" %7.4f", value);
    std::printf("\n");
  };
  put("inside", run[inside]);
  put("values", run[best.values]);
  put("indices", run[best.indices]);
  put("slope", run[grad(sum(best.values), x)]);
  put("average", run[average]);
  put("earlier", run[sum<1>(earlier)]);
}
// [/operations]

}  // namespace

int main() {
  std::printf("== operations\n");
  show();
}
