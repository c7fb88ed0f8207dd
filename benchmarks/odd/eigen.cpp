#include "../peers/eigen.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::training<subject> {
  std::vector<float> images = odd::images();
  std::vector<int> labels = odd::labels();
  peers::eigen_classifier<odd::batch, 61, 53, 29, 7, peers::eigen_adam> net;
  explicit subject(double rate) : net(odd::parameters(), {static_cast<float>(rate)}) {}
  float step() { return net.step(images.data(), labels.data()); }
  void parameters(bench::values& v) const { net.parameters(v); }
};
const bench::enrol<subject> here{"odd", "Eigen", "float"};
}  // namespace
