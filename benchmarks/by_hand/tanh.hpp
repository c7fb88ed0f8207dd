// tanh of vectors, accurate to a few ULP like that of libm, also near 0.
#pragma once

#include "simd.hpp"

namespace by_hand {

BY_HAND_INLINE vec<float> tanh(vec<float> x) {
  using V = vec<float>;
  x = xsimd::max(xsimd::min(x, V(7.90531110763549805f)), V(-7.90531110763549805f));
  const V s = x * x;
  V p = xsimd::fma(s, V(-2.76076847742355e-16f), V(2.00018790482477e-13f));
  p = xsimd::fma(p, s, V(-8.60467152213735e-11f));
  p = xsimd::fma(p, s, V(5.12229709037114e-08f));
  p = xsimd::fma(p, s, V(1.48572235717979e-05f));
  p = xsimd::fma(p, s, V(6.37261928875436e-04f));
  p = xsimd::fma(p, s, V(4.89352455891786e-03f));
  V q = xsimd::fma(s, V(1.19825839466702e-06f), V(1.18534705686654e-04f));
  q = xsimd::fma(q, s, V(2.26843463243900e-03f));
  q = xsimd::fma(q, s, V(4.89352518554385e-03f));
  return x * p / q;
}

// Below 0.625 a rational function (Cephes), above it 1 - 2 / (e^2|x| + 1).
BY_HAND_INLINE vec<double> tanh(vec<double> x) {
  using V = vec<double>;
  const V size = xsimd::abs(x), s = x * x;
  V p = xsimd::fma(s, V(-9.64399179425052238628e-1), V(-9.92877231001918586564e1));
  p = xsimd::fma(p, s, V(-1.61468768441708447952e3));
  V q = s + V(1.12811678491632931402e2);
  q = xsimd::fma(q, s, V(2.23548839060100448583e3));
  q = xsimd::fma(q, s, V(4.84406305325125486048e3));
  const auto small = size < V(0.625);
  const V far = xsimd::exp(size + size) + V(1.);
  // One division serves both.
  const V quotient = xsimd::select(small, s * p, V(-2.)) / xsimd::select(small, q, far);
  const V near = xsimd::fma(x, quotient, x);
  return xsimd::select(small, near, xsimd::copysign(V(1.) + quotient, x));
}

}  // namespace by_hand
