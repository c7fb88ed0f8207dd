// W9: a network u(x) of 1-16-16-1, tanh, that should solve u'' = -sin x: the gradient, with respect to its parameters,
// of the mean of (u''(x) + sin x)² over 32 points.
#pragma once

#include "../harness/numbers.hpp"

namespace w9 {
inline constexpr int points = 32;
inline const std::vector<int> sizes{1, 16, 16, 1};
inline std::vector<float> x() { return bench::numbers(points, 91, 3); }
// Without the last bias, on which u'' does not depend.
inline std::vector<float> parameters() {
  std::vector<float> all = bench::dense_parameters(sizes, 92);
  all.pop_back();
  return all;
}

// For the tapes, with any number type: every value of the network with its two derivatives with respect to x.
template <class T>
T loss(const T* p, const std::vector<double>& x) {
  using std::tanh;
  T sum = 0;
  for (double at : x) {
    T h[16], d[16], dd[16], r = std::sin(at);
    for (int i = 0; i < 16; ++i) {
      h[i] = tanh(p[i] * at + p[16 + i]);
      d[i] = (1 - h[i] * h[i]) * p[i];
      dd[i] = -2 * h[i] * d[i] * p[i];
    }
    for (int o = 0; o < 16; ++o) {
      T z = p[288 + o], z1 = 0, z2 = 0;
      for (int i = 0; i < 16; ++i) {
        const T& w = p[32 + i * 16 + o];
        z += w * h[i];
        z1 += w * d[i];
        z2 += w * dd[i];
      }
      const T v = tanh(z);
      r += p[304 + o] * ((1 - v * v) * (z2 - 2 * v * z1 * z1));
    }
    sum += r * r;
  }
  return sum / points;
}
}  // namespace w9
