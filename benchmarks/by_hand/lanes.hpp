// Vectors of any width, which the compiler cuts to those of the machine, and tanh of them.
#pragma once

#include <cstring>

namespace by_hand {

template <int N>
struct vector_of {
  using type [[gnu::vector_size(4 * N)]] = float;
};
template <int N>
using wide = typename vector_of<N>::type;

template <int N>
[[gnu::always_inline]] inline wide<N> get(const float* p) {
  wide<N> v;
  std::memcpy(&v, p, sizeof(v));
  return v;
}
template <int N>
[[gnu::always_inline]] inline void put(float* p, wide<N> v) {
  std::memcpy(p, &v, sizeof(v));
}

// As in tanh.hpp.
template <class V>
[[gnu::always_inline]] inline V tanh_of(V x) {
  constexpr float most = 7.90531110763549805f;
  x = x > most ? most + 0 * x : x;
  x = x < -most ? -most + 0 * x : x;
  const V s = x * x;
  V p = s * -2.76076847742355e-16f + 2.00018790482477e-13f;
  p = p * s - 8.60467152213735e-11f;
  p = p * s + 5.12229709037114e-08f;
  p = p * s + 1.48572235717979e-05f;
  p = p * s + 6.37261928875436e-04f;
  p = p * s + 4.89352455891786e-03f;
  V q = s * 1.19825839466702e-06f + 1.18534705686654e-04f;
  q = q * s + 2.26843463243900e-03f;
  q = q * s + 4.89352518554385e-03f;
  return x * p / q;
}
template <class V>
[[gnu::always_inline]] inline V sigmoid_of(V x) {
  return tanh_of(x * 0.5f) * 0.5f + 0.5f;
}

}  // namespace by_hand
