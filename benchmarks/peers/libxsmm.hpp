// Kernels that libxsmm generates for these sizes when the program starts.
#pragma once

#include <libxsmm.h>

#include <cstdio>
#include <cstdlib>

#include "gemm.hpp"

namespace peers {

struct libxsmm {
  static libxsmm_smmfunction kernel(int m, int n, int k, bool turned_b) {
    const float one = 1, zero = 0;
    const int ldb = turned_b ? n : k, flags = turned_b ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE;
    const libxsmm_smmfunction f = libxsmm_smmdispatch(m, n, k, &m, &ldb, &m, &one, &zero, &flags, nullptr);
    if (!f) {
      std::fprintf(stderr, "libxsmm makes no kernel of %d by %d by %d\n", m, n, k);
      std::exit(3);
    }
    return f;
  }
  template <int M, int N, int K>
  static void nn(const float* a, const float* b, float* c) {
    static const libxsmm_smmfunction f = kernel(M, N, K, false);
    f(a, b, c);
  }
  template <int M, int N, int K>
  static void nt(const float* a, const float* b, float* c) {
    static const libxsmm_smmfunction f = kernel(M, N, K, true);
    f(a, b, c);
  }
  // It has no kernel for this, so the small matrix is transposed first.
  template <int M, int N, int K>
  static void tn(const float* a, const float* b, float* c) {
    alignas(64) static float turned[M * K];
    by_hand::transpose(a, K, turned, M, M, K);
    nn<M, N, K>(turned, b, c);
  }
};

}  // namespace peers
