// What is known of a program before it runs; every number is a constant.
#pragma once

#include <tapeless/plan/kernel_classes.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct program_report {
  long parameters = 0;  // numbers, frozen ones too
  long parameter_bytes = 0;
  long state_bytes = 0;        // parameters, slots and run-time scalars, as they lie in memory
  long arena_bytes = 0;        // inputs, activations, gradients of one tile; each thread has so many
  long bytes = 0;              // of the whole object
  long flops = 0;              // of one tile and one update
  long contraction_flops = 0;  // of these, in the products
  int kernels = 0, samples = 1, lanes = 1, threads = 1;
};

namespace detail {

template <class T>
constexpr program_report make_report(const ir::prepared& p, const ir::schedule& s, const ir::memory& m) {
  program_report r;
  for (int i = 0; i < p.nodes.size; ++i) {
    const node& n = p.nodes.at[i];
    if (is_leaf(n, ir::role::parameter)) r.parameters += n.shape.size();
    if (s.kernel_of.at[i] < 0) continue;
    const long flops = flops_of(p, s.kernels.at[s.kernel_of.at[i]], i);
    r.flops += flops;
    if (n.op->kind == ir::loop::contraction) r.contraction_flops += flops;
  }
  r.parameter_bytes = r.parameters * static_cast<long>(sizeof(T));
  r.state_bytes = m.state * static_cast<long>(sizeof(T));
  r.arena_bytes = m.arena * static_cast<long>(sizeof(T));
  r.kernels = s.kernels.size;
  r.samples = p.samples;
  r.lanes = p.lanes;
  return r;
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
