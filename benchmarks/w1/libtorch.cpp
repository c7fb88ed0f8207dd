#include "../peers/libtorch.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::training<subject> {
  torch::nn::Linear hidden{2, 8}, out{8, 1};
  torch::Tensor x, y;
  std::unique_ptr<torch::optim::SGD> optimiser;

  explicit subject(double rate) {
    peers::one_thread();
    peers::set_linear(out, peers::set_linear(hidden, w1::parameters().data()));
    x = torch::tensor(w1::points()).reshape({4, 2});
    y = torch::tensor(w1::targets()).reshape({4, 1});
    optimiser = std::make_unique<torch::optim::SGD>(
        std::vector<torch::Tensor>{hidden->weight, hidden->bias, out->weight, out->bias},
        torch::optim::SGDOptions(rate));
  }
  float step() {
    optimiser->zero_grad();
    const torch::Tensor loss = torch::mse_loss(torch::sigmoid(out(torch::tanh(hidden(x)))), y);
    loss.backward();
    optimiser->step();
    return loss.item<float>();
  }
  void parameters(bench::values& v) const {
    peers::append_linear(hidden, v);
    peers::append_linear(out, v);
  }
};
const bench::enrol<subject> here{"W1", "libtorch", "float"};
}  // namespace
