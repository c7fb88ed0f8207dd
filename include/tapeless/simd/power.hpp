#pragma once

// pow, cbrt, rsqrt.

#include <tapeless/simd/exponential.hpp>
#include <tapeless/simd/logarithm.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

namespace detail {

// log2(x) in two words for x > 0, because y log2(x) may be as large as the exponent range and its absolute error is the
// relative error of x^y.
template <class V>
TAPELESS_INLINE constexpr two<V> log2_two(V x) noexcept {
  using T = scalar_of<V>;
  const auto [k, m] = detail::split_binary(x);
  // s = (m - 1) / (m + 1), and the rounding error of the quotient.
  const V f = m - V(T(1));
  const two<V> d = detail::two_sum(V(T(1)), m);
  const V s = f / d.hi;
  const two<V> p = detail::two_product(s, d.hi);
  const two<V> ss = {s, simd::fma(s, simd::neg(d.lo), (f - p.hi) - p.lo) / d.hi};
  // log2(m) = 2/ln 2 (s + s z (1/3 + z w)), z = s^2
  const two<V> z = detail::product(ss, ss);
  V w;
  if constexpr (is_single<V>) w = detail::poly(z.hi, 0.1170919241, 0.142735712, 0.2000007604);
  else
    w = detail::poly(z.hi, 0.065980887023979129, 0.0662841695121652576, 0.0769337832368363868, 0.0909089219080625942,
                     0.111111112598820584, 0.142857142850502002, 0.200000000000011273);
  constexpr T third = T(0x1.5555555555555p-2), third_lo = is_single<V> ? T(-0x1.555556p-27) : T(0x1.5555555555555p-56);
  const two<V> inner = detail::two_sum(V(is_single<V> ? T(0x1.555556p-2) : third), simd::fma(z.hi, w, V(third_lo)));
  const two<V> cubic = detail::product(ss, detail::product(z, inner));
  const two<V> sum = detail::two_sum(ss.hi, cubic.hi);
  constexpr T c_hi = is_single<V> ? T(0x1.715476p+1) : T(0x1.71547652b82fep+1);
  constexpr T c_lo = is_single<V> ? T(0x1.4ae0cp-25) : T(0x1.777d0ffda0d24p-55);
  const two<V> l = detail::product(two<V>{sum.hi, sum.lo + (ss.lo + cubic.lo)}, two<V>{V(c_hi), V(c_lo)});
  const two<V> y = detail::two_sum(k, l.hi);
  return {y.hi, y.lo + l.lo};
}

// |x|^y, finite x > 0.
template <class V>
TAPELESS_INLINE constexpr V pow_positive(V x, V y) noexcept {
  using T = scalar_of<V>;
  using range = exp_range<T>;
  const two<V> l = detail::log2_two(x);
  // Any larger |y| gives 0, 1 or infinity; it is limited to avoid inf - inf below.
  constexpr T huge = is_single<V> ? T(0x1p40) : T(0x1p80);
  y = simd::max(V(-huge), simd::min(V(huge), y));
  const two<V> p = detail::two_product(y, l.hi);
  const V p_lo = simd::fma(y, l.lo, p.lo);
  const V limited = simd::max(V(range::lowest2), simd::min(V(range::highest2 + 2), p.hi));
  const V t = limited + V(exponent_to_integer<V>);
  const V n = t - V(exponent_to_integer<V>);
  const V r = simd::select(simd::eq(limited, p.hi), (p.hi - n) + p_lo, V(T(0))) * V(T(0x1.62e42fefa39efp-1));
  return detail::scale(V(T(1)) + simd::fma(r * r, detail::exp_tail(r), r), t, n);
}

}  // namespace detail

// x^y. 1.2 ULP (float), 1.3 ULP (double), including overflow and underflow. Special values as for pow in the C
// standard: x^0 = 1 and 1^y = 1 even for NaN; for negative x the result is NaN unless y is an integer.
template <class V>
TAPELESS_INLINE constexpr V pow(V x, V y) noexcept {
  using T = scalar_of<V>;
  const V zero = V(T(0)), one = V(T(1)), inf = V(detail::format<T>::infinity);
  const V a = simd::abs(x);
  const auto finite = simd::and_(simd::gt(a, zero), simd::lt(a, inf));
  V r = detail::pow_positive(simd::select(finite, a, one), y);
  // Powers of 0 and infinity are 0 or infinity.
  r = simd::select(simd::eq(a, simd::select(simd::gt(y, zero), zero, inf)), zero, r);
  r = simd::select(simd::eq(a, simd::select(simd::gt(y, zero), inf, zero)), inf, r);
  const auto integer = simd::eq(simd::floor(y), y);
  const V half = V(T(0.5)) * y;
  const auto odd = simd::and_(integer, simd::ne(simd::floor(half), half));
  r = simd::select(odd, simd::flipsign(r, x), r);
  const auto unreal = simd::and_(simd::lt(x, zero), simd::and_(simd::lt(a, inf), simd::not_(integer)));
  r = simd::select(unreal, V(detail::format<T>::nan), r);
  r = simd::select(simd::ne(x, x), x, simd::select(simd::ne(y, y), y, r));
  return simd::select(simd::or_(simd::eq(y, zero), simd::eq(x, one)), one, r);
}

// The cube root, also for negative x. 1.0 ULP (float), 1.0 ULP (double). Keeps +-0 and +-inf.
template <class V>
TAPELESS_INLINE constexpr V cbrt(V x) noexcept {
  using T = scalar_of<V>;
  using f = detail::format<T>;
  const V a = simd::abs(x);
  const auto regular = simd::and_(simd::gt(a, V(T(0))), simd::lt(a, V(f::infinity)));
  const auto [k, m] = detail::split_binary(simd::select(regular, a, V(T(1))));
  // k = 3 q + j, j in {-1, 0, 1}; q + bias is in the low bits of t.
  constexpr T to_integer = f::to_integer + f::bias;
  const V t = simd::fma(k, V(T(1) / T(3)), V(to_integer));
  const V q = t - V(to_integer);
  const V j = simd::fma(q, V(T(-3)), k);
  const auto up = simd::gt(j, V(T(0))), down = simd::lt(j, V(T(0)));
  const V b = m * simd::select(up, V(T(2)), simd::select(down, V(T(0.5)), V(T(1))));
  V y = simd::select(up, V(T(0x1.428a2f98d728bp+0)), simd::select(down, V(T(0x1.965fea53d6e3dp-1)), V(T(1))));
  // Halley's iteration triples the number of correct bits: for float one step from 10 bits, for double two from 13.
  const auto halley = [&](V c) TAPELESS_INLINED {
    const V cube = c * c * c;
    return simd::fma(c, (b - cube) / simd::fma(V(T(2)), cube, b), c);
  };
  if constexpr (detail::is_single<V>) y = halley(y * detail::poly(m, -0.1074767987, 0.5536617388, 0.553705786));
  else
    y = halley(halley(
        y * detail::poly(m, 0.0582200996370668566, -0.290377354371425935, 0.739716930523872344, 0.49250961061291778)));
  y = y * from_bits<V>(to_bits(t) << f::mantissa);
  return simd::select(regular, simd::copysign(y, x), x);
}

// 1 / sqrt(x). 1.5 ULP (float), 1.5 ULP (double). inf at 0 (-inf at -0), 0 at inf, NaN below 0.
template <class V>
TAPELESS_INLINE constexpr V rsqrt(V x) noexcept {
  return V(scalar_of<V>(1)) / simd::sqrt(x);
}

}  // namespace tapeless::inline TAPELESS_ISA::simd
