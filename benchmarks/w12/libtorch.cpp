#include "../peers/libtorch.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
using namespace w12;
struct subject : bench::training<subject> {
  torch::nn::LayerNorm norm1{torch::nn::LayerNormOptions({width}).eps(epsilon)},
      norm2{torch::nn::LayerNormOptions({width}).eps(epsilon)};
  torch::nn::Linear qkv{width, 3 * width}, out{width, width}, linear1{width, hidden}, linear2{hidden, width};
  torch::Tensor x, y;
  std::unique_ptr<torch::optim::AdamW> optimiser;

  static const float* set_norm(torch::nn::LayerNorm& layer, const float* p) {
    const torch::NoGradGuard guard;
    layer->weight.copy_(torch::from_blob(const_cast<float*>(p), {width}));
    layer->bias.copy_(torch::from_blob(const_cast<float*>(p + width), {width}));
    return p + 2 * width;
  }
  explicit subject(double rate) {
    peers::one_thread();
    const std::vector<float> all = w12::parameters();
    const float* p = peers::set_linear(out, peers::set_linear(qkv, set_norm(norm1, all.data())));
    peers::set_linear(linear2, peers::set_linear(linear1, set_norm(norm2, p)));
    x = torch::tensor(w12::inputs()).reshape({batch, tokens, width});
    y = torch::tensor(w12::targets()).reshape({batch, tokens, width});
    optimiser = std::make_unique<torch::optim::AdamW>(
        std::vector<torch::Tensor>{norm1->weight, norm1->bias, qkv->weight, qkv->bias, out->weight, out->bias,
                                   norm2->weight, norm2->bias, linear1->weight, linear1->bias, linear2->weight,
                                   linear2->bias},
        torch::optim::AdamWOptions(rate).weight_decay(decay));
  }
  torch::Tensor attention(const torch::Tensor& h) {
    const torch::Tensor parts = qkv(h).reshape({batch, tokens, 3, heads, each}).permute({2, 0, 3, 1, 4});
    const torch::Tensor scores = torch::matmul(parts[0] / std::sqrt(double{each}), parts[1].transpose(-2, -1));
    const torch::Tensor answers = torch::matmul(torch::softmax(scores, -1), parts[2]);
    return out(answers.transpose(1, 2).reshape({batch, tokens, width}));
  }
  float step() {
    optimiser->zero_grad();
    const torch::Tensor a = x + attention(norm1(x));
    const torch::Tensor z = a + linear2(torch::relu(linear1(norm2(a))));
    const torch::Tensor loss = torch::nn::functional::mse_loss(z, y);
    loss.backward();
    optimiser->step();
    return loss.item<float>();
  }
  void parameters(bench::values& v) const {
    const auto norm = [&](const torch::nn::LayerNorm& n) {
      peers::append_tensor(n->weight, v);
      peers::append_tensor(n->bias, v);
    };
    norm(norm1);
    peers::append_linear(qkv, v);
    peers::append_linear(out, v);
    norm(norm2);
    peers::append_linear(linear1, v);
    peers::append_linear(linear2, v);
  }
};
const bench::enrol<subject> here{"W12", "libtorch", "float"};
}  // namespace
