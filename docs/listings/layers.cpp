// The listing of docs/layers.md: layers as functions of expressions.
#include <cstdio>
#include <numeric>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

// [layers]
constexpr auto x = input<"x", 1, 12, 12>;
constexpr auto deeper =
    sequential(separable_conv2d<"deeper", 8, 3, convolution{.padding = padding::same}>, layer::relu);

constexpr auto maps = relu(conv2d<"in", 8, 3, convolution{.padding = 1, .border = border::reflect}>(x));  // [8, 12, 12]
constexpr auto seen = max_pool2d<2>(squeeze_excite<"gate", 4>(layer::residual(deeper)(maps)));            // [8, 6, 6]
constexpr auto logits = dense<"out", 3>(global_avg_pool(seen));                                           // [3]
constexpr auto again = conv_transpose2d<"up", 1, 4, transposed_convolution{.stride = 2, .padding = 1}>(seen);

static_assert(decltype(again)::shape == decltype(x)::shape);
// [/layers]

int main() {
  program<logits, again> model{seed{1}};
  std::vector<float> image(144);
  std::iota(image.begin(), image.end(), 0.0f);
  require(model.run(x = image));
  long parameters = 0;
  model.for_each_parameter(
      [&](const char*, const shape&, auto values) { parameters += static_cast<long>(values.size()); });
  std::printf("%ld parameters, %zu logits, %zu pixels\n", parameters, model[logits].size(), model[again].size());
}
