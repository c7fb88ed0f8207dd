// In-A-B-Classes with ReLU, softmax cross-entropy and an optimiser, with a library's matrix products and the rest by
// hand. Matrices are column-major and a sample is a column, so that none of the caller's matrices is transposed.
#pragma once

#include "../by_hand/dense.hpp"
#include "../harness/numbers.hpp"

namespace peers {

// Gemm::nn<M, N, K>(a, b, c): c = a b, for a of M by K; nt: c = a bᵀ; tn: c = aᵀ b.
template <class Gemm, int In, int Out, class Rule>
struct gemm_dense {
  static constexpr int size = (In + 1) * Out, whole = by_hand::padded<float>(size);
  by_hand::tuned<Rule, whole> p;  // weight [in][out], bias
  alignas(64) float g[whole]{};

  const float* set(const float* from) {
    std::copy(from, from + size, p.value);
    return from + size;
  }
  template <class List>
  void append(List& to) const {
    to.insert(to.end(), p.value, p.value + size);
  }
  template <int Batch, bool Relu>
  void forward(const float* x, float* y) const {
    Gemm::template nn<Out, Batch, In>(p.value, x, y);
    for (int b = 0; b < Batch; ++b)
      for (int o = 0; o < Out; ++o) {
        const float z = y[b * Out + o] + p.value[In * Out + o];
        y[b * Out + o] = Relu && !(z > 0) ? 0 : z;
      }
  }
  template <int Batch>
  void backward(const float* dy, const float* x, float* dx) const {
    Gemm::template tn<In, Batch, Out>(p.value, dy, dx);
    for (int i = 0; i < In * Batch; ++i) dx[i] = x[i] > 0 ? dx[i] : 0;
  }
  template <int Batch>
  void update(const Rule& rule, const float* x, const float* dy) {
    Gemm::template nt<Out, In, Batch>(dy, x, g);
    float* bias = g + In * Out;
    for (int o = 0; o < Out; ++o) bias[o] = dy[o];
    for (int b = 1; b < Batch; ++b)
      for (int o = 0; o < Out; ++o) bias[o] += dy[b * Out + o];
    for (int i = 0; i < whole; i += by_hand::lanes<float>) p.update(rule, i, by_hand::load(g + i));
  }
};

template <class Gemm, int Batch, int In, int A, int B, int Classes, class Rule>
struct gemm_classifier {
  gemm_dense<Gemm, In, A, Rule> first;
  gemm_dense<Gemm, A, B, Rule> second;
  gemm_dense<Gemm, B, Classes, Rule> out;
  Rule rule;
  alignas(64) float h1[Batch * A], h2[Batch * B], z[Batch * Classes], dz[Batch * Classes], d2[Batch * B], d1[Batch * A];

  gemm_classifier(const std::vector<float>& p, Rule r) : rule(r) { out.set(second.set(first.set(p.data()))); }
  float step(const float* images, const int* labels) {
    first.template forward<Batch, true>(images, h1);
    second.template forward<Batch, true>(h1, h2);
    out.template forward<Batch, false>(h2, z);
    const float loss = by_hand::cross_entropy<Batch, Classes, Classes>(z, labels, dz);
    rule.advance();
    out.template backward<Batch>(dz, h2, d2);
    out.template update<Batch>(rule, h2, dz);
    second.template backward<Batch>(d2, h1, d1);
    second.template update<Batch>(rule, h1, d2);
    first.template update<Batch>(rule, images, d1);
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
