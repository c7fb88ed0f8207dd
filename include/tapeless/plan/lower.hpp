// Last stage of planning: a kernel of the schedule becomes straight-line code, loops and addresses. What becomes a type
// is the code alone (map_code, contraction_code): equal layers have equal code, whatever their addresses.
#pragma once

#include <tapeless/kernels/cascade.hpp>
#include <tapeless/plan/copies.hpp>
#include <tapeless/plan/lower_products.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// How many addends an accumulator of the kernel takes one after the other.
constexpr long steps_of_sum(const ir::lowered& l) {
  const bool map = l.kind == ir::kernel_kind::map;
  if (map && l.reductions.size == 0) return 0;
  const bool along = map ? l.inner_reduced : l.mode == ir::product::dot;  // lanes lie along the sum
  long steps = along ? (l.extent(l.loops) + l.lanes - 1) / l.lanes : l.k;
  const int end = map || l.mode == ir::product::dot ? l.loops : l.kept + l.outer_k;
  for (int a = l.kept; a < end; ++a) steps *= l.extent(a);
  return steps;
}

}  // namespace detail

// Kernel number `at` of a plan.
constexpr ir::lowered lower(const ir::prepared& p, const ir::schedule& s, const ir::memory& m, int at) {
  const ir::kernel& k = s.kernels.at[at];
  ir::lowered l;
  if (k.kind == ir::kernel_kind::copy) l = detail::lower_copy(p, s, m, at);
  else if (k.kind == ir::kernel_kind::opaque) l.own = at;  // its views are constants of its own
  else if (k.kind == ir::kernel_kind::map) l = detail::lower_map(p, s, m, at);
  else if (detail::roles_of(p, k.core).mode == ir::product::dot) l = detail::lower_dot(p, s, m, at);
  else l = detail::lower_contraction(p, s, m, at);
  l.kind = k.kind;
  if (k.kind == ir::kernel_kind::map || k.kind == ir::kernel_kind::contraction)
    l.long_sum = detail::steps_of_sum(l) >= kernels::cascade_from;
  return l;
}

}  // namespace tapeless::inline TAPELESS_ISA
