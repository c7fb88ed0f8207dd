// Chapter of the tutorial: a convolutional network, block by block.
#include <cmath>
#include <cstdio>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

// [model]
constexpr convolution causal{.padding = padding::causal, .dilation = 8};

template <int N>  // frames
constexpr auto model = conv1d<"out", 1, 1>(tanh(conv1d<"c1", 8, 3, causal>(input<"x", 1, N>)));

using whole = program<model<512>, batch<1>>;  // a sequence
using player = program<model<64>, live>;      // a block of an endless one
// [/model]

int main() {
  std::vector<float> sound(512), heard(512);
  for (std::size_t t = 0; t < sound.size(); ++t) sound[t] = std::sin(0.2f * static_cast<float>(t));
  std::printf("== blocks\n");
  // [blocks]
  static whole sequence{seed{1}};
  static player blocks{sequence.parameters()};
  require(sequence.run(input<"x", 1, 512> = sound));
  require(blocks.run(input<"x", 1, 64> = sound, model<64> = heard));  // 8 samples are 8 blocks, one after the other
  double worst = 0;
  for (std::size_t t = 0; t < sound.size(); ++t)
    worst = std::fmax(worst, std::fabs(heard[t] - sequence[model<512>][t]));
  std::printf("block by block the same: %s\n", worst < 1e-6 ? "yes" : "no");
  const auto before = blocks[slot<"c1.history", 1, 16>];  // what the line remembers, oldest first
  std::printf("it remembers the end: %s\n", before[15] == sound[511] ? "yes" : "no");
  blocks.forget();  // begins anew
  // [/blocks]
}
