// Long sums as a tree: what is summed up one after the other for a while is put away, and parts of equal length are
// combined as soon as there are two. The error grows with the logarithm of the number of parts instead of with the
// number of addends; one accumulator alone would stand still once it is 2^24 times as large as what is added.
#pragma once

#include <type_traits>

#include <tapeless/simd/vec.hpp>

namespace tapeless::inline TAPELESS_ISA::kernels {

inline constexpr int cascade_part = 128;   // steps between two settlements
inline constexpr int cascade_from = 4096;  // steps that make a sum long: shorter ones keep one accumulator
inline constexpr int cascade_levels = 24;  // 2^24 parts are more elements than an int counts

// N accumulators.
template <class V, int N>
struct cascade {
  V level[cascade_levels][N]{};
  unsigned parts = 0;
  int steps = 0;

  constexpr void restart() noexcept { parts = 0, steps = 0; }
  // After each step. combine(to, a, b) sets all of `to` to a and b combined, begin(acc) all to where they begin.
  template <class Combine, class Begin>
  TAPELESS_INLINE constexpr void settle(V* acc, Combine combine, Begin begin) noexcept {
    if (++steps < cascade_part) return;
    steps = 0;
    int l = 0;
    for (unsigned c = parts++; c & 1u; c >>= 1, ++l) combine(acc, level[l], acc);
    for (int i = 0; i < N; ++i) level[l][i] = acc[i];
    begin(acc);
  }
  // acc becomes the whole.
  template <class Combine>
  TAPELESS_INLINE constexpr void finish(V* acc, Combine combine) noexcept {
    int l = 0;
    for (unsigned c = parts; c; c >>= 1, ++l)
      if (c & 1u) combine(acc, level[l], acc);
  }
};

// Where no sum is long.
struct no_cascade {};
template <bool Long, class V, int N>
using cascade_if = std::conditional_t<Long, cascade<V, N>, no_cascade>;

// Of sums.
template <int N>
struct add_all {
  template <class V>
  TAPELESS_INLINE constexpr void operator()(V* to, const V* a, const V* b) const noexcept {
    for (int i = 0; i < N; ++i) to[i] = a[i] + b[i];
  }
};
template <class V>
TAPELESS_INLINE constexpr void settle_sums(V*, no_cascade&) noexcept {}
template <class V, int N>
TAPELESS_INLINE constexpr void settle_sums(V* acc, cascade<V, N>& parts) noexcept {
  parts.settle(acc, add_all<N>{}, [](V* at) {
    for (int i = 0; i < N; ++i) at[i] = V(simd::scalar_of<V>(0));
  });
}
template <class V>
TAPELESS_INLINE constexpr void finish_sums(V*, no_cascade&) noexcept {}
template <class V, int N>
TAPELESS_INLINE constexpr void finish_sums(V* acc, cascade<V, N>& parts) noexcept {
  parts.finish(acc, add_all<N>{});
}

}  // namespace tapeless::inline TAPELESS_ISA::kernels
