#include <tapeless/tapeless.hpp>

#include "../harness/subject.hpp"
#include "../harness/tapeless_parameters.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
// v <- mu v + g,  w <- w - eta v
struct momentum {
  double learning_rate = 0.01, mu = 0.9;

  constexpr void operator()(update& u) const {
    term v = u.slot<"v">();
    term v1 = mu * v + u.gradient;
    u.assign(v, v1);
    u.assign(u.parameter, u.parameter - u.scalar<"learning_rate">(learning_rate) * v1);
  }
};

constexpr auto x = input<"x", 784>;
constexpr auto y = class_index<"y", 10>;
constexpr auto h1 = relu(dense<"first", 128>(x));
constexpr auto h2 = relu(dense<"second", 64>(h1));
constexpr auto loss = softmax_cross_entropy(dense<"out", 10>(h2), y);
using trainer = training_step<loss, momentum{}, batch<w3::batch>>;

struct subject : bench::training<subject> {
  std::vector<float> images = w3::images();
  std::vector<int> labels = w3::labels();
  trainer net;
  explicit subject(double rate) {
    bench::load_parameters(net, w3::parameters());
    net[scalar<"learning_rate">][0] = static_cast<float>(rate);
  }
  float step() { return net.step(x = images, y = labels); }
  void parameters(bench::values& v) const { bench::append_parameters(net, v); }
};
const bench::enrol<subject> here{"W3", "tapeless", "float"};
}  // namespace
