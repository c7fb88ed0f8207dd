#include "../peers/libtorch.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
template <bool Double>
struct subject : bench::evaluation<subject<Double>> {
  torch::nn::Linear first{1, 16}, second{16, 16}, out{16, 1};
  torch::Tensor x;
  std::vector<torch::Tensor> all, g;
  explicit subject(double) {
    peers::one_thread();
    std::vector<float> p = w9::parameters();
    p.push_back(0);
    peers::set_linear(out, peers::set_linear(second, peers::set_linear(first, p.data())));
    const auto type = Double ? torch::kDouble : torch::kFloat;
    for (auto* layer : {&first, &second, &out}) (*layer)->to(type);
    all = {first->weight, first->bias, second->weight, second->bias, out->weight};
    x = torch::tensor(w9::x()).to(type).reshape({w9::points, 1}).requires_grad_();
  }
  void step() {
    const torch::Tensor u = out(torch::tanh(second(torch::tanh(first(x)))));
    const torch::Tensor du = torch::autograd::grad({u.sum()}, {x}, {}, true, true)[0];
    const torch::Tensor ddu = torch::autograd::grad({du.sum()}, {x}, {}, true, true)[0];
    g = torch::autograd::grad({(ddu + torch::sin(x)).square().mean()}, all);
  }
  void results(bench::values& v) const {
    for (const torch::Tensor& each : g) peers::append_tensor(each.dim() == 2 ? each.t() : each, v);
  }
};
const bench::enrol<subject<false>> in_float{"W9", "libtorch", "float"};
const bench::enrol<subject<true>> in_double{"W9", "libtorch", "double"};
}  // namespace
