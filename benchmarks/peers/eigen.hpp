// Dense networks in Eigen with fixed sizes: a sample is a column, so that nothing is transposed.
#pragma once

#define EIGEN_STACK_ALLOCATION_LIMIT 0  // all matrices are members of objects on the heap
#include <Eigen/Core>
#include <cmath>

#include "../harness/numbers.hpp"

namespace peers {

template <class T, int Rows, int Columns = 1>
using matrix = Eigen::Matrix<T, Rows, Columns>;

struct eigen_sgd {
  static constexpr int states = 0;
  float rate;
  void advance() {}
  template <class W, class G, class S>
  void operator()(W& w, const G& g, S&) const {
    w -= rate * g;
  }
};
struct eigen_momentum {
  static constexpr int states = 1;
  float rate;
  void advance() {}
  template <class W, class G, class S>
  void operator()(W& w, const G& g, S& s) const {
    s[0] = 0.9f * s[0] + g;
    w -= rate * s[0];
  }
};
struct eigen_adam {
  static constexpr int states = 2;
  float rate;
  double t = 0;
  float size = 0, scale = 0;
  void advance() {
    t += 1;
    size = static_cast<float>(rate / (1 - std::pow(0.9, t)));
    scale = static_cast<float>(1 / (1 - std::pow(0.999, t)));
  }
  template <class W, class G, class S>
  void operator()(W& w, const G& g, S& s) const {
    s[0] = 0.9f * s[0] + 0.1f * g;
    s[1].array() = 0.999f * s[1].array() + 0.001f * g.array().square();
    w.array() -= size * s[0].array() / ((s[1].array() * scale).sqrt() + 1e-8f);
  }
};

// The weight is [out][in] in column-major order, which in memory is the [in][out] of the shared parameters.
template <class T, int In, int Out, class Rule>
struct eigen_dense {
  matrix<T, Out, In> weight, dweight, wstate[Rule::states + 1];
  matrix<T, Out> bias, dbias, bstate[Rule::states + 1];

  const float* set(const float* p) {
    for (int i = 0; i < In; ++i)
      for (int o = 0; o < Out; ++o) weight(o, i) = *p++;
    for (int o = 0; o < Out; ++o) bias(o) = *p++;
    for (auto& s : wstate) s.setZero();
    for (auto& s : bstate) s.setZero();
    return p;
  }
  template <class List>
  void append(List& to) const {
    for (int i = 0; i < In; ++i)
      for (int o = 0; o < Out; ++o) to.push_back(weight(o, i));
    for (int o = 0; o < Out; ++o) to.push_back(bias(o));
  }
  template <class X, class Y>
  void forward(const X& x, Y& y) const {
    y.noalias() = weight * x;
    y.colwise() += bias;
  }
  template <class X, class D>
  void update(const Rule& rule, const X& x, const D& d) {
    dweight.noalias() = d * x.transpose();
    dbias = d.rowwise().sum();
    rule(weight, dweight, wstate);
    rule(bias, dbias, bstate);
  }
};

// z becomes its derivative.
template <class Z>
float eigen_cross_entropy(Z& z, const int* labels) {
  float loss = 0;
  const auto batch = z.cols();
  z.rowwise() -= z.colwise().maxCoeff().eval();
  for (int b = 0; b < batch; ++b) loss -= z(labels[b], b);
  z = z.array().exp();
  const auto sum = z.colwise().sum().eval();
  loss += sum.array().log().sum();
  z.array().rowwise() *= (1.f / static_cast<float>(batch) / sum.array()).eval();
  for (int b = 0; b < batch; ++b) z(labels[b], b) -= 1.f / static_cast<float>(batch);
  return loss / static_cast<float>(batch);
}

template <int Batch, int In, int A, int B, int Classes, class Rule>
struct eigen_classifier {
  eigen_dense<float, In, A, Rule> first;
  eigen_dense<float, A, B, Rule> second;
  eigen_dense<float, B, Classes, Rule> out;
  Rule rule;
  matrix<float, A, Batch> h1, d1;
  matrix<float, B, Batch> h2, d2;
  matrix<float, Classes, Batch> z;

  eigen_classifier(const std::vector<float>& p, Rule r) : rule(r) { out.set(second.set(first.set(p.data()))); }
  float step(const float* images, const int* labels) {
    const Eigen::Map<const matrix<float, In, Batch>> x(images);
    first.forward(x, h1);
    h1 = h1.cwiseMax(0.f);
    second.forward(h1, h2);
    h2 = h2.cwiseMax(0.f);
    out.forward(h2, z);
    const float loss = eigen_cross_entropy(z, labels);
    rule.advance();
    d2.noalias() = out.weight.transpose() * z;
    d2 = (h2.array() > 0.f).select(d2, 0.f);
    out.update(rule, h2, z);
    d1.noalias() = second.weight.transpose() * d2;
    d1 = (h1.array() > 0.f).select(d1, 0.f);
    second.update(rule, h1, d2);
    first.update(rule, x, d1);
    return loss;
  }
  template <class List>
  void parameters(List& to) const {
    first.append(to);
    second.append(to);
    out.append(to);
  }
};

}  // namespace peers
