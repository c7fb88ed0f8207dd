#include "../peers/eigen.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::training<subject> {
  std::vector<float> images = w2::images();
  std::vector<int> labels = w2::labels();
  peers::eigen_classifier<w2::batch, 64, 64, 32, 10, peers::eigen_adam> net;
  explicit subject(double rate) : net(w2::parameters(), {static_cast<float>(rate)}) {}
  float step() { return net.step(images.data(), labels.data()); }
  void parameters(bench::values& v) const { net.parameters(v); }
};
const bench::enrol<subject> here{"W2", "Eigen", "float"};
}  // namespace
