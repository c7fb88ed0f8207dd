#include <tapeless/nn/models/nam_wavenet.hpp>
#include <tapeless/tapeless.hpp>

#include "../harness/tapeless_parameters.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x", 1, w10b::frames>;
constexpr auto y = models::nam_wavenet_of<"amp", nam_standard>(x);

struct subject : bench::blocks<subject, w10b::frames> {
  program<y, live> net;
  explicit subject(double) : blocks(bench::sound()) { bench::load_parameters(net, w10b::parameters()); }
  void step(const float* from, float* to) {
    (void)net.run(x = std::span(from, w10b::frames), y = std::span(to, w10b::frames));
  }
};
const bench::enrol<subject> here{"W10b", "tapeless", "float"};
}  // namespace
