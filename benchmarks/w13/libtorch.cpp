#include "../peers/libtorch.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::training<subject> {
  std::vector<torch::nn::Linear> layers;
  torch::Tensor x;
  std::unique_ptr<torch::optim::Adam> optimiser;

  explicit subject(double rate) {
    peers::one_thread();
    const std::vector<float> all = w13::parameters();
    const float* p = all.data();
    std::vector<torch::Tensor> trained;
    for (std::size_t l = 0; l + 1 < w13::sizes.size(); ++l) {
      layers.emplace_back(w13::sizes[l], w13::sizes[l + 1]);
      p = peers::set_linear(layers.back(), p);
      trained.push_back(layers.back()->weight);
      trained.push_back(layers.back()->bias);
    }
    x = torch::tensor(w13::sounds()).reshape({w13::batch, w13::features});
    optimiser = std::make_unique<torch::optim::Adam>(trained, torch::optim::AdamOptions(rate));
  }
  float step() {
    optimiser->zero_grad();
    torch::Tensor h = x;
    for (auto& layer : layers) h = &layer == &layers.back() ? layer(h) : torch::relu(layer(h));
    const torch::Tensor loss = torch::nn::functional::mse_loss(h, x);
    loss.backward();
    optimiser->step();
    return loss.item<float>();
  }
  void parameters(bench::values& v) const {
    for (const auto& layer : layers) peers::append_linear(layer, v);
  }
};
const bench::enrol<subject> here{"W13", "libtorch", "float"};
}  // namespace
