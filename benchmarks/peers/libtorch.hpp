// Shared by the systems that use libtorch: one thread, parameters in the common order.
#pragma once

#include <torch/nn.h>
#include <torch/optim.h>
#include <torch/torch.h>

#include "../harness/numbers.hpp"

namespace peers {

inline void one_thread() { at::set_num_threads(1); }

// Copies weight [in][out] (libtorch has [out][in]) and bias, and returns the pointer after them.
inline const float* set_linear(torch::nn::Linear& layer, const float* p) {
  const torch::NoGradGuard guard;
  const auto in = layer->weight.size(1), out = layer->weight.size(0);
  layer->weight.copy_(torch::from_blob(const_cast<float*>(p), {in, out}).t());
  layer->bias.copy_(torch::from_blob(const_cast<float*>(p + in * out), {out}));
  return p + (in + 1) * out;
}

template <class List>
void append_tensor(const torch::Tensor& t, List& to) {
  const torch::Tensor dense = t.detach().to(torch::kDouble).contiguous();
  to.insert(to.end(), dense.data_ptr<double>(), dense.data_ptr<double>() + dense.numel());
}
template <class List>
void append_linear(const torch::nn::Linear& layer, List& to) {
  append_tensor(layer->weight.t(), to);
  append_tensor(layer->bias, to);
}

// In-A-B-Classes with ReLU, softmax cross-entropy and one of libtorch's optimisers.
struct torch_classifier {
  torch::nn::Linear first, second, out;
  torch::Tensor x, y;
  std::unique_ptr<torch::optim::Optimizer> optimiser{};

  torch_classifier(const std::vector<int>& s, const std::vector<float>& p, std::vector<float>& images,
                   const std::vector<int>& labels)
      : first(s[0], s[1]), second(s[1], s[2]), out(s[2], s[3]) {
    one_thread();
    set_linear(out, set_linear(second, set_linear(first, p.data())));
    const auto batch = static_cast<long>(labels.size());
    x = torch::from_blob(images.data(), {batch, s[0]}).clone();
    y = torch::tensor(std::vector<long>(labels.begin(), labels.end()));
  }
  std::vector<torch::Tensor> all() const {
    return {first->weight, first->bias, second->weight, second->bias, out->weight, out->bias};
  }
  float step() {
    optimiser->zero_grad();
    const torch::Tensor loss = torch::nn::functional::cross_entropy(out(torch::relu(second(torch::relu(first(x))))), y);
    loss.backward();
    optimiser->step();
    return loss.item<float>();
  }
  template <class List>
  void parameters(List& to) const {
    append_linear(first, to);
    append_linear(second, to);
    append_linear(out, to);
  }
};

}  // namespace peers
