#include "../peers/libxsmm.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
constexpr int B = w13::batch;

// A layer with its values, and those above it; the last one is linear.
template <int In, int Out, int... Rest>
struct layers {
  peers::gemm_dense<peers::libxsmm, In, Out, by_hand::adam> layer;
  alignas(64) float y[B * Out], dy[B * Out];
  layers<Out, Rest...> above;

  void set(const float* p) { above.set(layer.set(p)); }
  template <class List>
  void append(List& to) const {
    layer.append(to);
    above.append(to);
  }
  float forward(const float* x, const float* target, float*) {
    layer.template forward<B, (sizeof...(Rest) > 1)>(x, y);
    return above.forward(y, target, dy);
  }
  // dx: the derivative of x, which is the output of a ReLU; null for the input of the network.
  void backward(const by_hand::adam& rule, const float* x, float* dx) {
    above.backward(rule, y, dy);
    if (dx) layer.template backward<B>(dy, x, dx);
    layer.template update<B>(rule, x, dy);
  }
};
template <int In>
struct layers<In, 0> {
  void set(const float*) {}
  template <class List>
  void append(List&) const {}
  float forward(const float* y, const float* target, float* dy) {
    float loss = 0;
    for (int b = 0; b < B; ++b) {
      float row = 0;
      for (int i = b * In; i < (b + 1) * In; ++i) {
        const float d = y[i] - target[i];
        row += d * d;
        dy[i] = 2.f / (B * In) * d;
      }
      loss += row;
    }
    return loss / (B * In);
  }
  void backward(const by_hand::adam&, const float*, float*) {}
};

struct subject : bench::training<subject> {
  std::vector<float> sounds = w13::sounds();
  layers<w13::features, 128, 128, 128, 128, 8, 128, 128, 128, 128, w13::features, 0> net;
  by_hand::adam rule;
  explicit subject(double rate) : rule{static_cast<float>(rate)} { net.set(w13::parameters().data()); }
  float step() {
    const float loss = net.forward(sounds.data(), sounds.data(), nullptr);
    rule.advance();
    net.backward(rule, sounds.data(), nullptr);
    return loss;
  }
  void parameters(bench::values& v) const { net.append(v); }
};
const bench::enrol<subject> here{"W13", "libxsmm", "float"};
}  // namespace
