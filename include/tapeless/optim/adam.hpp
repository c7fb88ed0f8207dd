// Adam: D. P. Kingma and J. Ba, Adam: A Method for Stochastic Optimization (2015), algorithm 1.
// AMSGrad: S. J. Reddi, S. Kale and S. Kumar, On the Convergence of Adam and Beyond (2018), algorithm 2.
#pragma once

#include <tapeless/optim/update.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// size * m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon) after the step that assigns the slots named t, m and
// v.
template <text T, text M, text V>
constexpr term adam_step(update& u, auto size, double beta1, double beta2, double epsilon, bool amsgrad = false) {
  term t = u.step_slot<T>(), m = u.slot<M>(), v = u.slot<V>();
  term t1 = t + 1.0;
  term m1 = beta1 * m + (1 - beta1) * u.gradient;
  term v1 = beta2 * v + (1 - beta2) * square(u.gradient);
  // 1 - beta^t = -expm1(t log beta), accurate even where beta^t is close to 1, in the first steps and for beta near
  // 1. Both corrections are scalars, computed once.
  term first = size / -expm1(t1 * simd::log(beta1));
  term second = 1.0 / -expm1(t1 * simd::log(beta2));
  u.assign(t, t1);
  u.assign(m, m1);
  u.assign(v, v1);
  if (amsgrad) {
    term largest = u.slot<"adam.largest">();
    v1 = max(largest, v1);
    u.assign(largest, v1);
  }
  return first * m1 / (sqrt(v1 * second) + epsilon);
}

}  // namespace detail

// t <- t + 1
// m <- beta1 * m + (1 - beta1) * g
// v <- beta2 * v + (1 - beta2) * g²
// w <- w - eta * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
//
// With amsgrad, the largest v of all steps takes the place of v in the last line. The step counter has step scope: it
// advances once for all parameters.
//
// PyTorch and optax: the same; optax's amsgrad takes the largest v / (1 - beta2^t). Keras: epsilon is 1e-7 and is added
// to the root before its bias is corrected. The paper on AMSGrad corrects no bias.
struct adam {
  double learning_rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  bool amsgrad = false;

  constexpr bool possible() const {
    return is_rate(learning_rate) && is_decay(beta1) && is_decay(beta2) && is_epsilon(epsilon);
  }
  constexpr void operator()(update& u) const {
    term eta = u.scalar<"learning_rate">(learning_rate);
    term step = detail::adam_step<"adam.t", "adam.m", "adam.v">(u, eta, beta1, beta2, epsilon, amsgrad);
    u.assign(u.parameter, u.parameter - step);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
