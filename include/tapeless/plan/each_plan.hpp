// A plan and those that its operations bring along: the steps of loops, and of loops in them.
//
//   each_plan<Machine>([&]<class M>(long runs) { ... });   M: an engine; runs: how often M runs in one run of Machine
#pragma once

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// K: operations before number K have been visited.
template <class Machine, int K = 0, class F>
constexpr void each_plan(const F& f, long runs = 1) {
  if constexpr (K == 0) f.template operator()<Machine>(runs);
  constexpr int at = Machine::operation_with_plan(K);
  if constexpr (at >= 0) {
    using loop = typename Machine::template machine_of<at>;
    each_plan<typename loop::inner>(f, runs * loop::steps);
    each_plan<Machine, K + 1>(f, runs);
  }
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
