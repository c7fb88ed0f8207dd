#include <tapeless/nn/models/nam_lstm.hpp>
#include <tapeless/tapeless.hpp>

#include "../harness/tapeless_parameters.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto cells = models::nam_lstm<"amp", w10g::model.hidden, w10g::model.layers>;
constexpr auto x = input<"x", 1>;  // a call has as many samples as frames
constexpr auto y = cells.step(x);

struct subject : bench::blocks<subject, w10g::frames> {
  models::nam_lstm_live<cells, x> net;
  explicit subject(double) : blocks(bench::sound()) { bench::load_parameters(net, w10g::parameters()); }
  void step(const float* from, float* to) {
    (void)net.run(x = std::span(from, w10g::frames), y = std::span(to, w10g::frames));
  }
};
const bench::enrol<subject> here{"W10g", "tapeless", "float"};
}  // namespace
