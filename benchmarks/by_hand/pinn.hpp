// The handwritten gradient of W9: every value with its two derivatives with respect to x forward, the adjoints of all
// three backward. Lanes are points, but neurons in the gradient of the middle weight, so that there are no sums across
// lanes.
#pragma once

#include "tanh.hpp"

namespace by_hand {

template <class T>
struct pinn {
  using V = vec<T>;
  static constexpr int points = 32, H = 16, W = lanes<T>;
  using field = T[H][points];  // a number for each neuron and point

  alignas(64) field h, h1, h2, s;  // first layer: values, x-derivatives, 1 - h²
  alignas(64) field z[3];          // second layer: adjoints of z, z', z''
  alignas(64) T turned[3][points][H], dr[points];

  // p: weights and biases of the three layers without the last bias, [in][out] each; g: the derivatives with respect to
  // them.
  [[gnu::noinline]] void gradient(const T* p, const T* x, T* g) {
    const T *a = p, *b = p + H, *middle = p + 2 * H, *c = middle + H * H, *out = c + H;
    for (int i = 0; i < H; ++i)
      for (int at = 0; at < points; at += W) {
        const V v = by_hand::tanh(xsimd::fma(V(a[i]), load(x + at), V(b[i]))), slope = xsimd::fnma(v, v, V(T(1)));
        v.store_aligned(&h[i][at]);
        slope.store_aligned(&s[i][at]);
        const V d = slope * V(a[i]);
        d.store_aligned(&h1[i][at]);
        (V(T(-2)) * v * d * V(a[i])).store_aligned(&h2[i][at]);
      }
    for (int at = 0; at < points; at += W) second_layer(middle, c, out, x, at);
    middle_gradient(g + 2 * H);
    for (int j = 0; j < H; ++j) {
      V bias(T(0)), weight(T(0));
      for (int at = 0; at < points; at += W) {
        bias += V::load_aligned(&z[0][j][at]);
        weight = xsimd::fma(V::load_aligned(dr + at), V::load_aligned(&last[j][at]), weight);
      }
      g[2 * H + H * H + j] = xsimd::hadd(bias);
      g[2 * H + H * H + H + j] = xsimd::hadd(weight);
    }
    first_layer(a, middle, x, g);
  }

 private:
  alignas(64) field last, v, zd, zdd;  // second layer: H'', tanh, z', z''

  BY_HAND_INLINE void second_layer(const T* middle, const T* c, const T* out, const T* x, int at) {
    constexpr int R = registers == 32 ? 8 : 4;
    V residual = xsimd::sin(load(x + at));
    for (int j = 0; j < H; j += R) {
      V q[3][R];
      for (int i = 0; i < R; ++i) q[0][i] = V(c[j + i]), q[1][i] = q[2][i] = V(T(0));
#pragma GCC unroll 2
      for (int k = 0; k < H; ++k) {
        const V r0 = V::load_aligned(&h[k][at]), r1 = V::load_aligned(&h1[k][at]), r2 = V::load_aligned(&h2[k][at]);
        for (int i = 0; i < R; ++i) {
          const V w(middle[k * H + j + i]);
          q[0][i] = xsimd::fma(w, r0, q[0][i]);
          q[1][i] = xsimd::fma(w, r1, q[1][i]);
          q[2][i] = xsimd::fma(w, r2, q[2][i]);
        }
      }
      for (int i = 0; i < R; ++i) {
        const V value = by_hand::tanh(q[0][i]), slope = xsimd::fnma(value, value, V(T(1)));
        const V curve = q[2][i] - V(T(2)) * value * q[1][i] * q[1][i], second = slope * curve;
        value.store_aligned(&v[j + i][at]);
        q[1][i].store_aligned(&zd[j + i][at]);
        curve.store_aligned(&zdd[j + i][at]);
        second.store_aligned(&last[j + i][at]);
        residual = xsimd::fma(V(out[j + i]), second, residual);
      }
    }
    const V d = V(T(2) / points) * residual;
    d.store_aligned(dr + at);
    // H'' = s (z'' - 2 H z'²) with s = 1 - H²
    for (int j = 0; j < H; ++j) {
      const V value = V::load_aligned(&v[j][at]), z1 = V::load_aligned(&zd[j][at]),
              curve = V::load_aligned(&zdd[j][at]);
      const V slope = xsimd::fnma(value, value, V(T(1))), e = d * V(out[j]);
      const V es = e * slope;
      es.store_aligned(&z[2][j][at]);
      (V(T(-4)) * value * z1 * es).store_aligned(&z[1][j][at]);
      (V(T(-2)) * (es * z1 * z1 + value * curve * e) * slope).store_aligned(&z[0][j][at]);
    }
  }

