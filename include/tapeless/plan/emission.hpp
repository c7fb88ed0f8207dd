// After lowering: the plan as data that a program carries. Kernels that run the same code name one of them, the first,
// which alone becomes a type; every kernel has a record of numbers: its addresses, loops and strides.
#pragma once

#include <tapeless/plan/copies.hpp>
#include <tapeless/plan/lower.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// Everything of a lowered kernel that is in its code and not in its record.
template <int C>
constexpr std::uint64_t code_hash(const ir::lowered<C>& l, ir::kernel_kind kind) {
  std::uint64_t h = static_cast<std::uint64_t>(kind) * 4 + static_cast<std::uint64_t>(l.mode);
  auto add = [&h](auto... numbers) { ((h = mix(h, static_cast<std::uint64_t>(numbers))), ...); };
  add(l.lanes, l.start, l.inputs, l.size, l.outputs, l.reductions, l.pointer_count, l.loops, l.kept, l.reduced);
  add(l.inner_reduced, l.partial, l.both, l.uniform, l.long_sum, l.m, l.n, l.k, l.s_m, l.s_k, l.s_n, l.x_k, l.outer_k);
  for (int i = 0; i < l.inputs; ++i) {
    add(l.access_mode[i]);
    if (const auto bits = __builtin_bit_cast(std::uint64_t, l.immediate[i])) add(bits);
  }
  auto instructions = [&](const ir::instruction* at, int count) {
    for (int i = 0; i < count; ++i) {
      add(at[i].op->id);
      for (short q : at[i].in) add(q);
    }
  };
  instructions(l.code, l.size);
  instructions(l.red, l.reductions);
  for (int i = 0; i < l.outputs; ++i) add(l.out[i]);
  if (kind == ir::kernel_kind::contraction)
    for (int j = 0; j < l.pointer_count; ++j) add(l.row[j]);
  return h;
}

// The copy that kernel `at` of the schedule makes.
template <class P, class S, class M, class E>
constexpr kernels::copy_code emit_movement(E& out, const P& p, const S& s, const M& m, int at) {
  const int core = s.kernels[at].core;
  return emit_copy(out, p, m, copies_of(p, s, core), memory_of(p, m, core));
}

// Calls f with the lowered kernel `at`, of the capacity that it needs.
template <int Most, int C = 16, class P, class S, class M, class F>
constexpr void with_lowered(const P& p, const S& s, const M& m, int at, F f) {
  if constexpr (C < Most) {
    if (lowered_capacity(s, at) > C) return with_lowered<Most, 4 * C>(p, s, m, at, f);
  }
  f(lower<C>(p, s, m, at));
}

// The commits of assignments whose value no kernel writes into its slot itself.
template <class P, class M, class E>
constexpr kernels::copy_code emit_commit(E& out, const P& p, const M& m, int a) {
  copy_plan c;
  c.add(p.values[a], p.views[p.values[a]], p.views[p.slots[a]]);
  return emit_copy(out, p, m, c, memory_of(p, m, p.slots[a]));
}

template <int Kernels, int Ints, int Most, class P, class S, class M>
constexpr ir::emission<Kernels, Ints> emit_all(const P& p, const S& s, const M& m) {
  ir::emission<Kernels, Ints> r;
  emitter<Kernels, Ints> out(r);
  for (int k = 0; k < s.count; ++k) {
    const ir::kernel& here = s.kernels[k];
    out.begin();
    if (here.kind == ir::kernel_kind::opaque) {
      out.end(mix(~std::uint64_t{}, static_cast<std::uint64_t>(k)));  // its views are constants of its own
    } else if (here.kind == ir::kernel_kind::copy) {
      const kernels::copy_code code = emit_movement(out, p, s, m, k);
      out.end(assembly_of(p, s, m, k).vectors ? mix(~std::uint64_t{}, static_cast<std::uint64_t>(k)) : code_hash(code));
    } else {
      with_lowered<Most>(p, s, m, k, [&](const auto& l) {
        for (int j = 0; j < l.pointer_count; ++j) out.put(packed(l.pointers[j]));
        for (int a = 0; a <= l.loops; ++a) {
          out.put(l.extent[a]);
          for (int j = 0; j < l.pointer_count; ++j) out.put(l.stride[a][j]);
        }
        out.end(code_hash(l, here.kind));
      });
    }
  }
  for (int a = 0; a < p.assignment_count; ++a)
    if (!m.direct[a]) {
      out.begin();
      out.end(code_hash(emit_commit(out, p, m, a)));
    }
  return r;
}

// Fits the arrays to what they hold. The first guess is nearly always enough.
template <const auto& P, const auto& S, const auto& M, int Kernels, int Ints>
constexpr auto fitting_emission() {
  constexpr int most = [] {
    int c = 16;
    for (int k = 0; k < S.count; ++k)
      if (lowered_capacity(S, k) > c) c = lowered_capacity(S, k);
    return c;
  }();
  constexpr auto drawn = emit_all<Kernels, Ints, most>(P, S, M);
  if constexpr (!drawn.fits) {
    return fitting_emission<P, S, M, Kernels, drawn.ints>();
  } else {
    ir::emission<drawn.kernels, drawn.ints> r;
    for (int k = 0; k < drawn.kernels; ++k) {
      r.code[k] = drawn.code[k];
      r.first[k] = drawn.first[k];
    }
    for (int c = 0; c < drawn.codes; ++c) r.kernel_of[c] = drawn.kernel_of[c];
    for (int i = 0; i < drawn.ints; ++i) r.record[i] = drawn.record[i];
    r.kernels = drawn.kernels;
    r.codes = drawn.codes;
    r.ints = drawn.ints;
    return r;
  }
}

}  // namespace detail

// P: prepared, S: schedule, M: memory; constant objects.
template <const auto& P, const auto& S, const auto& M>
constexpr auto emit() {
  return detail::fitting_emission<P, S, M, S.count + P.assignment_count, 48 * S.count + 64>();
}

// The code of kernel K of a plan if it is a copy: one of the schedule, or a commit behind them.
template <class P, class S, class M>
constexpr kernels::copy_code copy_code_of(const P& p, const S& s, const M& m, int k) {
  ir::emission<1, 1> nowhere;
  detail::emitter<1, 1> out(nowhere);
  if (k < s.count) return detail::emit_movement(out, p, s, m, k);
  int at = s.count;
  for (int a = 0; a < p.assignment_count; ++a)
    if (!m.direct[a] && at++ == k) return detail::emit_commit(out, p, m, a);
  return kernels::copy_code();
}

}  // namespace tapeless::inline TAPELESS_ISA
