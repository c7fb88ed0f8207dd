#pragma once

// What differs from machine to machine, for vectors of any width that the machine has.
//
// Of a machine with AVX-512 the narrower vectors have its masked loads and its scaling as well, where it has AVX512VL.

#include <tapeless/simd/types.hpp>

namespace tapeless::inline TAPELESS_ISA::simd::machine {

#if defined(TAPELESS_NO_SIMD)
// At width 1 these are named and never called.
template <class V>
inline constexpr bool has_scale = false;
template <class V>
V min(V, V);
template <class V>
V max(V, V);
template <class V>
V sqrt(V);
template <class V>
V floor(V);
template <class V>
V nearbyint(V);
template <class V>
V fma(V, V, V);
template <class V>
V scale(V, V);
template <class M, class V>
V select(M, V, V);
template <class M>
bool any(M);
template <class V>
V load_first(const scalar_of<V>*, int);
template <class V>
void store_first(scalar_of<V>*, V, int);
#else

using xsimd::any;
using xsimd::select;

// Vectors that AVX-512 brought.
template <class V>
inline constexpr bool is_wide = sizeof(V) == 64;
template <class V>
inline constexpr bool is_float = std::is_same_v<scalar_of<V>, float>;

#if defined(__AVX512F__)
// Not xsimd 8's: its fma rounds twice here, and around the plain forms of the others g++ 12 warns of an uninitialized
// value in its own header. A mask of ones costs nothing.
inline constexpr __mmask16 ones16 = 0xffff;
inline constexpr __mmask8 ones8 = 0xff;
TAPELESS_INLINE __m512 wide_min(__m512 a, __m512 b) noexcept { return _mm512_maskz_min_ps(ones16, a, b); }
TAPELESS_INLINE __m512d wide_min(__m512d a, __m512d b) noexcept { return _mm512_maskz_min_pd(ones8, a, b); }
TAPELESS_INLINE __m512 wide_max(__m512 a, __m512 b) noexcept { return _mm512_maskz_max_ps(ones16, a, b); }
TAPELESS_INLINE __m512d wide_max(__m512d a, __m512d b) noexcept { return _mm512_maskz_max_pd(ones8, a, b); }
TAPELESS_INLINE __m512 wide_sqrt(__m512 a) noexcept { return _mm512_maskz_sqrt_ps(ones16, a); }
TAPELESS_INLINE __m512d wide_sqrt(__m512d a) noexcept { return _mm512_maskz_sqrt_pd(ones8, a); }
template <int How>
TAPELESS_INLINE __m512 wide_round(__m512 a) noexcept { return _mm512_maskz_roundscale_ps(ones16, a, How); }
template <int How>
TAPELESS_INLINE __m512d wide_round(__m512d a) noexcept { return _mm512_maskz_roundscale_pd(ones8, a, How); }
TAPELESS_INLINE __m512 wide_fma(__m512 a, __m512 b, __m512 c) noexcept { return _mm512_fmadd_ps(a, b, c); }
TAPELESS_INLINE __m512d wide_fma(__m512d a, __m512d b, __m512d c) noexcept { return _mm512_fmadd_pd(a, b, c); }
#define TAPELESS_WIDE(name, ...) \
  if constexpr (is_wide<V>) return V(wide_##name(__VA_ARGS__)); \
  else return
#else
#define TAPELESS_WIDE(name, ...) return
#endif

template <class V>
TAPELESS_INLINE V min(V a, V b) noexcept { TAPELESS_WIDE(min, a, b) xsimd::min(a, b); }
template <class V>
TAPELESS_INLINE V max(V a, V b) noexcept { TAPELESS_WIDE(max, a, b) xsimd::max(a, b); }
template <class V>
TAPELESS_INLINE V sqrt(V a) noexcept { TAPELESS_WIDE(sqrt, a) xsimd::sqrt(a); }
template <class V>
TAPELESS_INLINE V floor(V a) noexcept { TAPELESS_WIDE(round<_MM_FROUND_TO_NEG_INF>, a) xsimd::floor(a); }
template <class V>
TAPELESS_INLINE V nearbyint(V a) noexcept { TAPELESS_WIDE(round<_MM_FROUND_TO_NEAREST_INT>, a) xsimd::nearbyint(a); }
#if defined(__FMA__)
// Beside AVX, xsimd 8 has no 16-byte vectors with fused operations.
TAPELESS_INLINE __m128 short_fma(__m128 a, __m128 b, __m128 c) noexcept { return _mm_fmadd_ps(a, b, c); }
TAPELESS_INLINE __m128d short_fma(__m128d a, __m128d b, __m128d c) noexcept { return _mm_fmadd_pd(a, b, c); }
template <class V>
TAPELESS_INLINE V fma(V a, V b, V c) noexcept {
  if constexpr (sizeof(V) == 16) return V(short_fma(a, b, c));
  else TAPELESS_WIDE(fma, a, b, c) xsimd::fma(a, b, c);
}
#else
template <class V>
TAPELESS_INLINE V fma(V a, V b, V c) noexcept { TAPELESS_WIDE(fma, a, b, c) xsimd::fma(a, b, c); }
#endif
#undef TAPELESS_WIDE

// a * 2^n in one instruction, rounded once.
#if defined(__AVX512VL__)
template <class V>
inline constexpr bool has_scale = true;
#elif defined(__AVX512F__)
template <class V>
inline constexpr bool has_scale = is_wide<V>;
#else
template <class V>
inline constexpr bool has_scale = false;
#endif
#if !defined(__AVX512F__)
template <class V>
V scale(V, V);  // named, never called
#else
template <class V>
TAPELESS_INLINE V scale(V a, V n) noexcept {
  if constexpr (is_wide<V> && is_float<V>) return V(_mm512_maskz_scalef_ps(ones16, a, n));
  else if constexpr (is_wide<V>) return V(_mm512_maskz_scalef_pd(ones8, a, n));
#if defined(__AVX512VL__)
  else if constexpr (sizeof(V) == 32 && is_float<V>) return V(_mm256_maskz_scalef_ps(ones8, a, n));
  else if constexpr (sizeof(V) == 32) return V(_mm256_maskz_scalef_pd(ones8, a, n));
  else if constexpr (is_float<V>) return V(_mm_maskz_scalef_ps(ones8, a, n));
  else return V(_mm_maskz_scalef_pd(ones8, a, n));
#endif
}
#endif

// The first n elements; nothing behind them is touched.
#if defined(__AVX512F__)
TAPELESS_INLINE __mmask16 first_bits(int n) noexcept { return static_cast<__mmask16>((1u << n) - 1); }
#endif
#if defined(__AVX__) && !defined(__AVX512VL__)
template <class I>
TAPELESS_INLINE __m256i first_lanes(int n) noexcept {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(detail::leading_ones<I>.at + 32 - n));
}
template <class I>
TAPELESS_INLINE __m128i first_lanes_of_half(int n) noexcept {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(detail::leading_ones<I>.at + 32 - n));
}
#endif

