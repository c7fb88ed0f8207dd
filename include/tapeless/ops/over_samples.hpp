// Values of all samples of a tile: one for all of them, differentiable.
//
//   sum_over_samples(x)        the sum over the samples of x, with the shape of x
//   mean_over_samples(x)       the mean
//   variance_over_samples(x)   the mean of squared distances from the mean
//
// A tile is batch<N>: a call with more samples computes them tile by tile, as several devices would, and its last tile
// may have fewer. The lanes that only fill it up are not counted. A program or training step that has them needs
// batch<N>. Every sample contributes to the value that every sample sees, so a derivative sums over samples.
#pragma once

#include <tapeless/ops/statistics.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace ops {

struct sum_over_samples_op {
  static constexpr char name[] = "sum_over_samples";
  static constexpr spelling print{"sum_over_samples({0})", "\\sum_{\\text{samples}} {0}"};
  static constexpr ir::loop kind = ir::loop::reduction;
  static constexpr int arity = 1, flops = 1;
  static constexpr double identity = 0;
  static constexpr bool over_samples = true;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V a, V b) {
    return a + b;
  }
  static constexpr void derive(rule& r);
};

}  // namespace ops

constexpr term sum_over_samples(term x) {
  node n;
  n.op = &operation_of<ops::sum_over_samples_op>;
  n.in[0] = static_cast<short>(x.id);
  n.shape = x->shape;
  return x.owner->at(x.owner->put(n));
}
constexpr term mean_over_samples(term x) { return sum_over_samples(x) / sum_over_samples(constant_term(*x.owner, 1)); }
constexpr term variance_over_samples(term x) { return mean_over_samples(square(x - mean_over_samples(x))); }

// Lanes that only fill up the tile contribute nothing: the weight of a sample is 0 there.
constexpr void ops::sum_over_samples_op::derive(rule& r) {
  builder& b = *r.g.owner;
  const term weight = b.at(b.insert(detail::leaf_node(detail::weight_symbol, shape{})));
  r.adjoint[0] = where(0.0 < weight, sum_over_samples(r.g), 0.0);
}

namespace detail {
struct sum_over_samples_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return sum_over_samples(x); }
};
struct mean_over_samples_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return mean_over_samples(x); }
};
struct variance_over_samples_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return variance_over_samples(x); }
};
}  // namespace detail

template <graph X>
constexpr auto sum_over_samples(expr<X> x) {
  return composition<detail::sum_over_samples_f>{}(x);
}
template <graph X>
constexpr auto mean_over_samples(expr<X> x) {
  return composition<detail::mean_over_samples_f>{}(x);
}
template <graph X>
constexpr auto variance_over_samples(expr<X> x) {
  return composition<detail::variance_over_samples_f>{}(x);
}
constexpr inert sum_over_samples(inert) { return {}; }
constexpr inert mean_over_samples(inert) { return {}; }
constexpr inert variance_over_samples(inert) { return {}; }

}  // namespace tapeless::inline TAPELESS_ISA
