// Last stage of planning: a kernel of the schedule becomes straight-line code, loops and addresses, all constants.
//
// One function lowers any kernel; only the capacity of its arrays is a template argument. What becomes a type is the
// code alone (map_code, contraction_code): equal layers have equal code, whatever their addresses.
#pragma once

#include <tapeless/kernels/contraction.hpp>
#include <tapeless/kernels/dot.hpp>
#include <tapeless/kernels/map.hpp>
#include <tapeless/plan/lower_products.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// How many operands, instructions or results kernel `at` may have: few different numbers, few different types.
template <class S>
constexpr int lowered_capacity(const S& s, int at) {
  int need = 3 * s.kernels[at].count + 1, c = 16;
  while (c < need) c *= 4;
  return c;
}

// How many addends an accumulator of the kernel takes one after the other.
template <int C>
constexpr long steps_of_sum(const ir::lowered<C>& l, ir::kernel_kind kind) {
  if (kind == ir::kernel_kind::map && l.reductions == 0) return 0;
  const bool along =
      kind == ir::kernel_kind::map ? l.inner_reduced : l.mode == ir::product::dot;  // lanes lie along the sum
  long steps = along ? (l.extent[l.loops] + l.lanes - 1) / l.lanes : l.k;
  const int end = kind == ir::kernel_kind::map || l.mode == ir::product::dot ? l.loops : l.kept + l.outer_k;
  for (int a = l.kept; a < end; ++a) steps *= l.extent[a];
  return steps;
}

}  // namespace detail

// Kernel number `at` of a plan.
template <int C, class P, class S, class M>
constexpr ir::lowered<C> lower(const P& p, const S& s, const M& m, int at) {
  const ir::kernel& k = s.kernels[at];
  ir::lowered<C> l;
  if (k.kind == ir::kernel_kind::map) l = detail::lower_map<C>(p, s, m, at);
  else if (detail::roles_of(p, k.core).mode == ir::product::dot) l = detail::lower_dot<C>(p, s, m, at);
  else l = detail::lower_contraction<C>(p, s, m, at);
  l.long_sum = detail::steps_of_sum(l, k.kind) >= kernels::cascade_from;
  return l;
}

namespace detail {

template <int C>
constexpr kernels::dot_code dot_code_of(const ir::lowered<C>& l) {
  return {l.m, l.n, l.s_m, l.s_n, l.row[0], l.row[1], l.kept, l.long_sum};
}

template <int In, int Code, int Out, int Red, int C>
constexpr ir::micro<In, Code, Out, Red> shrink(const ir::lowered<C>& l) {
  ir::micro<In, Code, Out, Red> m;
  for (int i = 0; i < In; ++i) {
    m.mode[i] = l.access_mode[i];
    m.immediate[i] = l.immediate[i];
  }
  for (int i = 0; i < Code; ++i) m.code[i] = l.code[i];
  for (int i = 0; i < Out; ++i) m.out[i] = l.out[i];
  for (int i = 0; i < Red; ++i) m.red[i] = l.red[i];
  return m;
}

template <class Micro, int C>
constexpr kernels::map_code<Micro> map_code_of(const ir::lowered<C>& l) {
  return {shrink<Micro::inputs, Micro::size, Micro::outputs, Micro::reductions>(l),
          l.kept,
          l.reduced,
          l.inner_reduced,
          l.partial,
          l.long_sum};
}

template <class Micro, int C>
constexpr kernels::contraction_code<Micro> contraction_code_of(const ir::lowered<C>& l) {
  kernels::contraction_code<Micro> c;
  c.micro = shrink<Micro::inputs, Micro::size, Micro::outputs, 0>(l);
  c.m = l.m, c.n = l.n, c.k = l.k;
  c.s_m = l.s_m, c.s_k = l.s_k, c.s_n = l.s_n, c.x_k = l.x_k;
  for (int j = 0; j < Micro::pointers; ++j) c.row[j] = l.row[j];
  c.both = l.both, c.partial = l.partial, c.uniform = l.uniform;
  c.start = l.start;
  c.long_sum = l.long_sum;
  c.outer = l.kept, c.outer_k = l.outer_k;
  return c;
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
