// The peak of one core: fused multiply-adds on registers alone, in enough independent chains to hide their latency.
#pragma once

#include <utility>

namespace bench {

#if defined(__AVX512F__)
inline constexpr int vector_bytes = 64, chains = 24;
#elif defined(__AVX__)
inline constexpr int vector_bytes = 32, chains = 12;
#elif defined(__aarch64__)
inline constexpr int vector_bytes = 16, chains = 24;
#else
inline constexpr int vector_bytes = 16, chains = 12;
#endif
typedef float peak_vector __attribute__((vector_size(vector_bytes)));
inline constexpr double peak_flops = 2.0 * chains * (vector_bytes / 4);

// The compiler must assume that v changes here, so that it can neither omit nor fold computations with it.
inline void touch(peak_vector& v) {
#if defined(__x86_64__)
  asm volatile("" : "+v"(v));
#elif defined(__aarch64__)
  asm volatile("" : "+w"(v));
#else
  asm volatile("" : "+m"(v));
#endif
}

// The accumulators are variables and not an array, which would be kept in memory.
template <class... Sum>
void multiply_add(long calls, Sum... sum) {
  peak_vector factor = peak_vector{} + 0.999f, summand = peak_vector{} + 0.001f;
  touch(factor);
  touch(summand);
  for (long i = 0; i < calls; ++i) ((sum = sum * factor + summand, touch(sum)), ...);
}

inline void peak(long calls) {
  [&]<int... I>(std::integer_sequence<int, I...>) { multiply_add(calls, (peak_vector{} + static_cast<float>(I))...); }
  (std::make_integer_sequence<int, chains>{});
}

}  // namespace bench
