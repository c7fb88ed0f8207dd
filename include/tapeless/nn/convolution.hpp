// Convolutional layers: y = convolve(x, W) + b, with a bias for each filter.
//
//   conv2d<"c1", 6, 5>(x)                                       // x: [channels, height, width], 6 filters of 5 x 5
//   conv2d<"c1", 6, 5, convolution{.stride = 2, .padding = 2}>(x)
//   conv2d<"c1", 6, spatial{5, 3}, convolution{}, he_normal>(x)
//   conv1d<"c1", 6, 5>(x)                                       // x: [channels, length]
//
// Parameters: c1.weight, [channels / groups, taps.., filters], initialised by glorot_uniform by default, and c1.bias,
// [filters], initially 0. Cost: 2 channels / groups * taps FLOPs for each element of the result.
#pragma once

#include <tapeless/nn/dense.hpp>
#include <tapeless/ops/convolution.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <int Axes, text Name, int Filters, spatial Size, convolution C, initialiser Draw>
struct conv_f {
  static constexpr shape weight(const shape& x) {
    const int channels = x.dim[0] / (C.groups > 0 ? C.groups : 1);
    return Axes == 1 ? make_shape(channels, Size.width, Filters)
                     : make_shape(channels, Size.height, Size.width, Filters);
  }
  static constexpr bool fits(const node& x) {
    return x.shape.rank == Axes + 1 && Filters > 0 && Size.height > 0 && Size.width > 0 &&
           convolve_f<C>::fits(x.shape, weight(x.shape));
  }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    builder& b = *x.owner;
    const term w = weight_term<Name + ".weight", Draw>(b, weight(x->shape));
    const term bias = bias_term<Name + ".bias">(b, make_shape(Filters));
    const term y = convolve_f<C>{}(x, w);
    return y + reshape(bias, Axes == 1 ? make_shape(Filters, 1) : make_shape(Filters, 1, 1));
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    constexpr bool possible = C.possible() && Size.height > 0 && Size.width > 0;
    constexpr bool rank = possible && sizeof...(D) == Axes + 1;
    constexpr bool channels = [] {
      if constexpr (rank) return Filters > 0 && make_shape(D...).dim[0] % C.groups == 0 && Filters % C.groups == 0;
      else return false;
    }();
    static_assert(
        possible ? true : mistake<tensor<D...>>,
        "tapeless: a convolution has taps, stride, dilation and groups of at least 1, and a padding of at least 0");
    static_assert(
        !possible || rank ? true : mistake<tensor<D...>>,
        "tapeless: a convolution has the wrong number of axes: conv1d takes x as [channels, length], conv2d as "
        "[channels, height, width]: reshape x");
    static_assert(
        !rank || channels ? true : mistake<tensor<D...>>,
        "tapeless: a convolution has at least one filter, and its groups divide the channels of x and the filters");
    static_assert(!channels ? true : mistake<tensor<D...>>,
                  "tapeless: a convolution has more taps than x, padded, has elements: pad more or take fewer taps");
    return {};
  }
};

}  // namespace detail

template <text Name, int Filters, spatial Size, convolution C = convolution{}, initialiser Draw = nullptr>
inline constexpr detail::function<detail::conv_f<1, Name, Filters, Size, C, Draw>> conv1d{};
template <text Name, int Filters, spatial Size, convolution C = convolution{}, initialiser Draw = nullptr>
inline constexpr detail::function<detail::conv_f<2, Name, Filters, Size, C, Draw>> conv2d{};

}  // namespace tapeless::inline TAPELESS_ISA
