#include <tapeless/tapeless.hpp>

#include "../harness/subject.hpp"
#include "../harness/tapeless_parameters.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x", 2>;
constexpr auto y = input<"y", 1>;
constexpr auto hidden = tanh(dense<"hidden", 8>(x));
constexpr auto out = sigmoid(dense<"out", 1>(hidden));
constexpr auto loss = mse(out, y);
using trainer = training_step<loss, sgd{}, batch<w1::batch>>;

struct subject : bench::training<subject> {
  std::vector<float> points = w1::points(), targets = w1::targets();
  trainer net;
  explicit subject(double rate) {
    bench::load_parameters(net, w1::parameters());
    net[scalar<"learning_rate">][0] = static_cast<float>(rate);
  }
  float step() { return net.step(x = points, y = targets); }
  void parameters(bench::values& v) const { bench::append_parameters(net, v); }
};
const bench::enrol<subject> here{"W1", "tapeless", "float"};
}  // namespace