template <class V>
TAPELESS_INLINE V load_first(const scalar_of<V>* p, int n) noexcept {
#if defined(__AVX512F__)
  if constexpr (is_wide<V> && is_float<V>) return V(_mm512_maskz_loadu_ps(first_bits(n), p));
  else if constexpr (is_wide<V>) return V(_mm512_maskz_loadu_pd(static_cast<__mmask8>(first_bits(n)), p));
  else
#endif
#if defined(__AVX512VL__)
  if constexpr (sizeof(V) == 32 && is_float<V>) return V(_mm256_maskz_loadu_ps(static_cast<__mmask8>(first_bits(n)), p));
  else if constexpr (sizeof(V) == 32) return V(_mm256_maskz_loadu_pd(static_cast<__mmask8>(first_bits(n)), p));
  else if constexpr (is_float<V>) return V(_mm_maskz_loadu_ps(static_cast<__mmask8>(first_bits(n)), p));
  else return V(_mm_maskz_loadu_pd(static_cast<__mmask8>(first_bits(n)), p));
#elif defined(__AVX__)
  if constexpr (sizeof(V) == 32 && is_float<V>) return V(_mm256_maskload_ps(p, first_lanes<std::int32_t>(n)));
  else if constexpr (sizeof(V) == 32) return V(_mm256_maskload_pd(p, first_lanes<std::int64_t>(n)));
  else if constexpr (is_float<V>) return V(_mm_maskload_ps(p, first_lanes_of_half<std::int32_t>(n)));
  else return V(_mm_maskload_pd(p, first_lanes_of_half<std::int64_t>(n)));
#else
  alignas(V) scalar_of<V> lane[lanes<V>] = {};
  for (int i = 0; i < n; ++i) lane[i] = p[i];
  return V::load_aligned(lane);
#endif
}
template <class V>
TAPELESS_INLINE void store_first(scalar_of<V>* p, V v, int n) noexcept {
#if defined(__AVX512F__)
  if constexpr (is_wide<V> && is_float<V>) _mm512_mask_storeu_ps(p, first_bits(n), v);
  else if constexpr (is_wide<V>) _mm512_mask_storeu_pd(p, static_cast<__mmask8>(first_bits(n)), v);
  else
#endif
#if defined(__AVX512VL__)
  if constexpr (sizeof(V) == 32 && is_float<V>) _mm256_mask_storeu_ps(p, static_cast<__mmask8>(first_bits(n)), v);
  else if constexpr (sizeof(V) == 32) _mm256_mask_storeu_pd(p, static_cast<__mmask8>(first_bits(n)), v);
  else if constexpr (is_float<V>) _mm_mask_storeu_ps(p, static_cast<__mmask8>(first_bits(n)), v);
  else _mm_mask_storeu_pd(p, static_cast<__mmask8>(first_bits(n)), v);
#elif defined(__AVX__)
  if constexpr (sizeof(V) == 32 && is_float<V>) _mm256_maskstore_ps(p, first_lanes<std::int32_t>(n), v);
  else if constexpr (sizeof(V) == 32) _mm256_maskstore_pd(p, first_lanes<std::int64_t>(n), v);
  else if constexpr (is_float<V>) _mm_maskstore_ps(p, first_lanes_of_half<std::int32_t>(n), v);
  else _mm_maskstore_pd(p, first_lanes_of_half<std::int64_t>(n), v);
#else
  alignas(V) scalar_of<V> lane[lanes<V>];
  v.store_aligned(lane);
  for (int i = 0; i < n; ++i) p[i] = lane[i];
#endif
}
#endif

}  // namespace tapeless::simd::machine
