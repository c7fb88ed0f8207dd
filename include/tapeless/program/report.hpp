// What is known of a program before it runs; every number is a constant.
#pragma once

#include <tapeless/plan/each_plan.hpp>
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

// Of an engine; what depends on workspaces and threads is added where they are known.
template <class Machine>
constexpr program_report make_report() {
  program_report r;
  for (const node& n : Machine::nodes.nodes)
    if (is_leaf(n, ir::role::parameter)) r.parameters += n.shape.size();
  each_plan<Machine>([&]<class M>(long runs) {
    const flop_counts once = flops_of(M::nodes, M::order);
    r.flops += runs * once.all;
    r.contraction_flops += runs * once.contractions;
    if constexpr (Machine::approximates)
      for (const node& n : M::nodes.nodes)
        if (n.op->is_approximation) r.approximations.add(n.op->name);
  });
  constexpr long each = static_cast<long>(sizeof(typename Machine::T));
  r.parameter_bytes = r.parameters * each;
  r.state_bytes = Machine::layout.state * each;
  r.arena_bytes = Machine::layout.arena * each;
  r.kernels = Machine::order.kernels.size;
  r.samples = Machine::nodes.samples;
  r.lanes = Machine::nodes.lanes;
  return r;
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
