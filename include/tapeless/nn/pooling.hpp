// Pooling: one number for each window, along the last one or two axes of x.
//
//   max_pool2d<2>(x), avg_pool2d<2>(x)      // x: [.., height, width]; windows side by side
//   max_pool2d<3, pooling{.stride = 2, .padding = 1}>(x)
//   max_pool1d<2>(x), avg_pool1d<2>(x)      // x: [.., length]
//
// Elements that no whole window covers are left out. Padding is -infinity for the maximum and 0, which counts, for the
// average. The derivative of a maximum is shared equally among the elements that attain it.
#pragma once

#include <tapeless/ops/convolution.hpp>
#include <tapeless/ops/reduction.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct pooling {
  spatial stride = 0;  // 0: as large as the window
  spatial padding = 0, dilation = 1;
};

namespace detail {

template <int Axes, bool Max, spatial Size, pooling P>
struct pool_f {
  static constexpr int arity = 1;
  static constexpr spatial stride{P.stride.height ? P.stride.height : Size.height,
                                  P.stride.width ? P.stride.width : Size.width};
  static constexpr bool fits(const shape& x) {
    return x.rank >= Axes && x.rank + Axes < max_rank && windows_fit(x, Axes, Size, stride, P.padding, P.dilation);
  }
  constexpr term operator()(term x) const {
    const int lead = x->shape.rank - Axes;
    const term seen = spatial_windows(x, Axes, Size, stride, P.padding, P.dilation, Max ? -__builtin_huge_val() : 0);
    unsigned taps = 0;
    for (int i = 0; i < Axes; ++i) taps |= 2u << (lead + 2 * i);
    if constexpr (Max) return reduce<ops::reduce_max_op>(seen, taps);
    else return reduce<ops::sum_op>(seen, taps) / (Axes == 1 ? Size.width : Size.height * Size.width);
  }
};

template <int Axes, bool Max, spatial Size, pooling P>
struct pool_t {
  using layer = pool_f<Axes, Max, Size, P>;
  template <graph G>
  requires(layer::fits(G.root().shape)) constexpr auto operator()(expr<G>) const {
    return composed<called<layer>, G>{};
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(mistake<tensor<D...>>,
                  "tapeless: pooling needs x as [.., length] or [.., height, width], with at least one whole window along "
                  "each: take smaller windows or pad");
    return {};
  }
  constexpr term operator()(term x) const { return moved<layer>(x); }
  constexpr inert operator()(inert) const { return {}; }
};

}  // namespace detail

template <spatial Size, pooling P = pooling{}>
inline constexpr detail::pool_t<1, true, Size, P> max_pool1d{};
template <spatial Size, pooling P = pooling{}>
inline constexpr detail::pool_t<2, true, Size, P> max_pool2d{};
template <spatial Size, pooling P = pooling{}>
inline constexpr detail::pool_t<1, false, Size, P> avg_pool1d{};
template <spatial Size, pooling P = pooling{}>
inline constexpr detail::pool_t<2, false, Size, P> avg_pool2d{};

}  // namespace tapeless
