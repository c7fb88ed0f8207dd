#include <tapeless/tapeless.hpp>

#include "../harness/subject.hpp"
#include "../harness/tapeless_parameters.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x", w13::features>;
constexpr auto encoder = sequential(dense<"e1", 128>, layer::relu, dense<"e2", 128>, layer::relu, dense<"e3", 128>,
                                    layer::relu, dense<"e4", 128>, layer::relu, dense<"code", 8>, layer::relu);
constexpr auto decoder = sequential(dense<"d1", 128>, layer::relu, dense<"d2", 128>, layer::relu, dense<"d3", 128>,
                                    layer::relu, dense<"d4", 128>, layer::relu, dense<"out", w13::features>);
constexpr auto loss = mse(decoder(encoder(x)), x);
using trainer = training_step<loss, adam{}, batch<w13::batch>>;

struct subject : bench::training<subject> {
  std::vector<float> sounds = w13::sounds();
  trainer net;
  explicit subject(double rate) {
    bench::load_parameters(net, w13::parameters());
    net[scalar<"learning_rate">][0] = static_cast<float>(rate);
  }
  float step() { return net.step(x = sounds); }
  void parameters(bench::values& v) const { bench::append_parameters(net, v); }
};
const bench::enrol<subject> here{"W13", "tapeless", "float"};
}  // namespace
