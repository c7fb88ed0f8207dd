// The hidden layer of a sample is one vector of eight; tanh is a rational function, accurate to about 3 ULP.
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
typedef float v4 __attribute__((vector_size(16)));
typedef float v8 __attribute__((vector_size(32), aligned(4)));

template <class V>
V clamp(V x, float limit) {
  const V top = V{} + limit;
  x = x > top ? top : x;
  return x < -top ? -top : x;
}
template <class V>
V tanh(V x) {
  x = clamp(x, 7.90531110763549805f);
  const V s = x * x;
  V p = s * -2.76076847742355e-16f + 2.00018790482477e-13f;
  p = p * s + -8.60467152213735e-11f;
  p = p * s + 5.12229709037114e-08f;
  p = p * s + 1.48572235717979e-05f;
  p = p * s + 6.37261928875436e-04f;
  p = p * s + 4.89352455891786e-03f;
  V q = s * 1.19825839466702e-06f + 1.18534705686654e-04f;
  q = q * s + 2.26843463243900e-03f;
  q = q * s + 4.89352518554385e-03f;
  return x * p / q;
}
// The sums of four vectors.
v4 sums(v8 a, v8 b, v8 c, v8 d) {
  const v8 ab = __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14) +
                __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
  const v8 cd = __builtin_shufflevector(c, d, 0, 8, 2, 10, 4, 12, 6, 14) +
                __builtin_shufflevector(c, d, 1, 9, 3, 11, 5, 13, 7, 15);
  const v8 all = __builtin_shufflevector(ab, cd, 0, 1, 8, 9, 4, 5, 12, 13) +
                 __builtin_shufflevector(ab, cd, 2, 3, 10, 11, 6, 7, 14, 15);
  return __builtin_shufflevector(all, all, 0, 1, 2, 3) + __builtin_shufflevector(all, all, 4, 5, 6, 7);
}
template <int I>
v8 spread(v4 v) {
  return __builtin_shufflevector(v, v, I, I, I, I, I, I, I, I);
}
float sum(v4 v) { return (v[0] + v[2]) + (v[1] + v[3]); }

struct subject : bench::training<subject> {
  std::vector<float> points = w1::points(), targets = w1::targets();
  v8 w[2], b, u;  // hidden weights and biases, weights of the output
  float c, rate;

  explicit subject(double r) : rate(static_cast<float>(r)) {
    const std::vector<float> p = w1::parameters();
    for (int i = 0; i < 8; ++i) w[0][i] = p[i], w[1][i] = p[8 + i], b[i] = p[16 + i], u[i] = p[24 + i];
    c = p[32];
  }
  float step() {
    const float* x = points.data();
    const v8 h0 = tanh(w[0] * x[0] + (w[1] * x[1] + b)), h1 = tanh(w[0] * x[2] + (w[1] * x[3] + b)),
             h2 = tanh(w[0] * x[4] + (w[1] * x[5] + b)), h3 = tanh(w[0] * x[6] + (w[1] * x[7] + b));
    const v4 out = 0.5f * tanh(0.5f * (sums(h0 * u, h1 * u, h2 * u, h3 * u) + c)) + 0.5f;
    const v4 r = out - *reinterpret_cast<const v4*>(targets.data());
    const v4 d = (0.5f * r) * (out - out * out);
    const v8 e0 = spread<0>(d), e1 = spread<1>(d), e2 = spread<2>(d), e3 = spread<3>(d);
    const v8 d0 = e0 * (u - u * h0 * h0), d1 = e1 * (u - u * h1 * h1), d2 = e2 * (u - u * h2 * h2),
             d3 = e3 * (u - u * h3 * h3);
    w[0] -= rate * ((d0 * x[0] + d1 * x[2]) + (d2 * x[4] + d3 * x[6]));
    w[1] -= rate * ((d0 * x[1] + d1 * x[3]) + (d2 * x[5] + d3 * x[7]));
    b -= rate * ((d0 + d1) + (d2 + d3));
    u -= rate * ((e0 * h0 + e1 * h1) + (e2 * h2 + e3 * h3));
    c -= rate * sum(d);
    return 0.25f * sum(r * r);
  }
  void parameters(bench::values& v) const {
    for (const v8& row : {w[0], w[1], b, u})
      for (int i = 0; i < 8; ++i) v.push_back(row[i]);
    v.push_back(c);
  }
};
const bench::enrol<subject> here{"W1", "by hand", "float"};
}  // namespace
