// The tutorial's chapter about more cores: the same training on one thread and on two.
#include <cstdio>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/thread_pool.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2>;
constexpr auto y = input<"y", 1>;
constexpr auto hidden = tanh(dense<"hidden", 16>(x));
constexpr auto loss = binary_cross_entropy(dense<"out", 1>(hidden), y);

int main() {
  std::vector<float> points, inside;  // points in a square, and whether they are inside a circle
  for (int i = 0; i < 1000; ++i) {
    const float a = static_cast<float>(i % 40) / 20 - 1, b = static_cast<float>(i / 40) / 12.5f - 1;
    points.insert(points.end(), {a, b});
    inside.push_back(a * a + b * b < 0.5f ? 1.0f : 0.0f);
  }

  // [threads]
  using trainer = training_step<loss, adam{0.02}, batch<32>, threads<2>>;  // memory for two threads
  trainer alone{seed{1}}, shared{seed{1}};
  thread_pool pool(2);  // this thread and one more, for the lifetime of the pool

  float a = 0, b = 0;
  for (int i = 0; i < 200; ++i) {
    a = alone.step(x = points, y = inside);
    b = shared.step(on(pool), x = points, y = inside);
  }
  std::printf("loss %.2f; %s\n", a, a == b ? "the same bits" : "other bits");
  // [/threads]
}
