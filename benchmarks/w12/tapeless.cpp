#include <tapeless/nn/transformer.hpp>
#include <tapeless/tapeless.hpp>

#include "../harness/subject.hpp"
#include "../harness/tapeless_parameters.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x", w12::tokens, w12::width>;
constexpr auto y = input<"y", w12::tokens, w12::width>;
constexpr auto block = transformer_encoder<"block", transformer{.heads = w12::heads, .hidden = w12::hidden}>(x);
constexpr auto loss = mse(block, y);
using trainer = training_step<loss, adamw{.weight_decay = w12::decay}, batch<w12::batch>>;

struct subject : bench::training<subject> {
  std::vector<float> inputs = w12::inputs(), targets = w12::targets();
  trainer net;
  explicit subject(double rate) {
    bench::load_parameters(net, w12::parameters());
    net[scalar<"learning_rate">][0] = static_cast<float>(rate);
  }
  float step() { return net.step(x = inputs, y = targets); }
  void parameters(bench::values& v) const { bench::append_parameters(net, v); }
};
const bench::enrol<subject> here{"W12", "tapeless", "float"};
}  // namespace
