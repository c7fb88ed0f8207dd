#pragma once

// Horizontal reductions, in the order of a fixed tree, so that a result has the same bits wherever it is computed.

#include <limits>

#include <tapeless/simd/compare.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

namespace detail {
template <class T, int W>
using lanes_of [[gnu::vector_size(W * sizeof(T))]] = T;

// Combines the lower with the upper half until one value is left.
template <class T, int... I, class F>
TAPELESS_INLINE T fold(lanes_of<T, 2 * int(sizeof...(I))> v, std::integer_sequence<int, I...>, F combine) noexcept {
  constexpr int half = int(sizeof...(I));
  if constexpr (half == 1) {
    return combine(v[0], v[1]);
  } else {
    const lanes_of<T, half> low = __builtin_shufflevector(v, v, I...);
    const lanes_of<T, half> high = __builtin_shufflevector(v, v, (I + half)...);
    return detail::fold<T>(combine(low, high), std::make_integer_sequence<int, half / 2>{}, combine);
  }
}
template <class V, class F>
TAPELESS_INLINE constexpr scalar_of<V> reduce(V v, F combine) noexcept {
  if constexpr (is_scalar<V>) {
    return v;
  } else {
    using T = scalar_of<V>;
    return detail::fold<T>(reinterpret_cast<lanes_of<T, lanes<V>>>(v.data),
                           std::make_integer_sequence<int, lanes<V> / 2>{}, combine);
  }
}
}  // namespace detail

// A vector of lane I of a, or lane I - W of b, for each I. Not for scalars.
template <int... I, class V>
TAPELESS_INLINE V shuffle(V a, V b) noexcept {
  using T = scalar_of<V>;
  using all = detail::lanes_of<T, lanes<V>>;
  const all r = __builtin_shufflevector(reinterpret_cast<all>(a.data), reinterpret_cast<all>(b.data), I...);
  return V(reinterpret_cast<decltype(a.data)>(r));
}

// Combines lane i with lane i + W/2, then with lane i + W/4, and so on, to one value.
template <class V>
TAPELESS_INLINE constexpr scalar_of<V> reduce_add(V v) noexcept {
  return detail::reduce(v, [](auto a, auto b) TAPELESS_INLINED { return a + b; });
}
template <class V>
TAPELESS_INLINE constexpr scalar_of<V> reduce_mul(V v) noexcept {
  return detail::reduce(v, [](auto a, auto b) TAPELESS_INLINED { return a * b; });
}
// NaN if any lane is NaN, which is asked once, beside the tree.
template <class V>
TAPELESS_INLINE constexpr scalar_of<V> reduce_max(V v) noexcept {
  const auto most = detail::reduce(v, [](auto a, auto b) TAPELESS_INLINED { return b > a ? b : a; });
  return simd::any(simd::ne(v, v)) ? std::numeric_limits<scalar_of<V>>::quiet_NaN() : most;
}
template <class V>
TAPELESS_INLINE constexpr scalar_of<V> reduce_min(V v) noexcept {
  const auto least = detail::reduce(v, [](auto a, auto b) TAPELESS_INLINED { return b < a ? b : a; });
  return simd::any(simd::ne(v, v)) ? std::numeric_limits<scalar_of<V>>::quiet_NaN() : least;
}

namespace detail {
// Adds the upper half to the lower until four lanes are left, and returns these.
template <class T, int... I>
TAPELESS_INLINE lanes_of<T, 4> fold_to_four(lanes_of<T, int(sizeof...(I))> v,
                                            std::integer_sequence<int, I...>) noexcept {
  constexpr int half = int(sizeof...(I)) / 2;
  if constexpr (half == 2) {
    return v;
  } else {
    return [&]<int... J>(std::integer_sequence<int, J...> lower) TAPELESS_INLINED {
      const lanes_of<T, half> low = __builtin_shufflevector(v, v, J...);
      const lanes_of<T, half> high = __builtin_shufflevector(v, v, (J + half)...);
      return detail::fold_to_four<T>(low + high, lower);
    }
    (std::make_integer_sequence<int, half>{});
  }
}
}  // namespace detail

// The sums of four vectors as one vector, each with the bits of reduce_add, so that a load of all four need not wait
// for four stores.
template <class V>
TAPELESS_INLINE constexpr void store_sums(scalar_of<V>* p, V a, V b, V c, V d) noexcept {
  if constexpr (lanes<V> < 4) {
    p[0] = reduce_add(a), p[1] = reduce_add(b), p[2] = reduce_add(c), p[3] = reduce_add(d);
  } else {
    using T = scalar_of<V>;
    const auto fold = [](V v) TAPELESS_INLINED {
      return detail::fold_to_four<T>(reinterpret_cast<detail::lanes_of<T, lanes<V>>>(v.data),
                                     std::make_integer_sequence<int, lanes<V>>{});
    };
    const detail::lanes_of<T, 4> x = fold(a), y = fold(b), z = fold(c), w = fold(d);
    const detail::lanes_of<T, 4> xy =
        __builtin_shufflevector(x, y, 0, 1, 4, 5) + __builtin_shufflevector(x, y, 2, 3, 6, 7);
    const detail::lanes_of<T, 4> zw =
        __builtin_shufflevector(z, w, 0, 1, 4, 5) + __builtin_shufflevector(z, w, 2, 3, 6, 7);
    const detail::lanes_of<T, 4> sums =
        __builtin_shufflevector(xy, zw, 0, 2, 4, 6) + __builtin_shufflevector(xy, zw, 1, 3, 5, 7);
    __builtin_memcpy(p, &sums, sizeof sums);
  }
}

}  // namespace tapeless::inline TAPELESS_ISA::simd
