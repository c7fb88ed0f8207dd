// Activations with a threshold. Compositions; where two pieces meet, the derivative is that of the inner one. NaN gives
// NaN.
//
//   hard_shrink<l>(x)      0 for |x| <= l, else x; l = 0.5
//   soft_shrink<l>(x)      0 for |x| <= l, else x moved towards 0 by l: x - clamp(x, -l, l); l = 0.5
//   thresholded<t, v>(x)   v for x <= t, else x; v = 0
//
// As in PyTorch, where the last is threshold. R. Tibshirani, Regression Shrinkage and Selection via the Lasso (1996),
// has soft_shrink as the step that a penalty l |x| asks for.
#pragma once

#include <tapeless/ops/elementary.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <number L>
struct hard_shrink_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return where(abs(x) <= L.value, 0.0, x); }
};
template <number L>
struct soft_shrink_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return x - clamp(x, -L.value, L.value); }
};
template <number T, number V>
struct threshold_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return where(x <= T.value, V.value, x); }
};
constexpr bool is_not_negative(double d) { return d >= 0 && is_finite_number(d); }

}  // namespace detail

template <number L = number{0.5}, operand A>
constexpr auto hard_shrink(A a) {
  constexpr bool right = detail::is_not_negative(L.value);
  static_assert(right ? true : mistake<detail::number_shown<L>>,
                "tapeless: hard_shrink<l>(x): l is finite and not negative");
  if constexpr (right) return composition<detail::hard_shrink_f<L>>{}(a);
  else return inert{};
}
template <number L = number{0.5}, operand A>
constexpr auto soft_shrink(A a) {
  constexpr bool right = detail::is_not_negative(L.value);
  static_assert(right ? true : mistake<detail::number_shown<L>>,
                "tapeless: soft_shrink<l>(x): l is finite and not negative");
  if constexpr (right) return composition<detail::soft_shrink_f<L>>{}(a);
  else return inert{};
}
template <number T, number V = number{0.0}, operand A>
constexpr auto thresholded(A a) {
  constexpr bool finite = detail::is_finite_number(T.value) && detail::is_finite_number(V.value);
  static_assert(finite ? true : mistake<detail::number_shown<T>, detail::number_shown<V>>,
                "tapeless: thresholded<t, v>(x): both numbers are finite");
  if constexpr (finite) return composition<detail::threshold_f<T, V>>{}(a);
  else return inert{};
}

}  // namespace tapeless::inline TAPELESS_ISA
