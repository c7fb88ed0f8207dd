#include "../peers/libtorch.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::evaluation<subject> {
  torch::nn::Linear first{2, 16}, second{16, 16}, out{16, 1};
  torch::Tensor x = torch::tensor({w7c::x0, w7c::x1}, torch::kDouble), y = torch::tensor({w7c::y}, torch::kDouble);
  std::vector<torch::Tensor> all, g;
  explicit subject(double) {
    peers::one_thread();
    const std::vector<float> p = bench::dense_parameters(w7c::sizes, 75);
    peers::set_linear(out, peers::set_linear(second, peers::set_linear(first, p.data())));
    for (auto* layer : {&first, &second, &out}) {
      (*layer)->to(torch::kDouble);
      all.push_back((*layer)->weight);
      all.push_back((*layer)->bias);
    }
  }
  void step() {
    const torch::Tensor loss = torch::mse_loss(out(torch::tanh(second(torch::tanh(first(x))))), y);
    g = torch::autograd::grad({loss}, all);
  }
  void results(bench::values& v) const {
    for (const torch::Tensor& each : g) peers::append_tensor(each.dim() == 2 ? each.t() : each, v);
  }
};
const bench::enrol<subject> here{"W7c", "libtorch", "double"};
}  // namespace
