#include <tapeless/tapeless.hpp>

#include "../harness/subject.hpp"
#include "../harness/tapeless_parameters.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
template <int D>
consteval text<4> layer_name() {
  const char name[] = {'h', static_cast<char>('0' + D / 10), static_cast<char>('0' + D % 10), 0};
  return name;
}
constexpr auto x = input<"x", WIDTH>;
constexpr auto y = class_index<"y", 10>;
template <int D>
constexpr auto hidden = relu(dense<layer_name<D>(), WIDTH>(hidden<D - 1>));
template <>
constexpr auto hidden<0> = x;
constexpr auto loss = softmax_cross_entropy(dense<"out", 10>(hidden<DEPTH>), y);
// A call with more samples than a tile loops over tiles.
using trainer = training_step<loss, sgd{}, batch<(BATCH < 64 ? BATCH : 64)>>;

struct subject : bench::training<subject> {
  std::vector<float> images = scaling::images();
  std::vector<int> labels = scaling::labels();
  trainer net;
  explicit subject(double rate) {
    bench::load_parameters(net, scaling::parameters());
    net[scalar<"learning_rate">][0] = static_cast<float>(rate);
  }
  float step() { return net.step(x = images, y = labels); }
  void parameters(bench::values& v) const { bench::append_parameters(net, v); }
};
const bench::enrol<subject> here{"scaling", "tapeless", "float"};
}  // namespace
