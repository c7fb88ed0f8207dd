#include "../peers/eigen.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::training<subject> {
  std::vector<float> images = w3::images();
  std::vector<int> labels = w3::labels();
  peers::eigen_classifier<w3::batch, 784, 128, 64, 10, peers::eigen_momentum> net;
  explicit subject(double rate) : net(w3::parameters(), {static_cast<float>(rate)}) {}
  float step() { return net.step(images.data(), labels.data()); }
  void parameters(bench::values& v) const { net.parameters(v); }
};
const bench::enrol<subject> here{"W3", "Eigen", "float"};
}  // namespace
