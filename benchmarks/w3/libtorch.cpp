#include "../peers/libtorch.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::training<subject> {
  std::vector<float> images = w3::images();
  peers::torch_classifier net;
  explicit subject(double rate) : net(w3::sizes, w3::parameters(), images, w3::labels()) {
    net.optimiser = std::make_unique<torch::optim::SGD>(net.all(), torch::optim::SGDOptions(rate).momentum(0.9));
  }
  float step() { return net.step(); }
  void parameters(bench::values& v) const { net.parameters(v); }
};
const bench::enrol<subject> here{"W3", "libtorch", "float"};
}  // namespace
