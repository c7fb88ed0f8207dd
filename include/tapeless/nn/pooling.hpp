// Pooling: one number for each window, along the last one or two axes of x.
//
//   max_pool2d<2>(x), avg_pool2d<2>(x)      // x: [.., height, width]; adjacent windows
//   max_pool2d<3, pooling{.stride = 2, .padding = 1}>(x)
//   max_pool1d<2>(x), avg_pool1d<2>(x)      // x: [.., length]
//
// Elements that no whole window covers are ignored. Padding is -infinity for max pooling and 0 for average pooling,
// where it is included in the count; every window must contain an element of x. The derivative of a maximum is shared
// equally among the elements that attain it.
#pragma once

#include <tapeless/nn/function.hpp>
#include <tapeless/ops/convolution.hpp>
#include <tapeless/ops/reduction.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct pooling {
  spatial stride = 0;  // 0: the size of the window
  spatial padding = 0, dilation = 1;
};

namespace detail {

template <int Axes, bool Max, spatial Size, pooling P>
struct pool_f {
  static constexpr spatial stride{P.stride.height ? P.stride.height : Size.height,
                                  P.stride.width ? P.stride.width : Size.width};
  static constexpr bool possible = Size.height > 0 && Size.width > 0 && stride.height > 0 && stride.width > 0 &&
                                   P.dilation.height > 0 && P.dilation.width > 0 && P.padding.height >= 0 &&
                                   P.padding.width >= 0;
  static constexpr bool ranks_fit(const shape& x) { return x.rank >= Axes && x.rank + Axes < max_rank; }
  static constexpr bool windows_are_there(const shape& x) {
    return possible && ranks_fit(x) && windows_fit(x, Axes, Size, stride, P.padding, P.dilation);
  }
  // True if no window lies entirely in the padding, where a maximum would be -infinity.
  static constexpr bool windows_are_filled(const shape& x) {
    for (int i = 0; i < Axes; ++i) {
      const int padding = extent_along(P.padding, i, Axes), extent = x.dim[x.rank - Axes + i];
      const int size = extent_along(Size, i, Axes), dilation = extent_along(P.dilation, i, Axes);
      const int step = extent_along(stride, i, Axes);
      if (padding == 0) continue;
      const int count = window_count(extent + 2 * padding, size, step, dilation);
      for (int w = 0; w < count; ++w) {
        bool filled = false;
        for (int k = 0, at = w * step - padding; k < size && !filled; ++k, at += dilation)
          filled = at >= 0 && at < extent;
        if (!filled) return false;
      }
    }
    return true;
  }
  static constexpr bool fits(const node& x) { return windows_are_there(x.shape) && windows_are_filled(x.shape); }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    const int lead = x->shape.rank - Axes;
    const term seen = spatial_windows(x, Axes, Size, stride, P.padding, P.dilation, Max ? -__builtin_huge_val() : 0);
    unsigned taps = 0;
    for (int i = 0; i < Axes; ++i) taps |= 2u << (lead + 2 * i);
    if constexpr (Max) return reduce<ops::reduce_max_op>(seen, taps);
    else return reduce<ops::sum_op>(seen, taps) / (Axes == 1 ? Size.width : Size.height * Size.width);
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    constexpr bool there = possible && windows_are_there(make_shape(D...));
    static_assert(possible ? true : mistake<tensor<D...>>,
                  "tapeless: pooling has windows, strides and dilations of at least 1, and a padding of at least 0");
    static_assert(
        !possible || there ? true : mistake<tensor<D...>>,
        "tapeless: pooling needs x as [.., length] or [.., height, width], with at least one whole window along "
        "each: take smaller windows or pad");
    static_assert(
        !there ? true : mistake<tensor<D...>>,
        "tapeless: pooling: a window lies in the padding alone and has no element of x: pad less, or by less than a "
        "window");
    return {};
  }
};

}  // namespace detail

template <spatial Size, pooling P = pooling{}>
inline constexpr detail::function<detail::pool_f<1, true, Size, P>> max_pool1d{};
template <spatial Size, pooling P = pooling{}>
inline constexpr detail::function<detail::pool_f<2, true, Size, P>> max_pool2d{};
template <spatial Size, pooling P = pooling{}>
inline constexpr detail::function<detail::pool_f<1, false, Size, P>> avg_pool1d{};
template <spatial Size, pooling P = pooling{}>
inline constexpr detail::function<detail::pool_f<2, false, Size, P>> avg_pool2d{};

}  // namespace tapeless::inline TAPELESS_ISA
