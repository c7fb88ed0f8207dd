// A small residual network for small images.
//
//   models::resnet<"net", 10>(x)          // x: [channels, height, width]; logits [10]
//   models::resnet<"net", 10, 3, 16>(x)   // 3 blocks in each stage; 16, 32 and 64 channels
//
//   convolution 3 x 3, norm, relu; three stages of blocks; global average; dense
//   block: convolution 3 x 3, norm, relu, convolution 3 x 3, norm, added to the block's input, relu
//
// The second and the third stage begin with a stride of 2 and twice the channels; there the input of the block passes a
// convolution of one tap with that stride, and a norm. With n blocks in a stage it has 6 n + 2 layers with weights:
// resnet<"net", 10, 3> is ResNet-20, for images of 32 x 32, and one block suffices for digits of 8 x 8. The norm is
// batch_norm2d, so programs need batch<N>.
//
// K. He et al., Deep Residual Learning (2015), section 4.2, where shortcuts have no weights.
#pragma once

#include <tapeless/nn/adaptive_pooling.hpp>
#include <tapeless/nn/channel_normalisation.hpp>
#include <tapeless/nn/connections.hpp>
#include <tapeless/nn/convolution.hpp>
#include <tapeless/nn/models/numbered.hpp>
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
    if constexpr (Stride == 1) return relu(residual(f)(x));
    else return relu(residual(f, conv_and_norm<Name + ".shortcut", Filters, 1, Stride>)(x));
  }
};

template <text Name, int Classes, int Blocks, int Width>
struct resnet_t {
  static_assert(Classes > 0 && Blocks > 0 && Width > 0,
                "tapeless: models::resnet<name, classes, blocks, width>(x): all are at least 1");
  template <class X>
  constexpr auto operator()(X x) const {
    const auto maps = relu(conv_and_norm<Name + ".stem", Width, 3, 1>(x));
    return dense<Name + ".out", Classes>(global_avg_pool(stage<3, 0>(stage<2, 0>(stage<1, 0>(maps)))));
  }

 private:
  template <int Stage, int Block, class X>
  static constexpr auto stage(X x) {
    if constexpr (Block == Blocks) {
      return x;
    } else {
      constexpr auto name = numbered<Name + ".stage", Stage> + "." + digits_of<Block>();
      constexpr int stride = Stage > 1 && Block == 0 ? 2 : 1;
      return stage<Stage, Block + 1>(residual_block_t<name, (Width << (Stage - 1)), stride>{}(x));
    }
  }
};

}  // namespace detail

namespace models {
template <text Name, int Classes, int Blocks = 1, int Width = 16>
inline constexpr detail::resnet_t<Name, Classes, Blocks, Width> resnet{};
}  // namespace models

}  // namespace tapeless::inline TAPELESS_ISA
