#include "../peers/libtorch.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::evaluation<subject> {
  torch::Tensor x, g;
  explicit subject(double) {
    peers::one_thread();
    x = torch::tensor(w7a::point(), torch::kDouble).requires_grad_();
  }
  void step() {
    const torch::Tensor head = x.slice(0, 0, w7a::n - 1), tail = x.slice(0, 1, w7a::n);
    const torch::Tensor f = (100 * (tail - head.square()).square() + (1 - head).square()).sum();
    g = torch::autograd::grad({f}, {x})[0];
  }
  void results(bench::values& v) const { peers::append_tensor(g, v); }
};
const bench::enrol<subject> here{"W7a", "libtorch", "double"};
}  // namespace
