#include "../peers/eigen.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
using peers::eigen_dense, peers::eigen_sgd, peers::matrix;

struct subject : bench::training<subject> {
  std::vector<float> images = scaling::images();
  std::vector<int> labels = scaling::labels();
  eigen_dense<float, WIDTH, WIDTH, eigen_sgd> hidden[DEPTH];
  eigen_dense<float, WIDTH, 10, eigen_sgd> out;
  matrix<float, WIDTH, BATCH> h[DEPTH], d, below;
  matrix<float, 10, BATCH> z;
  eigen_sgd rule;

  explicit subject(double rate) : rule{static_cast<float>(rate)} {
    const std::vector<float> parameters = scaling::parameters();
    const float* p = parameters.data();
    for (auto& layer : hidden) p = layer.set(p);
    out.set(p);
  }
  float step() {
    const Eigen::Map<const matrix<float, WIDTH, BATCH>> x(images.data());
    for (int l = 0; l < DEPTH; ++l) {
      if (l == 0) hidden[l].forward(x, h[l]);
      else hidden[l].forward(h[l - 1], h[l]);
      h[l] = h[l].cwiseMax(0.f);
    }
    out.forward(h[DEPTH - 1], z);
    const float loss = peers::eigen_cross_entropy(z, labels.data());
    d.noalias() = out.weight.transpose() * z;
    out.update(rule, h[DEPTH - 1], z);
    for (int l = DEPTH - 1; l > 0; --l) {
      d = (h[l].array() > 0.f).select(d, 0.f);
      below.noalias() = hidden[l].weight.transpose() * d;
      hidden[l].update(rule, h[l - 1], d);
      d.swap(below);
    }
    d = (h[0].array() > 0.f).select(d, 0.f);
    hidden[0].update(rule, x, d);
    return loss;
  }
  void parameters(bench::values& v) const {
    for (const auto& layer : hidden) layer.append(v);
    out.append(v);
  }
};
const bench::enrol<subject> here{"scaling", "Eigen", "float"};
}  // namespace
