// W7c: the gradient, with respect to the parameters, of the squared error of 2-16-16-1, tanh, for one sample, in
// double.
#pragma once

#include "../harness/numbers.hpp"

namespace w7c {
inline const std::vector<int> sizes{2, 16, 16, 1};
inline constexpr double x0 = 0.3, x1 = -0.8, y = 0.5;
inline std::vector<double> parameters() { return bench::convert<double>(bench::dense_parameters(sizes, 75)); }

// For the tapes: the error, with any number type for the parameters, in the most straightforward form.
template <class T>
T error(const T* p) {
  using std::tanh;
  T h1[16], h2[16], u = p[336] - y;
  for (int o = 0; o < 16; ++o) h1[o] = tanh(p[o] * x0 + p[16 + o] * x1 + p[32 + o]);
  for (int o = 0; o < 16; ++o) {
    T z = p[304 + o];
    for (int i = 0; i < 16; ++i) z += p[48 + i * 16 + o] * h1[i];
    h2[o] = tanh(z);
  }
  for (int i = 0; i < 16; ++i) u += p[320 + i] * h2[i];
  return u * u;
}
}  // namespace w7c
