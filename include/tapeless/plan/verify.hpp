// Checks a finished plan: whether it keeps the rules of plan/rules.hpp, and, by shadow execution (plan/shadow.hpp),
// whether it computes the expression. Neither check shares code with the stages that made the plan.
//
//   static_assert(verify<trainer>());   // the rules; of a small plan, shadow execution as well
//   assert(verify<trainer>());          // at run time: both, of any plan
//
// find_flaw<trainer>() returns the first flaw.
#pragma once

#include <tapeless/plan/each_plan.hpp>
#include <tapeless/plan/shadow.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Compilers execute plans of at most this many operations on numbers and elements of values: what only moves elements
// has no FLOP, but takes as many steps.
inline constexpr long most_flops_verified_by_compilers = 2000, most_elements_verified_by_compilers = 4000;

namespace detail {

// The first flaw of a plan or of those that its operations bring along.
template <class Machine>
constexpr plan_flaw flaw_of(bool execute) {
  plan_flaw found;
  each_plan<Machine>([&]<class M>(long) {
    if (!found) found = find_flaw(M::nodes, M::order, M::layout);
    if (found || !execute) return;
    const ir::plan plan = plan_of<M>();
    found = shadow_flaw(M::task, plan);
  });
  return found;
}

template <class Program>
constexpr bool is_small() {
  long elements = 0;
  for (const node& n : Program::machine::nodes.nodes) elements += n.shape.size();
  const long flops = flops_of(Program::machine::nodes, Program::machine::order).all;  // a loop's plan is executed once
  return flops <= most_flops_verified_by_compilers && elements <= most_elements_verified_by_compilers;
}

}  // namespace detail

// Of a program or training step.
template <class Program>
constexpr plan_flaw find_flaw() {
  return detail::flaw_of<typename Program::machine>(!std::is_constant_evaluated() || detail::is_small<Program>());
}
template <class Program>
constexpr bool verify() {
  return !find_flaw<Program>();
}

}  // namespace tapeless::inline TAPELESS_ISA
