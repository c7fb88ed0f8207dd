#include "../peers/libtorch.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::evaluation<subject> {
  torch::Tensor x, h;
  explicit subject(double) {
    peers::one_thread();
    x = torch::tensor(w8::point(), torch::kDouble).requires_grad_();
  }
  void step() {
    const torch::Tensor head = x.slice(0, 0, w8::n - 1), tail = x.slice(0, 1, w8::n);
    const torch::Tensor f = (100 * (tail - head.square()).square() + (1 - head).square()).sum();
    const torch::Tensor g = torch::autograd::grad({f}, {x}, {}, true, true)[0];
    std::vector<torch::Tensor> rows;
    for (int i = 0; i < w8::n; ++i) rows.push_back(torch::autograd::grad({g[i]}, {x}, {}, true)[0]);
    h = torch::stack(rows);
  }
  void results(bench::values& v) const { peers::append_tensor(h, v); }
};
const bench::enrol<subject> here{"W8", "libtorch", "double"};
}  // namespace
