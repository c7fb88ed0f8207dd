#include "../peers/libtorch.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::evaluation<subject> {
  std::vector<float> pixels = w5a::pixels();
  peers::torch_classifier net{w5a::sizes, w5a::parameters(), pixels, {0}};
  torch::Tensor z;
  explicit subject(double) {}
  void step() {
    const c10::InferenceMode guard;
    z = net.out(torch::relu(net.second(torch::relu(net.first(net.x)))));
  }
  void results(bench::values& v) const { peers::append_tensor(z, v); }
};
const bench::enrol<subject> here{"W5a", "libtorch", "float"};
}  // namespace
