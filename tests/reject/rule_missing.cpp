// Rules for selected parameters leave one without a rule.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 4>;
constexpr auto loss = mean(square(dense<"out", 2>(x)));
#if defined(FIXED)
constexpr auto optimiser = chain(for_name<"*.bias">(frozen{}), for_role<role::weight>(sgd{0.1}));
#else
constexpr auto optimiser = chain(for_role<role::weight>(sgd{0.1}));
#endif

int main() {
  training_step<loss, optimiser> net;  // expect: no rule of the optimiser applies to this parameter
                                       // expect: named
  return net.step(x = std::array<float, 4>{1, 2, 3, 4}).ok() ? 0 : 1;
}
