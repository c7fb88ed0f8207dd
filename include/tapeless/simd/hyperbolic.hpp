#pragma once

// sinh, cosh, tanh from e^x - 1, which is accurate near 0.

#include <tapeless/simd/exponential.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

// All x; 2.5 ULP (float), 2.6 ULP (double); keeps -0 and subnormal x, +-1 at +-inf.
// With e^(2|x|) = 2^n (1 + b) and s = 2^-n, tanh |x| = (1 - s + b) / (1 + s + b): one division, whose operands are
// ready at the same time. Where digits cancel in the numerator, 1 - s is exact; where 1 + s is not, both are off by the
// same.
template <class V>
TAPELESS_INLINE constexpr V tanh(V x) noexcept {
  using T = scalar_of<V>;
  const V one = V(T(1));
  const auto reduced = detail::reduce_exp<2>(simd::min(V(detail::exp_range<T>::negligible / 2), simd::abs(x)));
  const V s = detail::power_of_half(reduced.t), b = detail::expm1_of_rest(reduced), above = one + s;
  return simd::flipsign((simd::fma(V(T(-2)), s, above) + b) / (above + b), x);
}

// All x; 2.0 ULP (float), 2.3 ULP (double); finite up to the largest x whose sinh is. Keeps -0 and subnormal x.
template <class V>
TAPELESS_INLINE constexpr V sinh(V x) noexcept {
  using T = scalar_of<V>;
  using range = detail::exp_range<T>;
  const V one = V(T(1)), half = V(T(0.5));
  const V a = simd::min(V(range::highest + 1), simd::abs(x));
  const auto reduced = detail::reduce_exp(a);
  const auto [t, n, r, early] = reduced;
  const V b = r * r * detail::exp_tail(early);
  const V e = detail::expm1_from(b, reduced);
  const V small = simd::select(simd::lt(a, V(detail::format<T>::smallest)), a, half * (e + e / (e + one)));
  const V large = detail::scale(one + (r + b), t - one, n - one);  // e^a / 2
  return simd::flipsign(simd::select(simd::gt(a, V(range::negligible)), large, small), x);
}

// All x; 1.5 ULP (float), 1.5 ULP (double); finite up to the largest x whose cosh is.
template <class V>
TAPELESS_INLINE constexpr V cosh(V x) noexcept {
  using T = scalar_of<V>;
  const V one = V(T(1));
  const V a = simd::min(V(detail::exp_range<T>::highest + 1), simd::abs(x));
  const auto [t, n, r, early] = detail::reduce_exp(a);
  const V e = detail::scale(one + simd::fma(r * r, detail::exp_tail(early), r), t - one, n - one);  // e^a / 2
  return e + V(T(0.25)) / e;
}

}  // namespace tapeless::inline TAPELESS_ISA::simd
