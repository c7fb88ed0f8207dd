#include "../peers/eigen.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
using peers::matrix;

struct subject : bench::training<subject> {
  std::vector<float> points = w1::points(), targets = w1::targets();
  peers::eigen_dense<float, 2, 8, peers::eigen_sgd> hidden;
  peers::eigen_dense<float, 8, 1, peers::eigen_sgd> out;
  peers::eigen_sgd rule;

  explicit subject(double rate) : rule{static_cast<float>(rate)} { out.set(hidden.set(w1::parameters().data())); }
  float step() {
    const Eigen::Map<const matrix<float, 2, 4>> x(points.data());
    const Eigen::Map<const Eigen::Matrix<float, 1, 4>> y(targets.data());
    matrix<float, 8, 4> h = (hidden.weight.lazyProduct(x)).colwise() + hidden.bias;
    h = h.array().tanh();
    Eigen::Array<float, 1, 4> z = out.weight.lazyProduct(h).array() + out.bias(0);
    z = 1.f / (1.f + (-z).exp());
    const Eigen::Array<float, 1, 4> r = z - y.array();
    const Eigen::Matrix<float, 1, 4> d = 0.5f * r * z * (1.f - z);
    const matrix<float, 8, 4> dh = out.weight.transpose().lazyProduct(d).array() * (1.f - h.array().square());
    out.weight -= rule.rate * d.lazyProduct(h.transpose());
    out.bias(0) -= rule.rate * d.sum();
    hidden.weight -= rule.rate * dh.lazyProduct(x.transpose());
    hidden.bias -= rule.rate * dh.rowwise().sum();
    return 0.25f * r.square().sum();
  }
  void parameters(bench::values& v) const {
    hidden.append(v);
    out.append(v);
  }
};
const bench::enrol<subject> here{"W1", "Eigen", "float"};
}  // namespace
