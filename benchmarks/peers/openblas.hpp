#pragma once

#include <cblas.h>

#include "gemm.hpp"

namespace peers {

struct openblas {
  template <int M, int N, int K>
  static void nn(const float* a, const float* b, float* c) {
    cblas_sgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, M, N, K, 1, a, M, b, K, 0, c, M);
  }
  template <int M, int N, int K>
  static void nt(const float* a, const float* b, float* c) {
    cblas_sgemm(CblasColMajor, CblasNoTrans, CblasTrans, M, N, K, 1, a, M, b, N, 0, c, M);
  }
  template <int M, int N, int K>
  static void tn(const float* a, const float* b, float* c) {
    cblas_sgemm(CblasColMajor, CblasTrans, CblasNoTrans, M, N, K, 1, a, K, b, K, 0, c, M);
  }
};

}  // namespace peers
