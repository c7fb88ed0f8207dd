// Running a kernel's straight-line code on registers of lanes.
#pragma once

#include <tapeless/kernels/micro.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/shape/indices.hpp>

namespace tapeless::kernels {

template <class V, access Mode>
TAPELESS_INLINE constexpr V read(const simd::scalar_of<V>* p, [[maybe_unused]] int stride, [[maybe_unused]] int valid,
                                 [[maybe_unused]] double immediate) noexcept {
  using T = simd::scalar_of<V>;
  if constexpr (Mode == access::immediate) {
    return V(static_cast<T>(immediate));
  } else if constexpr (Mode == access::broadcast) {
    return V(*p);
  } else if constexpr (Mode == access::vector || simd::lanes<V> == 1) {
    return simd::loadu<V>(p);
  } else {
    alignas(64) T lane[simd::lanes<V>]{};
    for (int i = 0; i < simd::lanes<V> && i < valid; ++i) lane[i] = p[i * stride];
    return simd::load<V>(lane);
  }
}

// One instruction; its result is register Result. Only the instruction is in the function's name, not the whole code.
template <class V, instruction C, int Result>
TAPELESS_INLINE constexpr void execute(V* r) noexcept {
  using O = tapeless::detail::found_operation<C.op->id>;
  if constexpr (C.op->arity == 1) r[Result] = O::template eval<V>(r[C.in[0]]);
  else if constexpr (C.op->arity == 2) r[Result] = O::template eval<V>(r[C.in[0]], r[C.in[1]]);
  else r[Result] = O::template eval<V>(r[C.in[0]], r[C.in[1]], r[C.in[2]]);
}

template <class V, auto M, int Begin, int... I>
TAPELESS_INLINE constexpr void execute_group(V* r, std::integer_sequence<int, I...>) noexcept {
  (execute<V, M.code[Begin + I], M.inputs + Begin + I>(r), ...);
}

// Instructions of M on the register file r; the operands are already there. In groups: compilers limit how many terms a
// fold has.
template <class V, auto M, int Begin = 0>
TAPELESS_INLINE constexpr void execute_all(V* r) noexcept {
  if constexpr (Begin < M.size) {
    constexpr int count = M.size - Begin < 128 ? M.size - Begin : 128;
    execute_group<V, M, Begin>(r, std::make_integer_sequence<int, count>{});
    execute_all<V, M, Begin + count>(r);
  }
}

// Combines a vector of partial results into one, in a fixed order: as the operation says, or pairwise.
template <class V, const operation* Op>
TAPELESS_INLINE constexpr simd::scalar_of<V> combine_lanes(V v) noexcept {
  using T = simd::scalar_of<V>;
  using O = tapeless::detail::found_operation<Op->id>;
  if constexpr (simd::lanes<V> == 1) {
    return v;
  } else if constexpr (requires { O::template fold<V>(v); }) {
    return O::template fold<V>(v);
  } else {
    alignas(64) T lane[simd::lanes<V>];
    simd::store(lane, v);
    for (int half = simd::lanes<V> / 2; half; half /= 2)
      for (int i = 0; i < half; ++i) lane[i] = O::template eval<T>(lane[i], lane[i + half]);
    return lane[0];
  }
}

}  // namespace tapeless::kernels
