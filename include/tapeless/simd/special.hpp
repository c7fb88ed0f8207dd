#pragma once

// erf, erfc, normal_cdf, sigmoid, softplus, sign, ceil, trunc, rem, mod.

#include <tapeless/simd/exponential.hpp>
#include <tapeless/simd/logarithm.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

// The error function. All x; 1.2 ULP (float), 1.2 ULP (double); +-1 at +-inf; keeps -0 and subnormal x.
template <class V>
TAPELESS_INLINE constexpr V erf(V x) noexcept {
  using T = scalar_of<V>;
  const V one = V(T(1)), two = V(T(2));
  const V a = simd::min(V(detail::is_single<V> ? T(4) : T(6)), simd::abs(x));  // beyond this, erf rounds to 1
  const V z = a * a, t = (a - two) / (a + two);
  V p, q;  // erf(a)/a - 1 below 1; e^z erfc(a) above
  if constexpr (detail::is_single<V>) {
    p = detail::poly(z, 7.889088105e-5, -0.0008020832134, 0.0051895344, -0.02685444422, 0.1128360017, -0.3761262714,
                     0.1283791659);
    q = detail::poly(t, -0.002422969283, -0.08076695092, 0.2414738651, -0.4271867484, 0.2553961371);
  } else {
    p = detail::poly(z, 5.9606219179544238e-11, -1.13749161160506754e-9, 1.46603178032578759e-8,
                     -1.63503944770825087e-7, 1.64610082987759524e-6, -0.0000149255957598934335,
                     0.000120553311323844744, -0.000854832698140772915, 0.00522397762482807039, -0.0268661706450778307,
                     0.112837916709548842, -0.376126389031837482, 0.128379167095512574);
    q = detail::poly(t, -0.0000119225736902519858, 0.0000327533884814422436, 0.000174083366704551905,
                     0.0000430431514673012087, -0.000982055730401439875, -0.000847135164118982237,
                     0.00699746454512616621, 0.00373289250427800075, -0.0789785810368532428, 0.241658194241039603,
                     -0.427185847413942872, 0.255395676310507075);
  }
  const V large = simd::fma(detail::exp_in_range(simd::neg(z)), simd::neg(q), one);
  return simd::flipsign(simd::select(simd::lt(a, one), simd::fma(a, p, a), large), x);
}

namespace detail {

// e^-z erfc(a) e^(a^2) for a >= 0 and z = {hi, lo}: the square of a in two words preserves the digits of the tail.
template <class V>
TAPELESS_INLINE constexpr V upper_tail(V a, two<V> z) noexcept {
  using T = scalar_of<V>;
  constexpr T c = is_single<V> ? T(3) : T(4);
  const V below = a + V(c), w = V(2 * c) / below, t = (a - V(c)) / below;  // t = 1 - w; the tail falls like w
  V q;
  if constexpr (is_single<V>)
    q = detail::poly(t, -5.432426773e-5, -8.072764415e-5, 0.0005133432846, -0.0002043039877, -0.004473264405,
                     0.0199214946, -0.05174434108, 0.09837138409, -0.1472324142, 0.1790011513);
  else
    q = detail::poly(t, 1.27135137770088362e-10, -4.80362509317052778e-11, -1.92434269406818533e-9,
                     3.26628392765170902e-10, 1.54934470610991871e-8, -9.74764882919728742e-9, -1.05752208201195382e-7,
                     1.78261879059816646e-7, 5.86792166130276626e-7, -2.35772321406940423e-6, -4.54394001398607617e-7,
                     0.0000221016358702533656, -0.000056881586031367074, -0.000035119864488624574,
                     0.000764006957085033015, -0.00329625666682706543, 0.00954768936364466764, -0.0217513671550362509,
                     0.0413564484847528753, -0.0676067289141531207, 0.0966510877831546023, -0.12206859113511026,
                     0.13699945762506139);
  q = q * w;
  return simd::fma(simd::neg(z.lo), q, q) * detail::exp_in_range(simd::neg(z.hi));
}
// Beyond this it rounds to 0.
template <class V>
inline constexpr scalar_of<V> upper_tail_ends = is_single<V> ? scalar_of<V>(10.1) : scalar_of<V>(27.3);

}  // namespace detail

// 1 - erf(x), accurate even where it is small. All x; 3.9 ULP (float), 5.0 ULP (double), including denormal results; 0
// at inf, 2 at -inf.
template <class V>
TAPELESS_INLINE constexpr V erfc(V x) noexcept {
  using T = scalar_of<V>;
  const V a = simd::min(V(detail::upper_tail_ends<V>), simd::abs(x));
  const V r = detail::upper_tail(a, detail::two_product(a, a));
  return simd::select(simd::lt(x, V(T(0))), V(T(2)) - r, r);
}

