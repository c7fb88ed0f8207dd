// Running a kernel's straight-line code on registers of lanes.
#pragma once

#include <tapeless/kernels/micro.hpp>
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

// One instruction; its result is register Result. Only the instruction is in the function's name, not the whole code, and,
// of a choice, the comparison that made its condition.
template <class V, instruction C, instruction Condition, int Result>
TAPELESS_INLINE constexpr void execute(V* r) noexcept {
  constexpr evaluator<V> f = evaluator_for<V>(*C.op);
  if constexpr (Condition.op != nullptr) {
    constexpr auto choose = f.choose;
    constexpr auto test = evaluator_for<V>(*Condition.op).test;
    r[Result] = choose(test(r[Condition.in[0]], r[Condition.in[1]]), r[C.in[1]], r[C.in[2]]);
  } else if constexpr (f.unary != nullptr) {
    constexpr auto g = f.unary;
    r[Result] = g(r[C.in[0]]);
  } else if constexpr (f.binary != nullptr) {
    constexpr auto g = f.binary;
    r[Result] = g(r[C.in[0]], r[C.in[1]]);
  } else {
    constexpr auto g = f.ternary;
    r[Result] = g(r[C.in[0]], r[C.in[1]], r[C.in[2]]);
  }
}

// The comparison that instruction `at` of M chooses by, if there is one.
template <class V, class Micro>
constexpr instruction condition_of(const Micro& m, int at) {
  const instruction& c = m.code[at];
  if (!evaluator_for<V>(*c.op).choose || c.in[0] < m.inputs) return {};
  const instruction& condition = m.code[c.in[0] - m.inputs];
  return evaluator_for<V>(*condition.op).test ? condition : instruction{};
}

template <class V, auto M, int Begin, int... I>
TAPELESS_INLINE constexpr void execute_group(V* r, std::integer_sequence<int, I...>) noexcept {
  (execute<V, M.code[Begin + I], condition_of<V>(M, Begin + I), M.inputs + Begin + I>(r), ...);
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
  constexpr auto fold = evaluator_for<V>(*Op).fold;
  if constexpr (simd::lanes<V> == 1) {
    return v;
  } else if constexpr (fold != nullptr) {
    return fold(v);
  } else {
    constexpr auto f = evaluator_for<T>(*Op).binary;
    alignas(64) T lane[simd::lanes<V>];
    simd::store(lane, v);
    for (int half = simd::lanes<V> / 2; half; half /= 2)
      for (int i = 0; i < half; ++i) lane[i] = f(lane[i], lane[i + half]);
    return lane[0];
  }
}

}  // namespace tapeless::kernels
