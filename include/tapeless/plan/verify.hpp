// A check of a finished plan: it keeps the rules of plan/rules.hpp, and it computes what the expression says, which
// shadow execution finds out (plan/shadow.hpp). Neither shares code with the stages that made the plan.
//
//   static_assert(verify<trainer>());   // the rules; of a small plan, shadow execution as well
//   assert(verify<trainer>());          // at run time: both, of any plan
//
// find_flaw<trainer>() says what is wrong, and where.
#pragma once

#include <tapeless/plan/shadow.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Shadow execution of so many operations is little work for a compiler.
inline constexpr long most_flops_verified_by_compilers = 2000;

// Of a program or training step.
template <class Program>
constexpr plan_flaw find_flaw() {
  using machine = typename Program::machine;
  if (const plan_flaw f = find_flaw(machine::nodes, machine::order, machine::layout)) return f;
  if (std::is_constant_evaluated() && Program::report.flops > most_flops_verified_by_compilers) return {};
  const ir::plan plan = plan_of<Program>();
  return shadow_flaw(machine::task, plan);
}
template <class Program>
constexpr bool verify() {
  return !find_flaw<Program>();
}

}  // namespace tapeless::inline TAPELESS_ISA
