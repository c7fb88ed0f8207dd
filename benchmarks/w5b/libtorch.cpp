#include "../peers/libtorch.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::evaluation<subject> {
  std::vector<float> pixels = w5b::pixels();
  peers::torch_classifier net{w5b::sizes, w5b::parameters(), pixels, {0}};
  torch::Tensor z;
  explicit subject(double) {}
  void step() {
    const c10::InferenceMode guard;
    z = net.out(torch::relu(net.second(torch::relu(net.first(net.x)))));
  }
  void results(bench::values& v) const { peers::append_tensor(z, v); }
};
const bench::enrol<subject> here{"W5b", "libtorch", "float"};
}  // namespace
