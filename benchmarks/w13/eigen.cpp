#include "../peers/eigen.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
constexpr int B = w13::batch;
using rule_t = peers::eigen_adam;

// A layer with its values, and those above it; the last one is linear.
template <int In, int Out, int... Rest>
struct layers {
  peers::eigen_dense<float, In, Out, rule_t> layer;
  peers::matrix<float, Out, B> y, dy;
  layers<Out, Rest...> above;

  void set(const float* p) { above.set(layer.set(p)); }
  template <class List>
  void append(List& to) const {
    layer.append(to);
    above.append(to);
  }
  template <class X, class Target>
  float forward(const X& x, const Target& target) {
    layer.forward(x, y);
    if constexpr (sizeof...(Rest) > 1) y = y.cwiseMax(0.f);
    return above.forward(y, target, dy);
  }
  template <class X, class Target, class D>
  float forward(const X& x, const Target& target, D&) {
    return forward(x, target);
  }
  // dx: the derivative of x, which is the output of a ReLU; null for the input of the network.
  template <class X, class D>
  void backward(const rule_t& rule, const X& x, D* dx) {
    above.backward(rule, y, &dy);
    if (dx) {
      dx->noalias() = layer.weight.transpose() * dy;
      *dx = (x.array() > 0.f).select(*dx, 0.f);
    }
    layer.update(rule, x, dy);
  }
};
template <int In>
struct layers<In, 0> {
  void set(const float*) {}
  template <class List>
  void append(List&) const {}
  template <class Y, class Target, class D>
  float forward(const Y& y, const Target& target, D& dy) {
    dy = y - target;
    const float loss = dy.squaredNorm() / static_cast<float>(dy.size());
    dy *= 2.f / static_cast<float>(dy.size());
    return loss;
  }
  template <class X, class D>
  void backward(const rule_t&, const X&, D*) {}
};

struct subject : bench::training<subject> {
  std::vector<float> sounds = w13::sounds();
  layers<w13::features, 128, 128, 128, 128, 8, 128, 128, 128, 128, w13::features, 0> net;
  rule_t rule;
  explicit subject(double rate) : rule{static_cast<float>(rate)} { net.set(w13::parameters().data()); }
  float step() {
    const Eigen::Map<const peers::matrix<float, w13::features, B>> x(sounds.data());
    const float loss = net.forward(x, x);
    rule.advance();
    net.backward(rule, x, static_cast<peers::matrix<float, w13::features, B>*>(nullptr));
    return loss;
  }
  void parameters(bench::values& v) const { net.append(v); }
};
const bench::enrol<subject> here{"W13", "Eigen", "float"};
}  // namespace
