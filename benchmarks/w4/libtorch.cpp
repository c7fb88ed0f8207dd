#include "../peers/libtorch.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::training<subject> {
  torch::nn::Conv2d a{torch::nn::Conv2dOptions(1, 6, 5)}, b{torch::nn::Conv2dOptions(6, 16, 5)};
  torch::nn::Linear first{256, 120}, second{120, 84}, out{84, 10};
  torch::Tensor x, y;
  std::unique_ptr<torch::optim::SGD> optimiser;

  static const float* set_conv(torch::nn::Conv2d& layer, const float* p) {
    const torch::NoGradGuard guard;
    for (torch::Tensor* t : {&layer->weight, &layer->bias}) {
      t->copy_(torch::from_blob(const_cast<float*>(p), t->sizes()));
      p += t->numel();
    }
    return p;
  }
  explicit subject(double rate) {
    peers::one_thread();
    const std::vector<float> p = w4::parameters();
    peers::set_linear(out, peers::set_linear(second, peers::set_linear(first, set_conv(b, set_conv(a, p.data())))));
    x = torch::tensor(w4::images()).reshape({w4::batch, 1, 28, 28});
    const std::vector<int> labels = w4::labels();
    y = torch::tensor(std::vector<long>(labels.begin(), labels.end()));
    optimiser = std::make_unique<torch::optim::SGD>(
        std::vector<torch::Tensor>{a->weight, a->bias, b->weight, b->bias, first->weight, first->bias, second->weight,
                                   second->bias, out->weight, out->bias},
        torch::optim::SGDOptions(rate));
  }
  float step() {
    optimiser->zero_grad();
    torch::Tensor h = torch::max_pool2d(torch::relu(a(x)), 2);
    h = torch::max_pool2d(torch::relu(b(h)), 2).flatten(1);
    const torch::Tensor loss = torch::nn::functional::cross_entropy(out(torch::relu(second(torch::relu(first(h))))), y);
    loss.backward();
    optimiser->step();
    return loss.item<float>();
  }
  void parameters(bench::values& v) const {
    for (const torch::Tensor& t : {a->weight, a->bias, b->weight, b->bias}) peers::append_tensor(t, v);
    for (auto* layer : {&first, &second, &out}) peers::append_linear(*layer, v);
  }
};
const bench::enrol<subject> here{"W4", "libtorch", "float"};
}  // namespace
