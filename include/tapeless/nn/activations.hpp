// Activations. sigmoid, softplus, relu and tanh are primitives (ops/); the others are compositions of primitives, which
// gives their derivatives. For finite operands, neither value nor gradient is ever NaN: the operand of a piece that is
// not chosen is kept in range. For NaN, all return NaN.
//
//   leaky_relu<s>(x)    x for x > 0, else s x; s = 0.01
//   prelu(x, a)         x for x > 0, else a x, with a trained
//   elu<a>(x)           x for x > 0, else a (e^x - 1); a = 1
//   selu(x)             elu, scaled so that activations keep mean 0 and variance 1
//   gelu(x)             x P(X <= x) for a standard normal X: x normal_cdf(x)
//   gelu_tanh(x)        the same approximated: x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2
//   celu<a>(x)          x for x > 0, else a (e^(x/a) - 1), with a continuous derivative for any a; a = 1
//   silu(x)             x sigmoid(x)
//   mish(x)             x tanh(softplus(x))
//   softsign(x)         x / (1 + |x|)
//   hard_sigmoid(x)     clamp(x / 6 + 1/2, 0, 1)
//   hard_tanh(x)        clamp(x, -1, 1)
//   hard_swish(x)       x hard_sigmoid(x)
//   log_sigmoid(x)      ln sigmoid(x) = -softplus(-x)
//
// Those with a threshold: nn/thresholds.hpp; with a gate: nn/glu.hpp.
#pragma once

#include <tapeless/ops/elementary.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// The derivative at 0 is that of the left piece; NaN takes the right one.
struct prelu_f {
  static constexpr int arity = 2;
  constexpr term operator()(term x, term slope) const { return where(x <= 0.0, slope * x, x); }
};
template <number Slope>
struct leaky_relu_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return where(x <= 0.0, Slope.value * x, x); }
};
template <number Alpha>
struct elu_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return where(x <= 0.0, Alpha.value * expm1(min(x, 0.0)), x); }
};
// J. Barron, Continuously Differentiable Exponential Linear Units (2017).
template <number Alpha>
struct celu_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const {
    return where(x <= 0.0, Alpha.value * expm1(min(x, 0.0) * (1 / Alpha.value)), x);
  }
};
// G. Klambauer et al., Self-Normalizing Neural Networks (2017).
struct selu_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const {
    constexpr double scale = 1.0507009873554805, alpha = 1.6732632423543772;
    return scale * elu_f<number{alpha}>{}(x);
  }
};

// D. Hendrycks and K. Gimpel, Gaussian Error Linear Units (2016).
struct gelu_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return x * normal_cdf(x); }
};
// Computed as x sigmoid(2 u), because 1 + tanh u would cancel. For |x| > 25 the sigmoid is 0 or 1; the clamp keeps the
// cube from overflowing.
struct gelu_tanh_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const {
    constexpr double root = std::numbers::sqrt2 * std::numbers::inv_sqrtpi;
    const term near = clamp(x, -25, 25);
    return x * sigmoid(2 * root * (near * (1.0 + 0.044715 * square(near))));
  }
};
struct silu_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return x * sigmoid(x); }
};
// D. Misra, Mish: A Self Regularized Non-Monotonic Activation Function (2019).
struct mish_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return x * tanh(softplus(x)); }
};
struct softsign_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return x / (1.0 + abs(x)); }
};

// A. Howard et al., Searching for MobileNetV3 (2019).
struct hard_sigmoid_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return clamp(x * (1.0 / 6) + 0.5, 0, 1); }
};
struct hard_tanh_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return clamp(x, -1, 1); }
};
struct hard_swish_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return x * hard_sigmoid_f{}(x); }
};

struct log_sigmoid_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return -softplus(-x); }
};

}  // namespace detail

TAPELESS_BINARY(prelu, composition<detail::prelu_f>)
TAPELESS_UNARY(selu, composition<detail::selu_f>)
TAPELESS_UNARY(gelu, composition<detail::gelu_f>)
TAPELESS_UNARY(gelu_tanh, composition<detail::gelu_tanh_f>)
TAPELESS_UNARY(silu, composition<detail::silu_f>)
TAPELESS_UNARY(mish, composition<detail::mish_f>)
TAPELESS_UNARY(softsign, composition<detail::softsign_f>)
TAPELESS_UNARY(hard_sigmoid, composition<detail::hard_sigmoid_f>)
TAPELESS_UNARY(hard_tanh, composition<detail::hard_tanh_f>)
TAPELESS_UNARY(hard_swish, composition<detail::hard_swish_f>)
TAPELESS_UNARY(log_sigmoid, composition<detail::log_sigmoid_f>)

// leaky_relu(x), leaky_relu<0.2>(x).
template <number Slope = number{0.01}, operand A>
constexpr auto leaky_relu(A a) {
  constexpr bool finite = detail::is_finite_number(Slope.value);
  static_assert(finite ? true : mistake<detail::number_shown<Slope>>,
                "tapeless: leaky_relu<slope>(x): the slope is finite");
  if constexpr (finite) return composition<detail::leaky_relu_f<Slope>>{}(a);
  else return inert{};
}
// elu(x), elu<0.5>(x).
template <number Alpha = number{1.0}, operand A>
constexpr auto elu(A a) {
  constexpr bool positive = detail::is_positive(Alpha.value);
  static_assert(positive ? true : mistake<detail::number_shown<Alpha>>,
                "tapeless: elu<a>(x): a is positive and finite");
  if constexpr (positive) return composition<detail::elu_f<Alpha>>{}(a);
  else return inert{};
}
// celu(x), celu<0.5>(x).
template <number Alpha = number{1.0}, operand A>
constexpr auto celu(A a) {
  constexpr bool positive = detail::is_positive(Alpha.value) && detail::is_positive(1 / Alpha.value);
  static_assert(positive ? true : mistake<detail::number_shown<Alpha>>,
                "tapeless: celu<a>(x): a and 1 / a are positive and finite");
  if constexpr (positive) return composition<detail::celu_f<Alpha>>{}(a);
  else return inert{};
}

}  // namespace tapeless::inline TAPELESS_ISA
