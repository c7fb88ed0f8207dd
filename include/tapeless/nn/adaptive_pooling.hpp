// Pooling to a size that does not depend on that of x.
//
//   global_avg_pool(x), global_max_pool(x)        // x: [channels, length], [channels, height, width], ..; [channels]
//   adaptive_avg_pool1d<5>(x), adaptive_max_pool1d<5>(x)                         // x: [.., length]; [.., 5]
//   adaptive_avg_pool2d<spatial{5, 3}>(x), adaptive_max_pool2d<spatial{5, 3}>(x)  // [.., height, width]; [.., 5, 3]
//
// Element i of m along an axis of n pools the elements from floor(i n / m) to below ceil((i + 1) n / m), as in PyTorch;
// where m divides n, this is pooling with windows of n / m. Along two axes, rows come first: the derivative of a
// maximum is shared equally by the rows that attain it, then by the elements of each.
#pragma once

#include <tapeless/nn/function.hpp>
#include <tapeless/ops/joining.hpp>
#include <tapeless/ops/spatial.hpp>
#include <tapeless/ops/statistics.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <bool Max>
constexpr term pooled_along(term x, unsigned axes) {
  if constexpr (Max) return reduce<ops::reduce_max_op>(x, axes);
  else return mean(x, axes);
}

template <bool Max>
struct global_pool_f {
  static constexpr bool fits(const node& x) { return x.shape.rank >= 2; }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    return pooled_along<Max>(x, (1u << x->shape.rank) - 2);
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(
        mistake<tensor<D...>>,
        "tapeless: global_avg_pool(x), global_max_pool(x): x is [channels, ..] with at least one axis to pool "
        "along: mean(x) or max(x) reduce all");
    return {};
  }
};

template <int Axes, bool Max, spatial Size>
struct adaptive_pool_f {
  static constexpr bool fits(const node& x) { return x.shape.rank >= Axes && Size.at_least(1) && Size.fits(Axes); }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    for (int i = Axes - 1; i >= 0; --i) {
      const int axis = x->shape.rank - Axes + i, n = x->shape.dim[axis], m = along_axis(Size, i, Axes);
      if (n % m == 0) {
        x = pooled_along<Max>(windows(x, axis, n / m, n / m, 1), 2u << axis);
      } else {
        x = joined(x, axis, m, 0, m);
      }
    }
    return x;
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(mistake<tensor<D...>>,
                  "tapeless: adaptive pooling takes x as [.., length] or [.., height, width], to at least one element "
                  "along each axis, given once for all axes or for each");
    return {};
  }

 private:
  // Elements [from, to) of m.
  static constexpr term joined(term x, int axis, int m, int from, int to) {
    if (to - from > 1) {
      const int half = (from + to) / 2;
      return concat(joined(x, axis, m, from, half), joined(x, axis, m, half, to), axis);
    }
    const int n = x->shape.dim[axis], first = from * n / m, end = (to * n + m - 1) / m;
    shape one = x->shape;
    one.dim[axis] = 1;
    return reshape(pooled_along<Max>(slice(x, axis, first, end - first), 1u << axis), one);
  }
};

}  // namespace detail

inline constexpr detail::function<detail::global_pool_f<false>> global_avg_pool{};
inline constexpr detail::function<detail::global_pool_f<true>> global_max_pool{};
template <spatial Size>
inline constexpr detail::function<detail::adaptive_pool_f<1, false, Size>> adaptive_avg_pool1d{};
template <spatial Size>
inline constexpr detail::function<detail::adaptive_pool_f<2, false, Size>> adaptive_avg_pool2d{};
template <spatial Size>
inline constexpr detail::function<detail::adaptive_pool_f<1, true, Size>> adaptive_max_pool1d{};
template <spatial Size>
inline constexpr detail::function<detail::adaptive_pool_f<2, true, Size>> adaptive_max_pool2d{};

}  // namespace tapeless::inline TAPELESS_ISA
