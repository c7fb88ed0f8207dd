// Users may define the names that the planner uses, even with `using namespace tapeless`.
#include "numbers.hpp"

using namespace tapeless;

#define TAPELESS_OWN_NAMESPACE(word) \
  namespace word {                   \
  constexpr auto x = input<"x">;     \
  }
TAPELESS_OWN_NAMESPACE(product)
TAPELESS_OWN_NAMESPACE(section)
TAPELESS_OWN_NAMESPACE(flaw)
TAPELESS_OWN_NAMESPACE(kernel)
TAPELESS_OWN_NAMESPACE(code_head)
TAPELESS_OWN_NAMESPACE(memory)
TAPELESS_OWN_NAMESPACE(schedule)
TAPELESS_OWN_NAMESPACE(task)
TAPELESS_OWN_NAMESPACE(scope)
TAPELESS_OWN_NAMESPACE(loop)
TAPELESS_OWN_NAMESPACE(micro)
TAPELESS_OWN_NAMESPACE(nest)
TAPELESS_OWN_NAMESPACE(instruction)
TAPELESS_OWN_NAMESPACE(address)
TAPELESS_OWN_NAMESPACE(lowered)
TAPELESS_OWN_NAMESPACE(emission)

BOOST_AUTO_TEST_CASE(words_of_the_planner_are_free) {
  constexpr auto sum_of_all = product::x + section::x * flaw::x + kernel::x * code_head::x + memory::x * schedule::x +
                              task::x + scope::x * loop::x + micro::x * nest::x + instruction::x * address::x +
                              lowered::x * emission::x;
  program<sum_of_all> p;
  BOOST_TEST(p.run(product::x = 2.0f).ok());
  BOOST_TEST(p[sum_of_all][0] == 32.0f);
}
