// Parts of an optimiser that change gradients; they stand before the rule.
//
//   clip_by_value{c}         g <- min(max(g, -c), c)
//   clip_by_norm{c}          g <- g min(1, c / |g|), for each parameter
//   clip_by_global_norm{c}   the same with the norm of all gradients. R. Pascanu, T. Mikolov and Y. Bengio, On the
//                            difficulty of training recurrent neural networks (2013)
//   l2_decay{lambda}         g <- g + lambda w: the gradient of lambda |w|² / 2
//   add_noise{sd}            g <- g + sd n with normal n, drawn anew in each step. A. Neelakantan et al., Adding
//                            Gradient Noise Improves Learning for Very Deep Networks (2015), without its schedule
//
// Deviations: PyTorch's clip_grad_norm_ divides by |g| + 1e-6; here, as in optax and Keras, a gradient below the bound
// stays as it is to the last bit.
#pragma once

#include <tapeless/ops/random.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/optim/chain.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

constexpr unsigned all_axes(term x) { return (1u << x->shape.rank) - 1; }
constexpr term square_sum(term x) { return x->shape.rank == 0 ? square(x) : sum(square(x), all_axes(x)); }
// 1 up to the bound, then bound / norm. The quotient of a norm of 0 is not chosen.
constexpr term shrinking(term norm, double bound) { return where(bound < norm, bound / norm, 1.0); }

}  // namespace detail

struct clip_by_value {
  static constexpr optimiser_part part = optimiser_part::gradients;
  double bound = 1;

  constexpr bool possible() const { return is_rate(bound) && bound > 0; }
  constexpr void operator()(update& u) const { u.gradient = clamp(u.gradient, -bound, bound); }
};

struct clip_by_norm {
  static constexpr optimiser_part part = optimiser_part::gradients;
  double bound = 1;

  constexpr bool possible() const { return is_rate(bound) && bound > 0; }
  constexpr void operator()(update& u) const {
    u.gradient = detail::shrinking(sqrt(detail::square_sum(u.gradient)), bound) * u.gradient;
  }
};

struct clip_by_global_norm {
  static constexpr optimiser_part part = optimiser_part::gradients;
  double bound = 1;

  constexpr bool possible() const { return is_rate(bound) && bound > 0; }
  constexpr void operator()(updates& u) const {
    term total{};
    for (const trained_parameter& each : u.all) {
      const term one = detail::square_sum(each.gradient);
      total = total ? total + one : one;
    }
    if (!total) return;
    const term factor = detail::shrinking(sqrt(total), bound);
    for (trained_parameter& each : u.all) each.gradient = factor * each.gradient;
  }
};

struct l2_decay {
  static constexpr optimiser_part part = optimiser_part::gradients;
  double rate = 1e-4;

  constexpr bool possible() const { return is_rate(rate); }
  constexpr void operator()(update& u) const { u.gradient = u.gradient + rate * u.parameter; }
};

struct add_noise {
  static constexpr optimiser_part part = optimiser_part::gradients;
  double deviation = 0.01;

  constexpr bool possible() const { return is_rate(deviation); }
  // One stream for all parameters, each of which takes its part.
  constexpr void operator()(updates& u) const {
    int elements = 0, at = 0;
    for (const trained_parameter& each : u.all) elements += each.parameter->shape.size();
    if (elements == 0) return;
    const term noise = detail::normal_term<"add_noise", ir::scope::step>(u.graph, make_shape(elements));
    for (trained_parameter& each : u.all) {
      const shape s = each.parameter->shape;
      each.gradient = each.gradient + deviation * reshape(slice(noise, 0, at, s.size()), s);
      at += s.size();
    }
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
