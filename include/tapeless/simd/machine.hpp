#pragma once

// Operations that differ between machines, for vectors of any width that the machine has.
//
// With AVX512VL, the narrower vectors of a machine with AVX-512 also have its masked loads and scaling.

#include <tapeless/simd/instructions.hpp>
#include <tapeless/simd/types.hpp>

namespace tapeless::inline TAPELESS_ISA::simd::machine {

#if defined(TAPELESS_NO_SIMD)
// At width 1 these are named but never called.
template <class V>
inline constexpr bool has_scale = false;
template <class V>
inline constexpr bool has_rounding = true;
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

// Provided with the vector: by xsimd, or by portable.hpp.
template <class V>
TAPELESS_INLINE V select(mask_of<V> m, V a, V b) noexcept {
#if defined(TAPELESS_XSIMD)
  return xsimd::select(m, a, b);
#else
  return portable::select(m, a, b);
#endif
}
template <class M>
TAPELESS_INLINE bool any(M m) noexcept {
#if defined(TAPELESS_XSIMD)
  return xsimd::any(m);
#else
  return portable::any(m);
#endif
}

template <class V>
inline constexpr bool is_wide = sizeof(V) == 64;
template <class V>
inline constexpr bool is_float = std::is_same_v<scalar_of<V>, float>;

// Lane by lane, for operations that the machine has no instruction for.
template <class V, class F>
TAPELESS_INLINE V lane_by_lane(V a, V b, V c, F f) noexcept {
  V r = a;
  for (int i = 0; i < lanes<V>; ++i) r.data[i] = f(a.data[i], b.data[i], c.data[i]);
  return r;
}

// a < b ? a : b and a > b ? a : b, also for NaN and zeros.
template <class V>
TAPELESS_INLINE V min(V a, V b) noexcept {
  if constexpr (requires { instructions::min(a.data, b.data); }) return V(instructions::min(a.data, b.data));
  else return machine::select<V>(a < b, a, b);
}
template <class V>
TAPELESS_INLINE V max(V a, V b) noexcept {
  if constexpr (requires { instructions::max(a.data, b.data); }) return V(instructions::max(a.data, b.data));
  else return machine::select<V>(a > b, a, b);
}
template <class V>
TAPELESS_INLINE V sqrt(V a) noexcept {
  if constexpr (requires { instructions::sqrt(a.data); }) return V(instructions::sqrt(a.data));
  else if constexpr (is_float<V>) return lane_by_lane(a, a, a, [](auto x, auto, auto) { return __builtin_sqrtf(x); });
  else return lane_by_lane(a, a, a, [](auto x, auto, auto) { return __builtin_sqrt(x); });
}
template <class V>
TAPELESS_INLINE V fma(V a, V b, V c) noexcept {
  if constexpr (requires { instructions::fma(a.data, b.data, c.data); })
    return V(instructions::fma(a.data, b.data, c.data));
  else if constexpr (!fuses<V>) return a * b + c;
  else if constexpr (is_float<V>)
    return lane_by_lane(a, b, c, [](auto x, auto y, auto z) { return __builtin_fmaf(x, y, z); });
  else return lane_by_lane(a, b, c, [](auto x, auto y, auto z) { return __builtin_fma(x, y, z); });
}

// Rounding to integers, for which not every machine has instructions.
template <class V>
inline constexpr bool has_rounding = requires(V a) {
  instructions::floor(a.data);
};
template <class V>
TAPELESS_INLINE V floor(V a) noexcept {
  return V(instructions::floor(a.data));
}
template <class V>
TAPELESS_INLINE V nearbyint(V a) noexcept {
  return V(instructions::nearest(a.data));
}

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
  if constexpr (is_wide<V> && is_float<V>) return V(_mm512_maskz_scalef_ps(instructions::ones16, a.data, n.data));
  else if constexpr (is_wide<V>) return V(_mm512_maskz_scalef_pd(instructions::ones8, a.data, n.data));
#if defined(__AVX512VL__)
  else if constexpr (sizeof(V) == 32 && is_float<V>)
    return V(_mm256_maskz_scalef_ps(instructions::ones8, a.data, n.data));
  else if constexpr (sizeof(V) == 32) return V(_mm256_maskz_scalef_pd(instructions::ones8, a.data, n.data));
  else if constexpr (is_float<V>) return V(_mm_maskz_scalef_ps(instructions::ones8, a.data, n.data));
  else return V(_mm_maskz_scalef_pd(instructions::ones8, a.data, n.data));
#endif
}
#endif

// The first n elements; nothing beyond them is accessed.
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
      if constexpr (sizeof(V) == 32 && is_float<V>)
    return V(_mm256_maskz_loadu_ps(static_cast<__mmask8>(first_bits(n)), p));
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
  if constexpr (is_wide<V> && is_float<V>) _mm512_mask_storeu_ps(p, first_bits(n), v.data);
  else if constexpr (is_wide<V>) _mm512_mask_storeu_pd(p, static_cast<__mmask8>(first_bits(n)), v.data);
  else
#endif
#if defined(__AVX512VL__)
      if constexpr (sizeof(V) == 32 && is_float<V>)
    _mm256_mask_storeu_ps(p, static_cast<__mmask8>(first_bits(n)), v.data);
  else if constexpr (sizeof(V) == 32) _mm256_mask_storeu_pd(p, static_cast<__mmask8>(first_bits(n)), v.data);
  else if constexpr (is_float<V>) _mm_mask_storeu_ps(p, static_cast<__mmask8>(first_bits(n)), v.data);
  else _mm_mask_storeu_pd(p, static_cast<__mmask8>(first_bits(n)), v.data);
#elif defined(__AVX__)
  if constexpr (sizeof(V) == 32 && is_float<V>) _mm256_maskstore_ps(p, first_lanes<std::int32_t>(n), v.data);
  else if constexpr (sizeof(V) == 32) _mm256_maskstore_pd(p, first_lanes<std::int64_t>(n), v.data);
  else if constexpr (is_float<V>) _mm_maskstore_ps(p, first_lanes_of_half<std::int32_t>(n), v.data);
  else _mm_maskstore_pd(p, first_lanes_of_half<std::int64_t>(n), v.data);
#else
  alignas(V) scalar_of<V> lane[lanes<V>];
  v.store_aligned(lane);
  for (int i = 0; i < n; ++i) p[i] = lane[i];
#endif
}
#endif

}  // namespace tapeless::inline TAPELESS_ISA::simd::machine