  BY_HAND_INLINE void middle_gradient(T* g) {
    for (int l = 0; l < 3; ++l) turn(z[l], turned[l]);
    constexpr int N = H / W, R = registers == 32 ? 8 : N <= 2 ? 4 : 2;
    for (int k = 0; k < H; k += R) {
      V sum[R][N];
      for (auto& row : sum)
        for (V& each : row) each = V(T(0));
      const field* left[] = {&h, &h1, &h2};
      for (int l = 0; l < 3; ++l)
        for (int at = 0; at < points; ++at)
          for (int j = 0; j < N; ++j) {
            const V right = V::load_aligned(&turned[l][at][j * W]);
            for (int i = 0; i < R; ++i) sum[i][j] = xsimd::fma(V((*left[l])[k + i][at]), right, sum[i][j]);
          }
      for (int i = 0; i < R; ++i)
        for (int j = 0; j < N; ++j) store(g + (k + i) * H + j * W, sum[i][j]);
    }
  }
  BY_HAND_INLINE static void turn(const field& from, T (&to)[points][H]) {
    transpose(&from[0][0], points, &to[0][0], H, H, points);
  }

  BY_HAND_INLINE void first_layer(const T* a, const T* middle, const T* x, T* g) {
    constexpr int R = registers == 32 ? 8 : 4;
    V da[H], db[H];
    for (int i = 0; i < H; ++i) da[i] = db[i] = V(T(0));
    for (int at = 0; at < points; at += W)
      for (int k = 0; k < H; k += R) {
        V q[3][R];
        for (int l = 0; l < 3; ++l)
          for (V& each : q[l]) each = V(T(0));
#pragma GCC unroll 2
        for (int j = 0; j < H; ++j) {
          const V r0 = V::load_aligned(&z[0][j][at]), r1 = V::load_aligned(&z[1][j][at]),
                  r2 = V::load_aligned(&z[2][j][at]);
          for (int i = 0; i < R; ++i) {
            const V w(middle[(k + i) * H + j]);
            q[0][i] = xsimd::fma(w, r0, q[0][i]);
            q[1][i] = xsimd::fma(w, r1, q[1][i]);
            q[2][i] = xsimd::fma(w, r2, q[2][i]);
          }
        }
        // h' = s a, h'' = -2 h s a², s = 1 - h²
        for (int i = 0; i < R; ++i) {
          const V each(a[k + i]), value = V::load_aligned(&h[k + i][at]), slope = V::load_aligned(&s[k + i][at]);
          const V by_slope = each * (q[1][i] - V(T(2)) * value * each * q[2][i]);
          const V by_value = q[0][i] - V(T(2)) * (slope * each * each * q[2][i] + value * by_slope);
          const V by_z = slope * by_value;
          db[k + i] += by_z;
          da[k + i] += xsimd::fma(by_z, load(x + at), slope * (q[1][i] - V(T(4)) * value * each * q[2][i]));
        }
      }
    for (int i = 0; i < H; ++i) g[i] = xsimd::hadd(da[i]), g[H + i] = xsimd::hadd(db[i]);
  }
};

}  // namespace by_hand
