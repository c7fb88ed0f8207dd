// A small residual network for small images.
//
//   models::resnet<"net", 10>(x)             // x: [channels, height, width]; logits [10]
//   models::resnet<"net", 10, 3, 16, 3>(x)   // three stages of 3 blocks each, with 16, 32 and 64 channels
//
//   convolution 3 x 3, norm, relu; stages of blocks; global average; dense
//   block: convolution 3 x 3, norm, relu, convolution 3 x 3, norm, added to the block's input, relu
//
// Every stage but the first begins with a stride of 2 and twice the channels; there the input of the block passes a
// convolution of one tap with that stride, and a norm. With three stages of n blocks it has 6 n + 2 layers with
// weights: resnet<"net", 10, 3> is ResNet-20, for images of 32 x 32. By default there are three stages of one block;
// for digits of 8 x 8 two suffice. The norm is batch_norm2d, so programs need batch<N>.
//
// K. He et al., Deep Residual Learning (2015), section 4.2, where shortcuts have no weights.
#pragma once

#include <tapeless/nn/adaptive_pooling.hpp>
#include <tapeless/nn/channel_normalisation.hpp>
#include <tapeless/nn/connections.hpp>
#include <tapeless/nn/convolution.hpp>
#include <tapeless/nn/numbered.hpp>
#include <tapeless/nn/sequential.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <text Name, int Filters, int Taps, int Stride>
inline constexpr auto conv_and_norm =
    sequential(conv2d<Name, Filters, Taps, convolution{.stride = Stride, .padding = Taps / 2}, he_normal>,
               batch_norm2d<Name + ".norm">);

template <text Name, int Filters, int Stride>
struct residual_block_t {
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr auto f = sequential(conv_and_norm<Name + ".a", Filters, 3, Stride>, layer::relu,
                                  conv_and_norm<Name + ".b", Filters, 3, 1>);
    if constexpr (Stride == 1) return relu(layer::residual(f)(x));
    else return relu(layer::residual(f, conv_and_norm<Name + ".shortcut", Filters, 1, Stride>)(x));
  }
};

template <text Name, int Classes, int Blocks, int Width, int Stages>
struct resnet_t {
  static_assert(Classes > 0 && Blocks > 0 && Width > 0 && Stages > 0,
                "tapeless: models::resnet<name, classes, blocks, width, stages>(x): all are at least 1");
  template <class X>
  constexpr auto operator()(X x) const {
    const auto maps = relu(conv_and_norm<Name + ".stem", Width, 3, 1>(x));
    return dense<Name + ".out", Classes>(global_avg_pool(block<0>(maps)));
  }

 private:
  template <int I, class X>
  static constexpr auto block(X x) {
    if constexpr (I == Stages * Blocks) {
      return x;
    } else {
      constexpr int stage = I / Blocks, stride = stage > 0 && I % Blocks == 0 ? 2 : 1;
      return block<I + 1>(residual_block_t<numbered<Name + ".block", I + 1>, (Width << stage), stride>{}(x));
    }
  }
};

}  // namespace detail

namespace models {
template <text Name, int Classes, int Blocks = 1, int Width = 16, int Stages = 3>
inline constexpr detail::resnet_t<Name, Classes, Blocks, Width, Stages> resnet{};
}  // namespace models

}  // namespace tapeless::inline TAPELESS_ISA
