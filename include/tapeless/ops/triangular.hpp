// Triangular masks of the last two axes, as in NumPy and PyTorch.
//
//   tril<k>(x)   x on and below the k-th diagonal, where j - i <= k, and 0 above it
//   triu<k>(x)   x on and above the k-th diagonal, where j - i >= k, and 0 below it
//
// k = 0, the default, is the main diagonal, and positive ones lie above it. Derivative: g with the same mask. What is
// cut off is not read as a number, so that NaN and infinities there do no harm; the mask is fused into the reader. A
// mask by itself, as for attention that sees no later position: tril(broadcast<n, n>(1_c)).
#pragma once

#include <tapeless/ops/comparison.hpp>
#include <tapeless/ops/shaping.hpp>
#include <tapeless/ops/statistics.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <bool Lower, int K>
struct triangle_f {
  static constexpr int arity = 1;
  static constexpr bool fits(const shape& s) { return s.rank >= 2; }
  constexpr term operator()(term x) const {
    const shape& s = x->shape;
    const int rows = s.dim[s.rank - 2], columns = s.dim[s.rank - 1];
    if (Lower ? K >= columns - 1 : K <= 1 - rows) return x;
    if (Lower ? K <= -rows : K >= columns) return constant_term(*x.owner, 0, s);
    const term i = positions(x, 1u << (s.rank - 2)) + static_cast<double>(K), j = positions(x, 1u << (s.rank - 1));
    return Lower ? where(j <= i, x, 0.0) : where(i <= j, x, 0.0);
  }
};

}  // namespace detail

#define TAPELESS_TRIANGLE(name, lower)                                                        \
  template <int K = 0, graph G>                                                               \
  requires(detail::triangle_f<lower, K>::fits(G.root().shape)) constexpr auto name(expr<G>) { \
    return composed<detail::called<detail::triangle_f<lower, K>>, G>{};                       \
  }                                                                                           \
  template <int K = 0>                                                                        \
  constexpr term name(term x) {                                                               \
    return detail::moved<detail::triangle_f<lower, K>>(x);                                    \
  }                                                                                           \
  template <int K = 0>                                                                        \
  constexpr inert name(inert) {                                                               \
    return {};                                                                                \
  }

TAPELESS_TRIANGLE(tril, true)
TAPELESS_TRIANGLE(triu, false)
#undef TAPELESS_TRIANGLE

template <int K = 0, int... S>
constexpr inert tril(tensor<S...>) {
  static_assert(mistake<tensor<S...>>, "tapeless: tril<k>(x): x has fewer than two axes: expand or reshape it");
  return {};
}
template <int K = 0, int... S>
constexpr inert triu(tensor<S...>) {
  static_assert(mistake<tensor<S...>>, "tapeless: triu<k>(x): x has fewer than two axes: expand or reshape it");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
