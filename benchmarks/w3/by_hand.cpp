#include "../by_hand/classifier.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::training<subject> {
  std::vector<float> images = w3::images();
  std::vector<int> labels = w3::labels();
  by_hand::classifier<w3::batch, 784, 128, 64, 10, by_hand::momentum, 196> net;
  explicit subject(double rate) : net(w3::parameters(), {static_cast<float>(rate)}) {}
  float step() { return net.step(images.data(), labels.data()); }
  void parameters(bench::values& v) const { net.parameters(v); }
};
const bench::enrol<subject> here{"W3", "by hand", "float"};
}  // namespace
