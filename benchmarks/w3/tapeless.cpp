#include "../harness/subject.hpp"
#include "../harness/tapeless_parameters.hpp"
#include "model.hpp"

namespace {
using namespace w3;

using trainer = training_step<loss, optimiser, tapeless::batch<w3::batch>>;

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
