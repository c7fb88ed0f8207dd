// Losses of numbers, with r = z - y for a prediction z and a target y of the same shape; the mean over the elements of
// a sample, unless a reduction says otherwise.
//
//   mse(z, y)                r²
//   mae(z, y)                |r|; derivative 0 where r = 0
//   huber<d>(z, y)           r²/2 for |r| <= d, else d (|r| - d/2); d = 1
//   log_cosh(z, y)           ln cosh r: r²/2 for small r, |r| - ln 2 for large ones; derivative tanh r
//   quantile<q>(z, y)        -q r for r <= 0, else (1 - q) r, with 0 < q < 1: z estimates the q-quantile of y
//   poisson_nll(z, y)        e^z - y z: z is the logarithm of the rate, y a count; without the term ln y!
//   gaussian_nll(z, y, s)    (s + r² e^-s) / 2: z is the mean, s the logarithm of the variance, of the same shape;
//                            without the term ln(2π) / 2
//
// Values and derivatives of the first five are right for every finite r: they do not overflow unless the loss itself
// does. In PyTorch these are MSELoss, L1Loss, HuberLoss, PoissonNLLLoss(log_input=True) and GaussianNLLLoss; the last
// takes a variance, which it bounds below, instead of its logarithm. Keras has log_cosh as LogCosh.
#pragma once

#include <tapeless/nn/loss.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

struct mse_f : elementwise_loss {
  static constexpr term each(term z, term y) { return square(z - y); }
};
struct mae_f : elementwise_loss {
  static constexpr term each(term z, term y) { return abs(z - y); }
};

// P. Huber, Robust Estimation of a Location Parameter (1964). With c = clamp(r, -d, d), both pieces are c (r - c / 2):
// no kink at 0.
template <number Delta>
struct huber_f : elementwise_loss {
  static constexpr bool valid = is_positive(Delta.value);
  struct wrong_numbers {
    template <int... D>
    constexpr wrong_numbers(tensor<D...>) {  // NOLINT: implicit on purpose
      static_assert(valid ? true : mistake<number_shown<Delta>>,
                    "tapeless: huber<d>(z, y): d, where the square ends and the line begins, is positive and finite");
    }
  };
  static constexpr term each(term z, term y) {
    const term r = z - y, near = clamp(r, -Delta.value, Delta.value);
    return near * (r - 0.5 * near);
  }
};

struct log_cosh_f : elementwise_loss {
  static constexpr term each(term z, term y) { return apply<ops::log_cosh_op>(z - y); }
};

// R. Koenker and G. Bassett, Regression Quantiles (1978).
template <number Q>
struct quantile_f : elementwise_loss {
  static constexpr bool valid = Q.value > 0 && Q.value < 1;
  struct wrong_numbers {
    template <int... D>
    constexpr wrong_numbers(tensor<D...>) {  // NOLINT: implicit on purpose
      static_assert(valid ? true : mistake<number_shown<Q>>,
                    "tapeless: quantile<q>(z, y): q, the share of targets below the prediction, is between 0 and 1");
    }
  };
  static constexpr term each(term z, term y) {
    const term r = z - y;
    return max(-Q.value * r, (1 - Q.value) * r);
  }
};

struct poisson_nll_f : elementwise_loss {
  static constexpr term each(term z, term y) { return exp(z) - apply<ops::weighted_op>(y, z); }
};

// D. Nix and A. Weigend, Estimating the mean and variance of the target probability distribution (1994). The residual
// is divided by the standard deviation before it is squared, so that only the quotient can overflow.
struct gaussian_nll_f : elementwise_loss {
  static constexpr bool fits(const shape& z, const shape& y, const shape& s) { return z == y && z == s; }
  static constexpr term each(term z, term y, term s) { return 0.5 * (s + square((z - y) * exp(-0.5 * s))); }
  template <class F, class... Before>
  struct wrong {
    template <int... D>
    constexpr wrong(tensor<D...>) {  // NOLINT: implicit on purpose
      static_assert(mistake<Before..., tensor<D...>>,
                    "tapeless: gaussian_nll(mean, target, log_variance, weight): the first three must have the same "
                    "shape, to which a weight broadcasts");
    }
  };
};

}  // namespace detail

TAPELESS_LOSS(mse, (), detail::mse_f)
TAPELESS_LOSS(mae, (), detail::mae_f)
TAPELESS_LOSS(huber, (number Delta = number{1.0}), detail::huber_f<Delta>)
TAPELESS_LOSS(log_cosh, (), detail::log_cosh_f)
TAPELESS_LOSS(quantile, (number Q), detail::quantile_f<Q>)
TAPELESS_LOSS(poisson_nll, (), detail::poisson_nll_f)
TAPELESS_LOSS(gaussian_nll, (), detail::gaussian_nll_f)

}  // namespace tapeless::inline TAPELESS_ISA
