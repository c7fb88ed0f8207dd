// A handwritten training step of LeNet: convolutions with samples as lanes, dense layers with features as lanes.
#pragma once

#include "../harness/numbers.hpp"
#include "convolution.hpp"
#include "dense.hpp"

namespace by_hand {

template <int Batch>
struct lenet {
  using dense1 = layer<256, 120, sgd>;
  using dense2 = layer<120, 84, sgd>;
  using dense3 = layer<84, 10, sgd>;
  static constexpr int n1 = dense1::stride, n2 = dense2::stride, n3 = dense3::stride;
  convolution<Batch, 1, 6, 28> a;
  convolution<Batch, 6, 16, 12> b;
  dense1 first;
  dense2 second;
  dense3 out;
  sgd rule;
  alignas(64) float x[784 * Batch], h0[Batch * 256], h1[Batch * n1], h2[Batch * n2], z[Batch * n3];
  alignas(64) float dz[Batch * n3], d2[Batch * n2], d1[Batch * n1], d0[Batch * 256];

  lenet(const std::vector<float>& p, float rate) : rule{rate} {
    out.set(second.set(first.set(b.set(a.set(p.data())))));
  }
  float step(const float* images, const int* labels) {
    const flush_denormals guard;
    transpose(images, 784, x, Batch, Batch, 784);
    a.forward(x);
    b.forward(a.pooled);
    transpose(b.pooled, Batch, h0, 256, 256, Batch);
    forward<Batch>(first, h0, 256, h1, [](auto v) { return relu(v); });
    forward<Batch>(second, h1, n1, h2, [](auto v) { return relu(v); });
    forward<Batch>(out, h2, n2, z, [](auto v) { return same(v); });
    const float loss = cross_entropy<Batch, 10, n3>(z, labels, dz);
    backward<Batch>(out, dz, h2, d2);
    update<Batch>(out, rule, h2, n2, dz);
    backward<Batch>(second, d2, h1, d1);
    update<Batch>(second, rule, h1, n1, d2);
    backward<Batch>(first, d1, h0, d0);  // elements that are 0 after the pooling pass no gradient
    update<Batch>(first, rule, h0, 256, d1);
    transpose(d0, 256, b.dpooled, Batch, Batch, 256);
    b.spread();
    b.kernel_gradient(a.pooled);
    b.input_gradient(a.dpooled);
    a.spread();
    a.kernel_gradient(x);
    a.update(rule.rate);
    b.update(rule.rate);
    return loss;
  }
  template <class List>
  void parameters(List& to) const {
    a.append(to);
    b.append(to);
    first.append(to);
    second.append(to);
    out.append(to);
  }
};

}  // namespace by_hand
