// Layers around layers: what goes past them, and what they let through.
//
//   layer::residual(f)(x)             f(x) + x; f is a layer or any function of an expression, here and below
//   layer::residual(f, shortcut)(x)   f(x) + shortcut(x), where f changes the shape
//   layer::dense_block(f, g, ...)(x)  y = concat(x, f(x)), concat(y, g(y)), ..: each layer sees the results of all that
//                                     come before it, joined along the first axis, the channels
//
//   highway<"name">(x, h)        t h + (1 - t) x with t = sigmoid(x W + b); x, h: [.., n]. Parameters: name.gate.weight
//                                [n, n] and name.gate.bias [n], initially -1, so that at first most of x passes
//   squeeze_excite<"name", r>(x) x, each channel times a number in (0, 1) that depends on the means of all channels:
//                                s = sigmoid(relu(m W + b) V + c); x: [channels, positions..]. Parameters:
//                                name.squeeze.weight [channels, k], .bias [k], name.excite.weight [k, channels], .bias,
//                                k = channels / r, at least 1; r = 16
//
// K. He et al., Deep Residual Learning (2015); G. Huang et al., Densely Connected Convolutional Networks (2016);
// R. K. Srivastava, K. Greff and J. Schmidhuber, Highway Networks (2015); J. Hu, L. Shen and G. Sun,
// Squeeze-and-Excitation Networks (2017).
#pragma once

#include <tapeless/nn/dense.hpp>
#include <tapeless/ops/elementary.hpp>
#include <tapeless/ops/joining.hpp>
#include <tapeless/ops/statistics.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

struct as_it_is {
  template <class X>
  constexpr auto operator()(X x) const {
    return x;
  }
};

template <class F, class Shortcut>
struct residual_t {
  F f;
  Shortcut shortcut;
  template <class X>
  constexpr auto operator()(X x) const {
    return f(x) + shortcut(x);
  }
};

template <class... F>
struct dense_block_t {
  template <class X>
  constexpr auto operator()(X x) const {
    return x;
  }
};
template <class F, class... More>
struct dense_block_t<F, More...> {
  F f;
  dense_block_t<More...> more;
  template <class X>
  constexpr auto operator()(X x) const {
    return more(concat<0>(x, f(x)));
  }
};

template <text Name>
struct highway_f {
  static constexpr bool fits(const node& x, const node& h) { return x.shape.rank > 0 && x.shape == h.shape; }
  constexpr term operator()(term x, term h) const {
    if (!fits(*x, *h)) tapeless_composition_has_shapes_that_do_not_fit();
    builder& b = *x.owner;
    const int n = x->shape.back();
    const term weight = weight_term<Name + ".gate.weight">(b, make_shape(n, n));
    const term bias = bias_term<Name + ".gate.bias", &filled<number{-1.0}>>(b, make_shape(n));
    return x + sigmoid(times_matrix(x, weight) + bias) * (h - x);
  }
  template <int... X, int... H>
  constexpr inert operator()(tensor<X...>, tensor<H...>) const {
    static_assert(mistake<tensor<X...>, tensor<H...>>,
                  "tapeless: highway<name>(x, h): x and h have the same shape, [.., n]: they take turns");
    return {};
  }
};

template <text Name, int Reduction>
struct squeeze_excite_f {
  static constexpr bool fits(const node& x) { return x.shape.rank >= 2 && Reduction > 0; }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    builder& b = *x.owner;
    const int n = x->shape.dim[0], k = n > Reduction ? n / Reduction : 1;
    const unsigned positions = (1u << x->shape.rank) - 2;
    const auto layer = [&](term from, term weight, term bias) { return times_matrix(from, weight) + bias; };
    const term few = relu(layer(mean(x, positions), weight_term<Name + ".squeeze.weight">(b, make_shape(n, k)),
                                bias_term<Name + ".squeeze.bias">(b, make_shape(k))));
    const term open = sigmoid(layer(few, weight_term<Name + ".excite.weight">(b, make_shape(k, n)),
                                    bias_term<Name + ".excite.bias">(b, make_shape(n))));
    return x * reshape(open, keep_axes(x->shape, positions));
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(
        mistake<tensor<D...>>,
        "tapeless: squeeze_excite<name, reduction>(x): x is [channels, positions..], and the reduction at least "
        "1");
    return {};
  }
};

}  // namespace detail

namespace layer {
template <class F>
constexpr detail::residual_t<F, detail::as_it_is> residual(F f) {
  return {f, {}};
}
template <class F, class Shortcut>
constexpr detail::residual_t<F, Shortcut> residual(F f, Shortcut shortcut) {
  return {f, shortcut};
}
constexpr detail::dense_block_t<> dense_block() { return {}; }
template <class F, class... More>
constexpr detail::dense_block_t<F, More...> dense_block(F f, More... more) {
  return {f, dense_block(more...)};
}
}  // namespace layer

template <text Name>
inline constexpr detail::function<detail::highway_f<Name>> highway{};
template <text Name, int Reduction = 16>
inline constexpr detail::function<detail::squeeze_excite_f<Name, Reduction>> squeeze_excite{};

}  // namespace tapeless::inline TAPELESS_ISA
