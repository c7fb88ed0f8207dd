#include <tapeless/nn/models/nam_lstm.hpp>
#include <tapeless/tapeless.hpp>

#include "../harness/tapeless_parameters.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto cells = models::nam_lstm<"amp", w10f::model.hidden, w10f::model.layers>;
constexpr auto x = input<"x", 1>;  // a call has as many samples as frames
constexpr auto y = cells.step(x);

struct subject : bench::blocks<subject, w10f::frames> {
  models::nam_lstm_live<cells, x> net;
  explicit subject(double) : blocks(bench::sound()) { bench::load_parameters(net, w10f::parameters()); }
  void step(const float* from, float* to) {
    (void)net.run(x = std::span(from, w10f::frames), y = std::span(to, w10f::frames));
  }
};
const bench::enrol<subject> here{"W10f", "tapeless", "float"};
}  // namespace
