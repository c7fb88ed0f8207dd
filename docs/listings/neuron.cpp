// Chapters of the tutorial: one neuron, its derivative by hand and by grad, gradient descent, a line through points.
#include <cstdio>
#include <vector>

#include <tapeless/ops/products.hpp>
#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

namespace one_neuron {
// [neuron]
constexpr auto x = input<"x", 2>;
constexpr auto w = parameter<"w", 2>;
constexpr auto b = parameter<"b">;
constexpr auto neuron = sigmoid(dot(w, x) + b);

constexpr auto dw = grad(neuron, w);

void show() {
  std::printf("neuron = %s\n", to_string(neuron).c_str());
  std::printf("d neuron / dw:\n%s\n", to_string(dw).c_str());
}
// [/neuron]
}  // namespace one_neuron

namespace descent {
// [descent]
constexpr auto x = parameter<"x">;
constexpr auto f = square(x);

void show() {
  training_step<f, sgd{0.1}> walk;  // x <- x - 0.1 f'(x)
  walk[x][0] = 3;
  for (int i = 0; i <= 20; ++i) {
    const float value = walk.step();  // the value before the step
    if (i % 5 == 0) std::printf("after %2d steps f(x) = %.4f\n", i, value);
  }
}
// [/descent]
}  // namespace descent

namespace line {
// [line]
constexpr auto x = input<"x">;
constexpr auto y = input<"y">;
constexpr auto a = parameter<"a">;
constexpr auto b = parameter<"b">;
constexpr auto loss = 0.5_c * square(y - (a * x + b));

constexpr auto da = grad(loss, a);
constexpr auto db = grad(loss, b);

void show() {
  std::printf("dL/da = %s\ndL/db = %s\n", to_string(da).c_str(), to_string(db).c_str());

  const std::vector<float> xs = {0, 1, 2, 3, 4}, ys = {1, 3, 5, 7, 9};  // y = 2 x + 1
  training_step<loss, sgd{0.1}, batch<8>> fit;
  for (int i = 0; i < 500; ++i) require(fit.step(x = xs, y = ys));  // the mean gradient over the five points
  std::printf("y = %.2f x + %.2f\n", fit[a][0], fit[b][0]);
}
// [/line]
}  // namespace line

int main() {
  std::puts("== neuron");
  one_neuron::show();
  std::puts("== descent");
  descent::show();
  std::puts("== line");
  line::show();
}
