// A network that solves a differential equation: a smooth function of a point, differentiated by the compiler, whose
// residual in the equation is the loss (a physics-informed network, PINN).
//
//   constexpr auto x = input<"x">;                                    // a point; or input<"x", 2>, as (x, t)
//   constexpr auto u = models::smooth_network<"u", 16, 2>(x);                 // a number: 2 hidden layers of 16 with
//   tanh constexpr auto loss = square(laplacian(u, x) + sin(x));           // u'' = -sin x at every point of the batch
//   constexpr auto held = substitute(u, x, 0_c);                      // u(0), with the same parameters
//
// Values at the boundary are terms of the loss, square(held), or part of the function: u = x (1 - x) smooth_network(x)
// is 0 at 0 and 1 whatever its parameters are, so that nothing has to be balanced. The derivatives grad, laplacian,
// jvp, ... of calculus/gradient.hpp apply to u as to any expression, and a training step differentiates the loss once
// more. Not in tapeless.hpp: it has a header of its own.
//
// Parameters: name.0.weight, name.0.bias, ..., name.out.weight, name.out.bias.
//
// M. Raissi, P. Perdikaris and G. Karniadakis, Physics-informed neural networks (2019).
#pragma once

#include <tapeless/calculus/substitute.hpp>
#include <tapeless/nn/dense.hpp>
#include <tapeless/ops/elementary.hpp>
#include <tapeless/ops/shaping.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <text Name, int Width, int Depth>
struct smooth_network_f {
  static constexpr bool possible = Width > 0 && Depth > 0 && Depth < 10;
  static constexpr bool fits(const node& x) { return possible && x.shape.rank <= 1; }
  template <int K = 0>
  static constexpr term hidden(term x) {
    if constexpr (K == Depth) return x;
    else return hidden<K + 1>(tanh(dense_term<Name + text<3>({'.', static_cast<char>('0' + K), '\0'})>(x, Width)));
  }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    return reshape(dense_term<Name + ".out">(hidden(reshape(x, make_shape(x->shape.size()))), 1), shape{});
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(possible ? true : mistake<tensor<D...>>,
                  "tapeless: smooth_network<name, width, depth>(x): width is positive and depth is from 1 to 9");
    static_assert(!possible ? true : mistake<tensor<D...>>,
                  "tapeless: smooth_network<name, width, depth>(x): x is a point: a number or a vector: reshape it");
    return {};
  }
};

}  // namespace detail

namespace models {
template <text Name, int Width, int Depth>
inline constexpr detail::function<detail::smooth_network_f<Name, Width, Depth>> smooth_network{};
}  // namespace models

}  // namespace tapeless::inline TAPELESS_ISA
