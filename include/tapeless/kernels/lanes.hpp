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

// One instruction on the register file r. Only the operation is in the function's name: few functions for long codes.
template <class V, const operation* Op>
TAPELESS_INLINE constexpr V execute(const V* r, int a, [[maybe_unused]] int b, [[maybe_unused]] int c) noexcept {
  constexpr evaluator<V> f = evaluator_for<V>(*Op);
  if constexpr (f.unary != nullptr) {
    constexpr auto g = f.unary;
    return g(r[a]);
  } else if constexpr (f.binary != nullptr) {
    constexpr auto g = f.binary;
    return g(r[a], r[b]);
  } else {
    constexpr auto g = f.ternary;
    return g(r[a], r[b], r[c]);
  }
}

// Some neighbouring instructions of a code, the first of which computes register `result`.
template <int N>
struct code_part {
  instruction code[N]{};
  int result = 0;
  static constexpr int size = N;
};
template <auto M, int Begin, int Count>
constexpr code_part<Count> part_of_code() {
  code_part<Count> p;
  for (int i = 0; i < Count; ++i) p.code[i] = M.code[Begin + i];
  p.result = M.inputs + Begin;
  return p;
}

template <class V, auto Part, int... I>
TAPELESS_INLINE constexpr void execute_group(V* r, std::integer_sequence<int, I...>) noexcept {
  ((r[Part.result + I] = execute<V, Part.code[I].op>(r, Part.code[I].in[0], Part.code[I].in[1], Part.code[I].in[2])), ...);
}
template <class V, auto Part>
TAPELESS_NOINLINE constexpr void execute_apart(V* r) noexcept {
  execute_group<V, Part>(r, std::make_integer_sequence<int, Part.size>{});
}

// Instructions of M on the register file r; the operands are already there. In groups: compilers limit how many terms a
// fold has.
template <class V, auto M, int Begin = 0>
TAPELESS_INLINE constexpr void execute_all(V* r) noexcept {
  if constexpr (Begin < M.size) {
    constexpr int count = M.size - Begin < 128 ? M.size - Begin : 128;
    constexpr auto part = part_of_code<M, Begin, count>();
    if constexpr (M.size > 256) execute_apart<V, part>(r);
    else execute_group<V, part>(r, std::make_integer_sequence<int, count>{});
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
