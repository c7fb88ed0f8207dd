// A temporal convolution network: causal convolutions whose dilation doubles from level to level.
//
//   models::tcn<"net", 16, 4>(x)              // x: [features, length]; [16, length], 4 levels of 3 taps
//   models::tcn<"net", 16, 4, 2, 0.1>(x)      // 2 taps, dropout 0.1 of whole channels in training
//
//   level k: convolution with dilation 2^k, relu, dropout, convolution, relu, dropout, added to the input of the level,
//   relu; where the number of channels changes, the input passes a convolution of one tap
//
// An element of the result depends on the last 1 + 2 (taps - 1) (2^levels - 1) elements of x, and on none that comes
// later. For a result at each step follow it by conv1d<"out", n, 1>, for one of the last step by slice<1, -1, to_end>.
//
// S. Bai, J. Z. Kolter and V. Koltun, An Empirical Evaluation of Generic Convolutional and Recurrent Networks for
// Sequence Modeling (2018), without weight normalisation.
#pragma once

#include <tapeless/nn/connections.hpp>
#include <tapeless/nn/convolution.hpp>
#include <tapeless/nn/numbered.hpp>
#include <tapeless/nn/sequential.hpp>
#include <tapeless/ops/random.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <text Name, int Channels, int Levels, int Taps, number Drop>
struct tcn_t {
  static_assert(Channels > 0 && Levels > 0 && Levels < 16 && Taps > 0,
                "tapeless: models::tcn<name, channels, levels, taps>(x): all are at least 1, and levels at most 15");
  template <class X>
  constexpr auto operator()(X x) const {
    return level<0>(x);
  }

 private:
  template <text Part, int Dilation>
  static constexpr auto convolved =
      sequential(conv1d<Part, Channels, Taps, convolution{.padding = padding::causal, .dilation = Dilation}, he_normal>,
                 layer::relu, channel_dropout<Part + ".drop", Drop>);

  template <int K, class X>
  static constexpr auto level(X x) {
    if constexpr (K == Levels) {
      return x;
    } else {
      constexpr auto name = numbered<Name + ".level", K>;
      constexpr auto f = sequential(convolved<name + ".a", 1 << K>, convolved<name + ".b", 1 << K>);
      if constexpr (X::shape.dim[0] == Channels) return level<K + 1>(relu(layer::residual(f)(x)));
      else return level<K + 1>(relu(layer::residual(f, conv1d<name + ".shortcut", Channels, 1>)(x)));
    }
  }
};

}  // namespace detail

namespace models {
template <text Name, int Channels, int Levels, int Taps = 3, number Drop = number{0.0}>
inline constexpr detail::tcn_t<Name, Channels, Levels, Taps, Drop> tcn{};
}  // namespace models

}  // namespace tapeless::inline TAPELESS_ISA
