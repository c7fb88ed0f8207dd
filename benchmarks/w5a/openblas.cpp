#include <cblas.h>

#include <algorithm>

#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::evaluation<subject> {
  std::vector<float> pixels = w5a::pixels(), p = w5a::parameters();
  alignas(64) float h1[64], h2[32], z[10];
  explicit subject(double) {}

  // y = Wᵀ x + b; returns the pointer after the parameters of this layer.
  template <bool Relu>
  static const float* layer(const float* p, int in, int out, const float* x, float* y) {
    std::copy(p + in * out, p + in * out + out, y);
    cblas_sgemv(CblasColMajor, CblasNoTrans, out, in, 1, p, out, x, 1, 1, y, 1);
    for (int o = 0; o < out; ++o) y[o] = Relu && !(y[o] > 0) ? 0 : y[o];
    return p + (in + 1) * out;
  }
  void step() {
    const float* at = layer<true>(p.data(), 64, 64, pixels.data(), h1);
    layer<false>(layer<true>(at, 64, 32, h1, h2), 32, 10, h2, z);
  }
  void results(bench::values& v) const { v.insert(v.end(), z, z + 10); }
};
const bench::enrol<subject> here{"W5a", "OpenBLAS", "float"};
}  // namespace
