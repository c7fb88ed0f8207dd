#include "../peers/libtorch.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::evaluation<subject> {
  torch::Tensor x, g;
  explicit subject(double) {
    peers::one_thread();
    x = torch::tensor(w7b::point(), torch::kDouble).requires_grad_();
  }
  void step() { g = torch::autograd::grad({torch::logsumexp(x, 0)}, {x})[0]; }
  void results(bench::values& v) const { peers::append_tensor(g, v); }
};
const bench::enrol<subject> here{"W7b", "libtorch", "double"};
}  // namespace