// The probability that a standard normal number is at most x: erfc(-x / sqrt 2) / 2. All x; 3.9 ULP (float), 4.7 ULP
// (double); 0 at -inf, 1 at inf.
template <class V>
TAPELESS_INLINE constexpr V normal_cdf(V x) noexcept {
  using T = scalar_of<V>;
  const V half = V(T(0.5)), a = simd::min(V(detail::upper_tail_ends<V> * T(0x1.6a09e667f3bcdp+0)), simd::abs(x));
  const detail::two<V> z = detail::two_product(a, a);
  const V r = half * detail::upper_tail(a * V(T(0x1.6a09e667f3bcdp-1)), detail::two<V>{half * z.hi, half * z.lo});
  return simd::select(simd::gt(x, V(T(0))), V(T(1)) - r, r);
}

// 1 / (1 + e^-x). All x; 2.4 ULP (float), 2.3 ULP (double). 0 where the exact value is subnormal (x < -87.7, -708.8).
// With e^-x = 2^n (1 + b) and s = 2^-n it is s / (1 + s + b): nothing waits for the scaling.
template <class V>
TAPELESS_INLINE constexpr V sigmoid(V x) noexcept {
  using range = detail::exp_range<scalar_of<V>>;
  const V c = simd::max(V(-range::last_without_scaling), simd::min(V(range::negligible), x));
  const auto reduced = detail::reduce_exp(simd::neg(c));
  const V s = detail::power_of_half(reduced.t);
  return s / ((V(scalar_of<V>(1)) + s) + detail::expm1_of_rest(reduced));
}

// log(1 + e^x). All x; 1.9 ULP (float), 1.9 ULP (double); x for large x, e^x down to underflow for small.
template <class V>
TAPELESS_INLINE constexpr V softplus(V x) noexcept {
  using T = scalar_of<V>;
  const V zero = V(T(0));
  const V e = simd::exp(simd::neg(simd::abs(x)));
  return simd::log1p(e) + simd::max(zero, x);
}

// -1, 0 or 1; keeps zeros of either sign and NaN.
template <class V>
TAPELESS_INLINE constexpr V sign(V x) noexcept {
  using T = scalar_of<V>;
  const auto unsigned_ = simd::not_(simd::gt(simd::abs(x), V(T(0))));
  return simd::select(unsigned_, x, simd::copysign(V(T(1)), x));
}

// The smallest integer not below x; -0 for -1 < x < 0.
template <class V>
TAPELESS_INLINE constexpr V ceil(V x) noexcept {
  return simd::neg(simd::floor(simd::neg(x)));
}

// x without its fraction; keeps -0.
template <class V>
TAPELESS_INLINE constexpr V trunc(V x) noexcept {
  return simd::flipsign(simd::floor(simd::abs(x)), x);
}

// x - y trunc(x / y), with the sign of x and |rem| < |y|: fmod of the C standard. With a fused multiply-add it is exact
// while |x / y| < 2^23 (float), 2^52 (double); 0 far beyond. NaN for y = 0 and for infinite x.
template <class V>
TAPELESS_INLINE constexpr V rem(V x, V y) noexcept {
  using T = scalar_of<V>;
  const V a = simd::abs(x), b = simd::abs(y), zero = V(T(0));
  const V q = a / b;
  V r = simd::fma(simd::neg(simd::floor(q)), b, a);
  // The quotient may have been rounded to the wrong side of an integer.
  r = simd::select(simd::lt(r, zero), r + b, r);
  r = simd::select(simd::ge(r, b), r - b, r);
  r = simd::select(simd::lt(q, V(T(1) / std::numeric_limits<T>::epsilon())), r, (a - a) / b);
  const auto whole = simd::and_(simd::eq(b, V(detail::format<T>::infinity)), simd::lt(a, b));
  return simd::copysign(simd::select(whole, a, r), x);
}

// x - y floor(x / y), with the sign of y: the remainder of modular arithmetic. As accurate as rem.
template <class V>
TAPELESS_INLINE constexpr V mod(V x, V y) noexcept {
  const V zero = V(scalar_of<V>(0)), r = simd::rem(x, y);
  const auto other_side = simd::lt(r * simd::copysign(V(scalar_of<V>(1)), y), zero);
  return simd::select(other_side, r + y, r);
}

}  // namespace tapeless::inline TAPELESS_ISA::simd
