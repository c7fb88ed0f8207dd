// A keyword spotter of depthwise separable convolutions (DS-CNN).
//
//   models::keyword_spotter<"net", 12>(x)         // x: [1, 49, 10], times and cepstral coefficients; logits [12]
//   models::keyword_spotter<"net", 12, 64, 4>(x)  // 64 channels, 4 blocks: the size in MLPerf Tiny
//
//   convolution 10 x 4 with stride 2, norm, relu, dropout; blocks; dropout; global average; dense
//   block: depthwise convolution 3 x 3, norm, relu, convolution of one tap, norm, relu
//
// All pad to the same size. Any [1, times, coefficients] will do. The norm is batch_norm2d, so programs need batch<N>.
//
// Y. Zhang et al., Hello Edge: Keyword Spotting on Microcontrollers (2017); C. Banbury et al., MLPerf Tiny Benchmark
// (2021).
#pragma once

#include <tapeless/nn/adaptive_pooling.hpp>
#include <tapeless/nn/channel_normalisation.hpp>
#include <tapeless/nn/convolution.hpp>
#include <tapeless/nn/numbered.hpp>
#include <tapeless/nn/sequential.hpp>
#include <tapeless/ops/random.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <text Name, int Classes, int Width, int Blocks>
struct keyword_spotter_t {
  static_assert(Classes > 0 && Width > 0 && Blocks > 0,
                "tapeless: models::keyword_spotter<name, classes, width, blocks>(x): all are at least 1");
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr convolution halved{.stride = 2, .padding = padding::same};
    const auto heard = normed<Name + ".in.norm">(conv2d<Name + ".in", Width, spatial{10, 4}, halved, he_normal>(x));
    const auto kept = dropout<Name + ".drop2", 0.4>(blocks<1>(dropout<Name + ".drop1", 0.2>(heard)));
    return dense<Name + ".out", Classes>(global_avg_pool(kept));
  }

 private:
  template <text Norm, class X>
  static constexpr auto normed(X x) {
    return relu(batch_norm2d<Norm>(x));
  }
  template <int I, class X>
  static constexpr auto blocks(X x) {
    if constexpr (I > Blocks) {
      return x;
    } else {
      constexpr auto name = numbered<Name + ".block", I>;
      constexpr convolution same{.padding = padding::same};
      const auto each = depthwise_conv2d<name + ".depthwise", 3, same, 1, he_normal>(x);
      const auto all = conv2d<name + ".pointwise", Width, 1, convolution{}, he_normal>(normed<name + ".norm1">(each));
      return blocks<I + 1>(normed<name + ".norm2">(all));
    }
  }
};

}  // namespace detail

namespace models {
template <text Name, int Classes, int Width = 64, int Blocks = 4>
inline constexpr detail::keyword_spotter_t<Name, Classes, Width, Blocks> keyword_spotter{};
}  // namespace models

}  // namespace tapeless::inline TAPELESS_ISA
