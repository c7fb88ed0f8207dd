// A variational autoencoder: a code of few numbers with a normal distribution, from which x can be drawn again.
//
//   constexpr auto model = models::vae<"vae", autoencoding{.hidden = 64, .code = 2}>(x);   // x: [n], numbers from 0 to
//   1 model.mean, model.log_variance        of the code, given x: [2] model.logits                          of the
//   reconstruction, [n]; sigmoid of them is the mean of each number model.loss                            what is
//   minimised, see below models::vae_decoder<"vae", autoencoding{.hidden = 64, .code = 2}, n>(code)    logits, with the
//   same parameters
//
//   code = mean + e^(log_variance / 2) noise in training, the mean in a program
//   loss = sum of the binary cross-entropy of the logits + sum(e^log_variance + mean² - 1 - log_variance) / 2
//
// The second term is the divergence of the code's distribution from that of independent normal numbers. Encoder and
// decoder have one hidden layer with relu. Not in tapeless.hpp: it has a header of its own.
//
// Parameters: name.encode, name.mean, name.log_variance, name.decode and name.out, each a dense layer.
//
// D. Kingma and M. Welling, Auto-Encoding Variational Bayes (2014).
#pragma once

#include <tapeless/nn/binary_losses.hpp>
#include <tapeless/nn/dense.hpp>
#include <tapeless/ops/random.hpp>
#include <tapeless/ops/statistics.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct autoencoding {
  int hidden = 64, code = 2;
};

namespace detail {

template <class Mean, class LogVariance, class Logits, class Loss>
struct vae_parts {
  Mean mean;
  LogVariance log_variance;
  Logits logits;
  Loss loss;
};

template <text Name, autoencoding A, int Out>
struct vae_decoder_t {
  template <class Code>
  constexpr auto operator()(Code code) const {
    return dense<Name + ".out", Out>(relu(dense<Name + ".decode", A.hidden>(code)));
  }
};

struct divergence_f {
  static constexpr bool fits(const node& mean, const node& log_variance) { return mean.shape == log_variance.shape; }
  constexpr term operator()(term mean, term log_variance) const {
    return 0.5 * sum(expm1(log_variance) - log_variance + square(mean), (1u << mean->shape.rank) - 1);
  }
};
// The code, drawn around its mean.
template <text Name>
struct drawn_code_f {
  static constexpr bool fits(const node& mean, const node& log_variance) { return mean.shape == log_variance.shape; }
  constexpr term operator()(term mean, term log_variance) const {
    const term noise = normal_term<Name + ".noise", ir::scope::sample>(*mean.owner, mean->shape);
    return in_training(mean + exp(0.5 * log_variance) * noise, mean);
  }
};

template <text Name, autoencoding A>
struct vae_t {
  static_assert(A.hidden > 0 && A.code > 0, "tapeless: vae<name, autoencoding{hidden, code}>(x): both are positive");
  template <graph G>
  requires(G.root().shape.rank == 1) constexpr auto operator()(expr<G> x) const {
    const auto hidden = relu(dense<Name + ".encode", A.hidden>(x));
    const auto mean = dense<Name + ".mean", A.code>(hidden);
    const auto log_variance = dense<Name + ".log_variance", A.code>(hidden);
    const auto code = function<drawn_code_f<Name>>{}(mean, log_variance);
    const auto logits = vae_decoder_t<Name, A, G.root().shape.dim[0]>{}(code);
    const auto loss = binary_cross_entropy<reduction::sum>(logits, x) + function<divergence_f>{}(mean, log_variance);
    return vae_parts<std::remove_const_t<decltype(mean)>, std::remove_const_t<decltype(log_variance)>,
                     std::remove_const_t<decltype(logits)>, std::remove_const_t<decltype(loss)>>{mean, log_variance,
                                                                                                 logits, loss};
  }
  template <int... D>
  constexpr auto operator()(tensor<D...>) const {
    static_assert(mistake<tensor<D...>>,
                  "tapeless: vae<name, autoencoding{...}>(x): x is a vector of numbers from 0 to 1: reshape it");
    return vae_parts<inert, inert, inert, inert>{};
  }
};

}  // namespace detail

namespace models {
template <text Name, autoencoding A = autoencoding{}>
inline constexpr detail::vae_t<Name, A> vae{};
template <text Name, autoencoding A, int Out>
inline constexpr detail::vae_decoder_t<Name, A, Out> vae_decoder{};
}  // namespace models

}  // namespace tapeless::inline TAPELESS_ISA
