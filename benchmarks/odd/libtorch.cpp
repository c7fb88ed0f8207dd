#include "../peers/libtorch.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::training<subject> {
  std::vector<float> images = odd::images();
  peers::torch_classifier net;
  explicit subject(double rate) : net(odd::sizes, odd::parameters(), images, odd::labels()) {
    net.optimiser = std::make_unique<torch::optim::Adam>(net.all(), torch::optim::AdamOptions(rate));
  }
  float step() { return net.step(); }
  void parameters(bench::values& v) const { net.parameters(v); }
};
const bench::enrol<subject> here{"odd", "libtorch", "float"};
}  // namespace
