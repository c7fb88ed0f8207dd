#include <tapeless/tapeless.hpp>

#include "../harness/subject.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x", 1, 28, 28>;
constexpr auto y = class_index<"y", 10>;
constexpr auto p1 = max_pool2d<2>(relu(conv2d<"a", 6, 5>(x)));
constexpr auto p2 = max_pool2d<2>(relu(conv2d<"b", 16, 5>(p1)));
constexpr auto h1 = relu(dense<"first", 120>(reshape<256>(p2)));
constexpr auto h2 = relu(dense<"second", 84>(h1));
constexpr auto loss = softmax_cross_entropy(dense<"out", 10>(h2), y);
using trainer = training_step<loss, sgd{}, batch<w4::batch>>;

struct subject : bench::training<subject> {
  std::vector<float> images = w4::images();
  std::vector<int> labels = w4::labels();
  trainer net;
  explicit subject(double rate) {
    const std::vector<float> from = w4::parameters();
    auto p = from.begin();
    each_in_shared_order([&](float& to) { to = *p++; });
    net[scalar<"learning_rate">][0] = static_cast<float>(rate);
  }
  float step() { return net.step(x = images, y = labels); }
  void parameters(bench::values& v) {
    each_in_shared_order([&](float from) { v.push_back(static_cast<double>(from)); });
  }

  // A kernel is [in][y][x][out] here and [out][in][y][x] in the shared parameters.
  template <class F>
  void each_in_shared_order(F f) {
    net.for_each_parameter([&](const char*, const shape& s, auto values) {
      const std::size_t last = s.rank == 4 ? static_cast<std::size_t>(s.dim[3]) : 1;
      for (std::size_t o = 0; o < last; ++o)
        for (std::size_t i = o; i < values.size(); i += last) f(values[i]);
    });
  }
};
const bench::enrol<subject> here{"W4", "tapeless", "float"};
}  // namespace
