#include <tapeless/tapeless.hpp>

#include "../harness/subject.hpp"
#include "../harness/tapeless_parameters.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x", 61>;
constexpr auto y = class_index<"y", 7>;
constexpr auto h1 = relu(dense<"first", 53>(x));
constexpr auto h2 = relu(dense<"second", 29>(h1));
constexpr auto loss = softmax_cross_entropy(dense<"out", 7>(h2), y);
using trainer = training_step<loss, adam{}, batch<odd::batch>>;

struct subject : bench::training<subject> {
  std::vector<float> images = odd::images();
  std::vector<int> labels = odd::labels();
  trainer net;
  explicit subject(double rate) {
    bench::load_parameters(net, odd::parameters());
    net[scalar<"learning_rate">][0] = static_cast<float>(rate);
  }
  float step() { return net.step(x = images, y = labels); }
  void parameters(bench::values& v) const { bench::append_parameters(net, v); }
};
const bench::enrol<subject> here{"odd", "tapeless", "float"};
}  // namespace
