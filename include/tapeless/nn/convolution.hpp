// Convolutional layers: y = convolve(x, W) + b, with a bias for each filter.
//
//   conv2d<"c1", 6, 5>(x)                                       // x: [channels, height, width], 6 filters of 5 x 5
//   conv2d<"c1", 6, 5, convolution{.stride = 2, .padding = 2}>(x)
//   conv2d<"c1", 6, spatial{5, 3}, convolution{.padding = padding::same, .border = border::reflect}, he_normal>(x)
//   conv1d<"c1", 6, 5, convolution{.padding = padding::causal}>(x)  // x: [channels, length]
//   conv3d<"c1", 6, 3>(x)                                       // x: [channels, depth, height, width]
//
//   depthwise_conv2d<"d", 3>(x)        a filter for each channel: groups = channels, filters = multiplier * channels
//   depthwise_conv2d<"d", 3, convolution{.padding = 1}, 2>(x)   // a multiplier of 2
//   separable_conv2d<"s", 16, 3>(x)    depthwise s.depthwise, then s.pointwise, 16 filters of one tap; the options are
//                                      those of the former. No activation in between, as in Keras
//   depthwise_conv1d, separable_conv1d
//
// With padding::causal (zeros, a length of whole strides), a program with the option live convolves block after block
// of an endless sequence: the delay line c1.history (ops/delay.hpp) is what came before.
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
    return Axes == 1   ? make_shape(channels, Size.width, Filters)
           : Axes == 2 ? make_shape(channels, Size.height, Size.width, Filters)
                       : make_shape(channels, Size.depth, Size.height, Size.width, Filters);
  }
  // With causal padding, a live program has a delay line in the place of zeros: where blocks are whole strides.
  static constexpr int past() { return C.dilation.width * (Size.width - 1); }
  static constexpr bool remembers(const shape& x) {
    return C.padding.how == padding::kind::causal && C.border == border::zero && past() > 0 &&
           x.back() % C.stride.width == 0;
  }
  static constexpr convolution without_padding() {
    convolution c = C;
    c.padding = 0;
    return c;
  }
  template <text Line>
  static constexpr const symbol& line = symbol_for<Line, ir::role::slot, ir::scope::step>;

  static constexpr bool fits(const shape& x) {
    return x.rank == Axes + 1 && Filters > 0 && Size.at_least(1) && Size.fits(Axes) &&
           convolve_f<C>::fits(x, weight(x));
  }
  static constexpr bool fits(const node& x) { return fits(x.shape); }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    builder& b = *x.owner;
    const term w = weight_term<Name + ".weight", Draw>(b, weight(x->shape));
    const term bias = bias_term<Name + ".bias">(b, make_shape(Filters));
    const term y = remembers(x->shape) ? convolve_f<without_padding()>{}(delayed(x, line<Name + ".history">, past()), w)
                                       : convolve_f<C>{}(x, w);
    shape each = make_shape(Filters);
    while (each.rank <= Axes) each.dim[each.rank++] = 1;
    return y + reshape(bias, each);
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    constexpr bool possible =
        C.possible() && Size.at_least(1) && Size.fits(Axes) && convolve_f<C>::kind_fits(shape{Axes + 1, {}});
    constexpr bool rank = possible && sizeof...(D) == Axes + 1;
    constexpr bool channels = [] {
      if constexpr (rank) return Filters > 0 && make_shape(D...).dim[0] % C.groups == 0 && Filters % C.groups == 0;
      else return false;
    }();
    constexpr bool borders = [] {
      if constexpr (channels) return convolve_f<C>::border_fits(make_shape(D...), weight(make_shape(D...)));
      else return false;
    }();
    static_assert(
        possible ? true : mistake<tensor<D...>>,
        "tapeless: a convolution has taps, stride, dilation and groups of at least 1 and a padding of at least "
        "0, each given once for all axes or for each, and causal padding along one axis only");
    static_assert(
        !possible || rank ? true : mistake<tensor<D...>>,
        "tapeless: a convolution has the wrong number of axes: conv1d takes x as [channels, length], conv2d as "
        "[channels, height, width], conv3d as [channels, depth, height, width]: reshape x");
    static_assert(
        !rank || channels ? true : mistake<tensor<D...>>,
        "tapeless: a convolution has at least one filter, and its groups divide the channels of x and the filters");
    static_assert(
        !channels || borders ? true : mistake<tensor<D...>>,
        "tapeless: a convolution has a border with too few elements to copy: reflect pads by fewer than x has, wrap by "
        "at most as many");
    static_assert(!borders ? true : mistake<tensor<D...>>,
                  "tapeless: a convolution has more taps than x, padded, has elements: pad more or take fewer taps");
    return {};
  }
};

