#include <tapeless/nn/models/nam_wavenet.hpp>
#include <tapeless/tapeless.hpp>

#include "../harness/tapeless_parameters.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x", 1, w10a::frames>;
constexpr auto y = models::nam_wavenet_of<"amp", nam_standard>(x);

struct subject : bench::blocks<subject, w10a::frames> {
  program<y, live> net;
  explicit subject(double) : blocks(bench::sound()) { bench::load_parameters(net, w10a::parameters()); }
  void step(const float* from, float* to) {
    (void)net.run(x = std::span(from, w10a::frames), y = std::span(to, w10a::frames));
  }
};
const bench::enrol<subject> here{"W10a", "tapeless", "float"};
}  // namespace
