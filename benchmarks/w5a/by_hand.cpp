#include "../by_hand/inference.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::evaluation<subject> {
  std::vector<float> pixels = w5a::pixels();
  by_hand::inference<64, 64, 32, 10> net{w5a::parameters()};
  explicit subject(double) {}
  void step() { net.run(pixels.data()); }
  void results(bench::values& v) const { v.insert(v.end(), net.z, net.z + 10); }
};
const bench::enrol<subject> here{"W5a", "by hand", "float"};
}  // namespace
