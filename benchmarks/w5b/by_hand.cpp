#include "../by_hand/inference.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::evaluation<subject> {
  std::vector<float> pixels = w5b::pixels();
  by_hand::inference<784, 128, 64, 10> net{w5b::parameters()};
  explicit subject(double) {}
  void step() { net.run(pixels.data()); }
  void results(bench::values& v) const { v.insert(v.end(), net.z, net.z + 10); }
};
const bench::enrol<subject> here{"W5b", "by hand", "float"};
}  // namespace
