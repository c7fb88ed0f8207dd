#include "../peers/eigen.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::evaluation<subject> {
  std::vector<float> pixels = w5a::pixels();
  peers::eigen_dense<float, 64, 64, peers::eigen_sgd> first;
  peers::eigen_dense<float, 64, 32, peers::eigen_sgd> second;
  peers::eigen_dense<float, 32, 10, peers::eigen_sgd> out;
  peers::matrix<float, 10> z;
  explicit subject(double) { out.set(second.set(first.set(w5a::parameters().data()))); }
  void step() {
    const Eigen::Map<const peers::matrix<float, 64>> x(pixels.data());
    peers::matrix<float, 64> h1;
    peers::matrix<float, 32> h2;
    first.forward(x, h1);
    h1 = h1.cwiseMax(0.f);
    second.forward(h1, h2);
    h2 = h2.cwiseMax(0.f);
    out.forward(h2, z);
  }
  void results(bench::values& v) const { v.insert(v.end(), z.data(), z.data() + 10); }
};
const bench::enrol<subject> here{"W5a", "Eigen", "float"};
}  // namespace
