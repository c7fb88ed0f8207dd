// Layers of transposed convolution: y = transposed_convolve(x, W) + b, with a bias for each filter.
//
//   conv_transpose2d<"up", 6, 4, transposed_convolution{.stride = 2, .padding = 1}>(x)  // twice the height and width
//   conv_transpose1d<"up", 6, 4>(x)
//
// Parameters: up.weight, [channels, filters / groups, taps..], as PyTorch stores it, so that its files fit as they are;
// initialised by glorot_uniform by default, with a fan-in of channels * taps (PyTorch takes filters / groups * taps);
// and up.bias, [filters], initially 0. Shapes, formula, options and cost: ops/transposed_convolution.hpp.
#pragma once

#include <tapeless/nn/dense.hpp>
#include <tapeless/ops/transposed_convolution.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// Draws a weight [channels, filters, taps..] with the fans of [channels, taps, filters].
template <initialiser Draw>
constexpr void draw_with_filters_inside(const drawn_parameter& w) {
  drawn_parameter turned = w;
  turned.extents =
      make_shape(w.extents.dim[0], w.extents.size() / (w.extents.dim[0] * w.extents.dim[1]), w.extents.dim[1]);
  if constexpr (given(Draw)) Draw(turned);
  else glorot_uniform(turned);
}

template <int Axes, text Name, int Filters, spatial Size, transposed_convolution C, initialiser Draw>
struct conv_transpose_f {
  static constexpr bool possible = C.possible() && C.fits(Axes) && Size.fits(Axes) && Filters > 0 &&
                                   Size.at_least(1) && Filters % C.groups == 0;
  static constexpr shape weight(const shape& x) {
    return Axes == 1 ? make_shape(x.dim[0], Filters / C.groups, Size.width)
                     : make_shape(x.dim[0], Filters / C.groups, Size.height, Size.width);
  }
  static constexpr bool fits(const node& x) {
    if constexpr (possible) return x.shape.rank == Axes + 1 && transposed_convolve_f<C>::fits(x.shape, weight(x.shape));
    else return false;
  }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    builder& b = *x.owner;
    const term w = parameter_term<Name + ".weight", &draw_with_filters_inside<Draw>>(b, weight(x->shape));
    const term bias = bias_term<Name + ".bias">(b, make_shape(Filters));
    return transposed_convolve_f<C>{}(x, w) +
           reshape(bias, Axes == 1 ? make_shape(Filters, 1) : make_shape(Filters, 1, 1));
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    constexpr bool channels = [] {
      if constexpr (possible && sizeof...(D) == Axes + 1) return make_shape(D...).dim[0] % C.groups == 0;
      else return false;
    }();
    static_assert(possible ? true : mistake<tensor<D...>>,
                  "tapeless: a transposed convolution has filters, taps, stride, dilation and groups of at least 1, "
                  "groups that divide the filters, a padding of at least 0 that is not causal, and an output_padding "
                  "less than its stride or dilation, 0 beside same; each is given once for all axes or for each");
    static_assert(
        !possible || channels ? true : mistake<tensor<D...>>,
        "tapeless: a transposed convolution has the wrong number of axes or channels: conv_transpose1d takes x as "
        "[channels, length], conv_transpose2d as [channels, height, width], and the groups divide the channels");
    static_assert(!channels ? true : mistake<tensor<D...>>,
                  "tapeless: the padding of a transposed convolution takes away all elements: pad less");
    return {};
  }
};

}  // namespace detail

template <text Name, int Filters, spatial Size, transposed_convolution C = transposed_convolution{},
          initialiser Draw = nullptr>
inline constexpr detail::function<detail::conv_transpose_f<1, Name, Filters, Size, C, Draw>> conv_transpose1d{};
template <text Name, int Filters, spatial Size, transposed_convolution C = transposed_convolution{},
          initialiser Draw = nullptr>
inline constexpr detail::function<detail::conv_transpose_f<2, Name, Filters, Size, C, Draw>> conv_transpose2d{};

}  // namespace tapeless::inline TAPELESS_ISA
