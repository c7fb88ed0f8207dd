#include <tapeless/tapeless.hpp>

#include "../harness/subject.hpp"
#include "../harness/tapeless_parameters.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x", 64>;
constexpr auto y = class_index<"y", 10>;
constexpr auto h1 = relu(dense<"first", 64>(x));
constexpr auto h2 = relu(dense<"second", 32>(h1));
constexpr auto loss = softmax_cross_entropy(dense<"out", 10>(h2), y);
using trainer = training_step<loss, adam{}, batch<w2::batch>>;

struct subject : bench::training<subject> {
  std::vector<float> images = w2::images();
  std::vector<int> labels = w2::labels();
  trainer net;
  explicit subject(double rate) {
    bench::load_parameters(net, w2::parameters());
    net[scalar<"learning_rate">][0] = static_cast<float>(rate);
  }
  float step() { return net.step(x = images, y = labels); }
  void parameters(bench::values& v) const { bench::append_parameters(net, v); }
};
const bench::enrol<subject> here{"W2", "tapeless", "float"};
}  // namespace
