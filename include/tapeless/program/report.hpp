// What is known of a program before it runs; every number is a constant.
#pragma once

#include <tapeless/plan/kernel_classes.hpp>

namespace tapeless::inline TAPELESS_ISA {

// The approximations that a program computes, by the names of their operations: `for (const char* name : list)`.
struct approximation_list {
  static constexpr int most = 8;
  const char* at[most]{};
  int size = 0;

  constexpr const char* const* begin() const { return at; }
  constexpr const char* const* end() const { return at + size; }
  constexpr void add(const char* name) {
    for (const char* known : *this)
      if (hash_text(known) == hash_text(name)) return;
    if (size < most) at[size++] = name;
  }
};

struct program_report {
  long parameters = 0;  // numbers, frozen ones too
  long parameter_bytes = 0;
  long state_bytes = 0;        // parameters, slots and run-time scalars, as they lie in memory
  long arena_bytes = 0;        // inputs, activations, gradients of one tile; each thread has so many
  long bytes = 0;              // of the whole object
  long flops = 0;              // of one tile and one update; in a scan, those of all its steps
  long contraction_flops = 0;  // of these, in the products
  int kernels = 0, samples = 1, lanes = 1, threads = 1;
  approximation_list approximations;  // by the option fast_activations, in bodies of scans too
};

namespace detail {

template <class T>
constexpr program_report make_report(const ir::prepared& p, const ir::schedule& s, const ir::memory& m) {
  program_report r;
  for (const node& n : p.nodes)
    if (is_leaf(n, ir::role::parameter)) r.parameters += n.shape.size();
  const flop_counts flops = flops_of(p, s);
  r.flops = flops.all;
  r.contraction_flops = flops.contractions;
  r.parameter_bytes = r.parameters * static_cast<long>(sizeof(T));
  r.state_bytes = m.state * static_cast<long>(sizeof(T));
  r.arena_bytes = m.arena * static_cast<long>(sizeof(T));
  r.kernels = s.kernels.size;
  r.samples = p.samples;
  r.lanes = p.lanes;
  return r;
}

// Of a plan and of those that its operations number K, K + 1, ... bring along: a loop runs its plan once for each step.
template <class Machine, int K = 0>
constexpr void add_flops_of_loops(program_report& to, long runs = 1) {
  constexpr int at = Machine::operation_with_plan(K);
  if constexpr (at >= 0) {
    using loop = typename Machine::template machine_of<at>;
    using inner = typename loop::inner;
    const long times = runs * loop::steps;
    const flop_counts once = flops_of(inner::nodes, inner::order);
    to.flops += times * once.all;
    to.contraction_flops += times * once.contractions;
    add_flops_of_loops<inner>(to, times);
    add_flops_of_loops<Machine, K + 1>(to, runs);
  }
}
template <class Machine, int K = 0>
constexpr void list_approximations(approximation_list& to) {
  if constexpr (K == 0)
    for (const node& n : Machine::nodes.nodes)
      if (n.op->is_approximation) to.add(n.op->name);
  constexpr int at = Machine::operation_with_plan(K);
  if constexpr (at >= 0) {
    list_approximations<typename Machine::template machine_of<at>::inner>(to);
    list_approximations<Machine, K + 1>(to);
  }
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
