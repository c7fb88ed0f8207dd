// A layer of 16 is a few vectors: lanes are neurons.
#include "../by_hand/tanh.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
using by_hand::load;
using V = by_hand::vec<double>;
constexpr int W = by_hand::lanes<double>, N = 16 / W;

struct subject : bench::evaluation<subject> {
  std::vector<double> p = w7c::parameters();
  alignas(64) double x[2] = {w7c::x0, w7c::x1}, g[337];
  explicit subject(double) {}
  void step() { gradient(p.data(), g); }
  void results(bench::values& v) const { v.insert(v.end(), g, g + 337); }

  [[gnu::noinline]] void gradient(const double* p, double* g) const {
    alignas(64) double h1[16];
    V h1v[N], h2v[N];
    for (int j = 0; j < N; ++j) {
      h1v[j] = by_hand::tanh(
          xsimd::fma(load(p + j * W), V(x[0]), xsimd::fma(load(p + 16 + j * W), V(x[1]), load(p + 32 + j * W))));
      h1v[j].store_aligned(h1 + j * W);
    }
    // Several sums each, to hide the latency of an addition.
    constexpr int deep = by_hand::registers == 32 ? 4 : 2;
    V z[deep][N];
    for (int j = 0; j < N; ++j) {
      z[0][j] = load(p + 304 + j * W);
      for (int d = 1; d < deep; ++d) z[d][j] = V(0.);
    }
#pragma GCC unroll 8
    for (int i = 0; i < 16; i += deep)
      for (int d = 0; d < deep; ++d)
        for (int j = 0; j < N; ++j) z[d][j] = xsimd::fma(V(h1[i + d]), load(p + 48 + (i + d) * 16 + j * W), z[d][j]);
    V u(0.);
    for (int j = 0; j < N; ++j) {
      for (int d = deep / 2; d > 0; d /= 2)
        for (int e = 0; e < d; ++e) z[e][j] += z[e + d][j];
      h2v[j] = by_hand::tanh(z[0][j]);
      u = xsimd::fma(h2v[j], load(p + 320 + j * W), u);
    }
    const double d = 2 * (xsimd::hadd(u) + p[336] - w7c::y);
    g[336] = d;
    V dz2[N];
    for (int j = 0; j < N; ++j) {
      by_hand::store(g + 320 + j * W, V(d) * h2v[j]);
      dz2[j] = V(d) * load(p + 320 + j * W) * xsimd::fnma(h2v[j], h2v[j], V(1.));
      by_hand::store(g + 304 + j * W, dz2[j]);
    }
    V rows[16];
#pragma GCC unroll 16
    for (int i = 0; i < 16; ++i) {
      rows[i] = V(0.);
      for (int j = 0; j < N; ++j) {
        by_hand::store(g + 48 + i * 16 + j * W, V(h1[i]) * dz2[j]);
        rows[i] = xsimd::fma(dz2[j], load(p + 48 + i * 16 + j * W), rows[i]);
      }
    }
    for (int j = 0; j < N; ++j) {  // one sum of a row in each lane
      const V dz1 = xsimd::haddp(rows + j * W) * xsimd::fnma(h1v[j], h1v[j], V(1.));
      by_hand::store(g + j * W, dz1 * V(x[0]));
      by_hand::store(g + 16 + j * W, dz1 * V(x[1]));
      by_hand::store(g + 32 + j * W, dz1);
    }
  }
};
const bench::enrol<subject> here{"W7c", "by hand", "double"};
}  // namespace
