#include "../by_hand/lenet.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::training<subject> {
  std::vector<float> images = w4::images();
  std::vector<int> labels = w4::labels();
  by_hand::lenet<w4::batch> net;
  explicit subject(double rate) : net(w4::parameters(), static_cast<float>(rate)) {}
  float step() { return net.step(images.data(), labels.data()); }
  void parameters(bench::values& v) const { net.parameters(v); }
};
const bench::enrol<subject> here{"W4", "by hand", "float"};
}  // namespace
