// A handwritten training step of In-A-B-Classes with ReLU and softmax cross-entropy.
#pragma once

#include "../harness/numbers.hpp"
#include "dense.hpp"

namespace by_hand {

// Block: the number of rows of the first weight that a tile of the first product processes at a time; 0: all.
template <int Batch, int In, int A, int B, int Classes, class Rule, int Block = 0>
struct classifier {
  using first_t = layer<In, A, Rule>;
  using second_t = layer<A, B, Rule>;
  using out_t = layer<B, Classes, Rule>;
  static constexpr int n = out_t::stride;
  first_t first;
  second_t second;
  out_t out;
  Rule rule;
  alignas(64) float h1[Batch * A], h2[Batch * B], z[Batch * n], dz[Batch * n], d2[Batch * B], d1[Batch * A];

  classifier(const std::vector<float>& parameters, Rule r) : rule(r) {
    out.set(second.set(first.set(parameters.data())));
  }
  float step(const float* images, const int* labels) {
    const flush_denormals guard;
    forward<Batch, Block>(first, images, In, h1, [](auto v) { return relu(v); });
    forward<Batch>(second, h1, A, h2, [](auto v) { return relu(v); });
    forward<Batch>(out, h2, B, z, [](auto v) { return same(v); });
    const float loss = cross_entropy<Batch, Classes, n>(z, labels, dz);
    rule.advance();
    backward<Batch>(out, dz, h2, d2);
    update<Batch>(out, rule, h2, B, dz);
    backward<Batch>(second, d2, h1, d1);
    update<Batch>(second, rule, h1, A, d2);
    update<Batch>(first, rule, images, In, d1);
    return loss;
  }
  template <class List>
  void parameters(List& list) const {
    first.append(list);
    second.append(list);
    out.append(list);
  }
};

}  // namespace by_hand
