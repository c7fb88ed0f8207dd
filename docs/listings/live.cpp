// Chapter of the tutorial: live programs.
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <vector>

#include <tapeless/io/checkpoint.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

// [model]
constexpr convolution causal{.padding = padding::causal, .dilation = 8};

template <int N>  // frames
constexpr auto model = conv1d<"out", 1, 1>(tanh(conv1d<"c1", 8, 3, causal>(input<"x", 1, N>)));

using whole = program<model<512>, batch<1>>;  // a sequence
template <int N>
using player = program<model<N>, live>;  // a block of an endless one
// [/model]

namespace voices {
// [streams]
constexpr auto x = input<"x", 2>;
constexpr auto h = slot<"h", 16>;
constexpr auto next = gru_cell<"cell", 16>(x, h);
constexpr auto out = dense<"out", 1>(next);

using voice = program<out, assign(h, next)>;
using choir = program<out, assign(h, next), streams<16>>;
// [/streams]
}  // namespace voices

int main() {
  std::vector<float> sound(512), heard(512);
  for (std::size_t t = 0; t < sound.size(); ++t) sound[t] = std::sin(0.2f * static_cast<float>(t));
  const auto off_by = [&](const whole& right) {
    double worst = 0;
    for (std::size_t t = 0; t < sound.size(); ++t) worst = std::fmax(worst, std::fabs(heard[t] - right[model<512>][t]));
    return worst;
  };
  std::printf("== blocks\n");
  // [blocks]
  static whole sequence{seed{1}};
  static player<64> blocks{sequence.parameters()};
  require(sequence.run(input<"x", 1, 512> = sound));
  require(blocks.run(input<"x", 1, 64> = sound, model<64> = heard));  // 8 samples are 8 blocks, one after the other
  std::printf("block by block the same: %s\n", off_by(sequence) < 1e-6 ? "yes" : "no");
  const auto before = blocks[slot<"c1.history", 1, 16>];  // what the line remembers, oldest first
  std::printf("it remembers the end: %s\n", before[15] == sound[511] ? "yes" : "no");
  blocks.forget();  // begins anew
  // [/blocks]
  std::printf("== lengths\n");
  // [lengths]
  static block_lengths<player<64>, player<16>, player<1>> any{sequence.parameters()};
  for (std::size_t first = 0, n = 1; first < 512;
       first += n, n = std::min(2 * n + 1, 512 - first))  // 1, 3, 7, ... frames
    require(any.run(input<"x", 1, 64> = std::span(sound).subspan(first, n),
                    model<64> = std::span(heard).subspan(first, n)));
  std::printf("in calls of any length the same: %s\n", off_by(sequence) < 1e-6 ? "yes" : "no");
  // [/lengths]
  {
    using namespace voices;
    std::printf("== voices\n");
    // [voices]
    static voice one{seed{1}};
    static choir all{one.parameters()};
    std::vector<float> now(2 * 16, 0.5f);
    require(all.run(x = now));  // a sample for each stream
    require(one.run(x = std::span(now).first(2)));
    std::printf("the third: %s\n", std::fabs(all[out][2] - one[out][0]) < 1e-6 ? "as one alone" : "wrong");
    require(all.reset_stream(2));  // silence, for this one
    std::printf("h of the third begins with %g\n", all[h][2 * 16]);
    // [/voices]
    std::printf("== kept\n");
    const std::string path = (std::filesystem::temp_directory_path() / "tapeless_live.safetensors").string();
    // [kept]
    io::save(path, all);  // parameters, and the state of all streams
    require(all.run(x = now));
    const float then = all[out][5];
    io::load(path, all);
    require(all.run(x = now));
    std::printf("the same bits: %s\n", all[out][5] == then ? "yes" : "no");
    all.reset_state();  // as it began; the parameters stay
    // [/kept]
    std::filesystem::remove(path);
    std::printf("== first\n");
    // [first]
    static program<out, assign(h, next, parameter<"h0", 16>)> begun{seed{1}};
    for (float& f : begun[parameter<"h0", 16>]) f = 0.9f;  // as training would have made it
    require(begun.run(x = std::span(now).first(2)));
    std::printf("it began elsewhere: %s\n", begun[out][0] != one[out][0] ? "yes" : "no");
    // [/first]
  }
}
