#include "../peers/libtorch.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::training<subject> {
  std::vector<float> images = w2::images();
  peers::torch_classifier net;
  explicit subject(double rate) : net(w2::sizes, w2::parameters(), images, w2::labels()) {
    net.optimiser = std::make_unique<torch::optim::Adam>(net.all(), torch::optim::AdamOptions(rate));
  }
  float step() { return net.step(); }
  void parameters(bench::values& v) const { net.parameters(v); }
};
const bench::enrol<subject> here{"W2", "libtorch", "float"};
}  // namespace