constexpr convolution with_groups(convolution c, int groups) {
  c.groups = groups;
  return c;
}

// The layer with a group for each channel: how many there are is known when it is called.
template <int Axes, text Name, spatial Size, convolution C, int Multiplier, initialiser Draw>
struct depthwise_t {
  template <int Channels>
  using layer = function<conv_f<Axes, Name, Channels * Multiplier, Size, with_groups(C, Channels), Draw>>;

  template <graph G>
  requires(G.root().shape.rank == Axes + 1 && C.groups == 1 && Multiplier > 0) constexpr auto operator()(
      expr<G> x) const {
    return layer<G.root().shape.dim[0]>{}(x);
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(mistake<tensor<D...>>,
                  "tapeless: a depthwise convolution takes x as [channels, length] or [channels, height, width], a "
                  "multiplier of at least 1, and no groups of its own: each channel is one");
    return {};
  }
  constexpr inert operator()(inert) const { return {}; }
};
template <int Axes, text Name, int Filters, spatial Size, convolution C, int Multiplier, initialiser Draw>
struct separable_t {
  template <class X>
  constexpr auto operator()(X x) const {
    return function<conv_f<Axes, Name + ".pointwise", Filters, 1, convolution{}, Draw>>{}(
        depthwise_t<Axes, Name + ".depthwise", Size, C, Multiplier, Draw>{}(x));
  }
};

}  // namespace detail

template <text Name, int Filters, spatial Size, convolution C = convolution{}, initialiser Draw = nullptr>
inline constexpr detail::function<detail::conv_f<1, Name, Filters, Size, C, Draw>> conv1d{};
template <text Name, int Filters, spatial Size, convolution C = convolution{}, initialiser Draw = nullptr>
inline constexpr detail::function<detail::conv_f<2, Name, Filters, Size, C, Draw>> conv2d{};
template <text Name, int Filters, spatial Size, convolution C = convolution{}, initialiser Draw = nullptr>
inline constexpr detail::function<detail::conv_f<3, Name, Filters, Size, C, Draw>> conv3d{};

template <text Name, spatial Size, convolution C = convolution{}, int Multiplier = 1, initialiser Draw = nullptr>
inline constexpr detail::depthwise_t<1, Name, Size, C, Multiplier, Draw> depthwise_conv1d{};
template <text Name, spatial Size, convolution C = convolution{}, int Multiplier = 1, initialiser Draw = nullptr>
inline constexpr detail::depthwise_t<2, Name, Size, C, Multiplier, Draw> depthwise_conv2d{};
template <text Name, int Filters, spatial Size, convolution C = convolution{}, int Multiplier = 1,
          initialiser Draw = nullptr>
inline constexpr detail::separable_t<1, Name, Filters, Size, C, Multiplier, Draw> separable_conv1d{};
template <text Name, int Filters, spatial Size, convolution C = convolution{}, int Multiplier = 1,
          initialiser Draw = nullptr>
inline constexpr detail::separable_t<2, Name, Filters, Size, C, Multiplier, Draw> separable_conv2d{};

}  // namespace tapeless::inline TAPELESS_ISA
