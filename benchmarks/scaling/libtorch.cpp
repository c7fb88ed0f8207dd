#include "../peers/libtorch.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::training<subject> {
  std::vector<torch::nn::Linear> layers;
  torch::Tensor x, y;
  std::unique_ptr<torch::optim::SGD> optimiser;

  explicit subject(double rate) {
    peers::one_thread();
    const std::vector<float> parameters = scaling::parameters();
    const std::vector<int> sizes = scaling::sizes(), labels = scaling::labels();
    const float* p = parameters.data();
    std::vector<torch::Tensor> all;
    for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
      layers.emplace_back(sizes[l], sizes[l + 1]);
      p = peers::set_linear(layers.back(), p);
      all.push_back(layers.back()->weight);
      all.push_back(layers.back()->bias);
    }
    x = torch::tensor(scaling::images()).reshape({scaling::batch, scaling::width});
    y = torch::tensor(std::vector<long>(labels.begin(), labels.end()));
    optimiser = std::make_unique<torch::optim::SGD>(all, torch::optim::SGDOptions(rate));
  }
  float step() {
    optimiser->zero_grad();
    torch::Tensor h = x;
    for (std::size_t l = 0; l + 1 < layers.size(); ++l) h = torch::relu(layers[l](h));
    const torch::Tensor loss = torch::nn::functional::cross_entropy(layers.back()(h), y);
    loss.backward();
    optimiser->step();
    return loss.item<float>();
  }
  void parameters(bench::values& v) const {
    for (const auto& layer : layers) peers::append_linear(layer, v);
  }
};
const bench::enrol<subject> here{"scaling", "libtorch", "float"};
}  // namespace
