#pragma once

// Operations on vector registers that the language has no operators for, by intrinsics: square root, fused
// multiply-add, rounding to integers, minimum and maximum of x86. Operations that a machine lacks are done lane by lane
// (machine.hpp) or composed of others (rounding.hpp).

#include <tapeless/base/isa.hpp>

// The narrowest header that has them: g++ reads forty thousand lines for all.
#if defined(__AVX__)
#include <immintrin.h>
#elif defined(__SSE4_1__)
#include <smmintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

namespace tapeless::inline TAPELESS_ISA::simd::instructions {

// Every name exists on every machine; use `requires` to find out which vectors it supports.
struct none;
void sqrt(none);
void floor(none);
void nearest(none);
void min(none, none);
void max(none, none);
void minimum(none, none);  // NaN if either is NaN
void maximum(none, none);
void fma(none, none, none);
void multiply_halves(none, none);  // of 64-bit lanes: the product of their lower halves

#define TAPELESS_ONE(name, vector, ...) \
  [[gnu::always_inline]] inline vector name(vector a) noexcept { return __VA_ARGS__; }
#define TAPELESS_TWO(name, vector, ...) \
  [[gnu::always_inline]] inline vector name(vector a, vector b) noexcept { return __VA_ARGS__; }
#define TAPELESS_THREE(name, vector, ...) \
  [[gnu::always_inline]] inline vector name(vector a, vector b, vector c) noexcept { return __VA_ARGS__; }

#if !defined(TAPELESS_NO_SIMD)
#if defined(__SSE2__)
TAPELESS_ONE(sqrt, __m128, _mm_sqrt_ps(a))
TAPELESS_ONE(sqrt, __m128d, _mm_sqrt_pd(a))
TAPELESS_TWO(min, __m128, _mm_min_ps(a, b))  // a < b ? a : b, also for NaN and zeros
TAPELESS_TWO(min, __m128d, _mm_min_pd(a, b))
TAPELESS_TWO(max, __m128, _mm_max_ps(a, b))
TAPELESS_TWO(max, __m128d, _mm_max_pd(a, b))
TAPELESS_TWO(multiply_halves, __m128i, _mm_mul_epu32(a, b))
#endif
#if defined(__SSE4_1__)
TAPELESS_ONE(floor, __m128, _mm_floor_ps(a))
TAPELESS_ONE(floor, __m128d, _mm_floor_pd(a))
TAPELESS_ONE(nearest, __m128, _mm_round_ps(a, _MM_FROUND_TO_NEAREST_INT))
TAPELESS_ONE(nearest, __m128d, _mm_round_pd(a, _MM_FROUND_TO_NEAREST_INT))
#endif
#if defined(__AVX__)
TAPELESS_ONE(sqrt, __m256, _mm256_sqrt_ps(a))
TAPELESS_ONE(sqrt, __m256d, _mm256_sqrt_pd(a))
TAPELESS_TWO(min, __m256, _mm256_min_ps(a, b))
TAPELESS_TWO(min, __m256d, _mm256_min_pd(a, b))
TAPELESS_TWO(max, __m256, _mm256_max_ps(a, b))
TAPELESS_TWO(max, __m256d, _mm256_max_pd(a, b))
TAPELESS_ONE(floor, __m256, _mm256_floor_ps(a))
TAPELESS_ONE(floor, __m256d, _mm256_floor_pd(a))
TAPELESS_ONE(nearest, __m256, _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT))
TAPELESS_ONE(nearest, __m256d, _mm256_round_pd(a, _MM_FROUND_TO_NEAREST_INT))
#endif
#if defined(__FMA__)
TAPELESS_THREE(fma, __m128, _mm_fmadd_ps(a, b, c))
TAPELESS_THREE(fma, __m128d, _mm_fmadd_pd(a, b, c))
TAPELESS_THREE(fma, __m256, _mm256_fmadd_ps(a, b, c))
TAPELESS_THREE(fma, __m256d, _mm256_fmadd_pd(a, b, c))
#endif
#if defined(__AVX2__)
TAPELESS_TWO(multiply_halves, __m256i, _mm256_mul_epu32(a, b))
#endif
#if defined(__AVX512F__)
// The masked forms avoid a g++ 12 warning of an uninitialized value in its own header; a mask of ones costs nothing.
inline constexpr __mmask16 ones16 = 0xffff;
inline constexpr __mmask8 ones8 = 0xff;
TAPELESS_TWO(multiply_halves, __m512i, _mm512_maskz_mul_epu32(ones8, a, b))
TAPELESS_ONE(sqrt, __m512, _mm512_maskz_sqrt_ps(ones16, a))
TAPELESS_ONE(sqrt, __m512d, _mm512_maskz_sqrt_pd(ones8, a))
TAPELESS_TWO(min, __m512, _mm512_maskz_min_ps(ones16, a, b))
TAPELESS_TWO(min, __m512d, _mm512_maskz_min_pd(ones8, a, b))
TAPELESS_TWO(max, __m512, _mm512_maskz_max_ps(ones16, a, b))
TAPELESS_TWO(max, __m512d, _mm512_maskz_max_pd(ones8, a, b))
// Where b is NaN, it stays; the comparison waits for b alone, so that a chain waits for one instruction each time.
TAPELESS_TWO(minimum, __m512, _mm512_mask_min_ps(b, _mm512_cmp_ps_mask(b, b, _CMP_ORD_Q), b, a))
TAPELESS_TWO(minimum, __m512d, _mm512_mask_min_pd(b, _mm512_cmp_pd_mask(b, b, _CMP_ORD_Q), b, a))
TAPELESS_TWO(maximum, __m512, _mm512_mask_max_ps(b, _mm512_cmp_ps_mask(b, b, _CMP_ORD_Q), b, a))
TAPELESS_TWO(maximum, __m512d, _mm512_mask_max_pd(b, _mm512_cmp_pd_mask(b, b, _CMP_ORD_Q), b, a))
TAPELESS_ONE(floor, __m512, _mm512_maskz_roundscale_ps(ones16, a, _MM_FROUND_TO_NEG_INF))
TAPELESS_ONE(floor, __m512d, _mm512_maskz_roundscale_pd(ones8, a, _MM_FROUND_TO_NEG_INF))
TAPELESS_ONE(nearest, __m512, _mm512_maskz_roundscale_ps(ones16, a, _MM_FROUND_TO_NEAREST_INT))
TAPELESS_ONE(nearest, __m512d, _mm512_maskz_roundscale_pd(ones8, a, _MM_FROUND_TO_NEAREST_INT))
TAPELESS_THREE(fma, __m512, _mm512_fmadd_ps(a, b, c))
TAPELESS_THREE(fma, __m512d, _mm512_fmadd_pd(a, b, c))
#endif
#if defined(__aarch64__)
TAPELESS_ONE(sqrt, float32x4_t, vsqrtq_f32(a))
TAPELESS_ONE(sqrt, float64x2_t, vsqrtq_f64(a))
TAPELESS_ONE(floor, float32x4_t, vrndmq_f32(a))
TAPELESS_ONE(floor, float64x2_t, vrndmq_f64(a))
TAPELESS_ONE(nearest, float32x4_t, vrndnq_f32(a))
TAPELESS_ONE(nearest, float64x2_t, vrndnq_f64(a))
TAPELESS_THREE(fma, float32x4_t, vfmaq_f32(c, a, b))
TAPELESS_THREE(fma, float64x2_t, vfmaq_f64(c, a, b))
#endif
#if defined(__wasm_simd128__)
using float4 [[gnu::vector_size(16)]] = float;
using double2 [[gnu::vector_size(16)]] = double;
TAPELESS_ONE(sqrt, float4, (float4)wasm_f32x4_sqrt((v128_t)a))
TAPELESS_ONE(sqrt, double2, (double2)wasm_f64x2_sqrt((v128_t)a))
TAPELESS_ONE(floor, float4, (float4)wasm_f32x4_floor((v128_t)a))
TAPELESS_ONE(floor, double2, (double2)wasm_f64x2_floor((v128_t)a))
TAPELESS_ONE(nearest, float4, (float4)wasm_f32x4_nearest((v128_t)a))
TAPELESS_ONE(nearest, double2, (double2)wasm_f64x2_nearest((v128_t)a))
#endif
#endif

#undef TAPELESS_ONE
#undef TAPELESS_TWO
#undef TAPELESS_THREE

}  // namespace tapeless::inline TAPELESS_ISA::simd::instructions
