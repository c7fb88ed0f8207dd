// Long sums as a tree (cascade summation): partial sums of a fixed number of steps are put aside, and partial sums of
// equal length are combined as soon as there are two. The error grows with the logarithm of the number of parts instead
// of with the number of addends; a single accumulator would stop changing once it is 2^24 times as large as an addend.
#pragma once

#include <type_traits>

#include <tapeless/simd/vec.hpp>

namespace tapeless::inline TAPELESS_ISA::kernels {

inline constexpr int cascade_part = 128;   // steps in a partial sum
inline constexpr int cascade_from = 4096;  // shorter sums use one accumulator
inline constexpr int cascade_levels = 24;  // 2^24 parts have more elements than an int can count

// N accumulators.
template <class V, int N>
struct cascade {
  V level[cascade_levels][N]{};
  unsigned parts = 0;
  int steps = 0;

  constexpr void restart() noexcept { parts = 0, steps = 0; }
  // Call it after each step. combine(to, a, b) combines a and b into `to`; begin(acc) resets all accumulators.
  template <class Combine, class Begin>
  TAPELESS_INLINE constexpr void settle(V* acc, Combine combine, Begin begin) noexcept {
    if (++steps < cascade_part) return;
    steps = 0;
    int l = 0;
    for (unsigned c = parts++; c & 1u; c >>= 1, ++l) combine(acc, level[l], acc);
    for (int i = 0; i < N; ++i) level[l][i] = acc[i];
    begin(acc);
  }
  // Sets acc to the total.
  template <class Combine>
  TAPELESS_INLINE constexpr void finish(V* acc, Combine combine) noexcept {
    int l = 0;
    for (unsigned c = parts; c; c >>= 1, ++l)
      if (c & 1u) combine(acc, level[l], acc);
  }
};

// For kernels without long sums.
struct no_cascade {};
template <bool Long, class V, int N>
using cascade_if = std::conditional_t<Long, cascade<V, N>, no_cascade>;

// For additive sums.
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
  parts.settle(acc, add_all<N>{}, [](V* at) TAPELESS_INLINED {
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
