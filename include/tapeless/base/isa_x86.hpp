// The name of an instruction set on x86: the highest level that is enabled as a whole, and each feature beyond it.
#pragma once

#include <tapeless/base/isa.hpp>

#if defined(__x86_64__) || defined(__i386__)

#define TAPELESS_ISA_V2                                                                                           \
  TAPELESS_JOIN(TAPELESS_TAG(__SSE3__, _sse3), TAPELESS_TAG(__SSSE3__, _ssse3), TAPELESS_TAG(__SSE4_1__, _sse41), \
                TAPELESS_TAG(__SSE4_2__, _sse42), TAPELESS_TAG(__POPCNT__, _popcnt), , , )
#define TAPELESS_ISA_V3                                                                                    \
  TAPELESS_JOIN(TAPELESS_TAG(__AVX__, _avx), TAPELESS_TAG(__AVX2__, _avx2), TAPELESS_TAG(__FMA__, _fma),   \
                TAPELESS_TAG(__F16C__, _f16c), TAPELESS_TAG(__BMI__, _bmi), TAPELESS_TAG(__BMI2__, _bmi2), \
                TAPELESS_TAG(__LZCNT__, _lzcnt), TAPELESS_TAG(__MOVBE__, _movbe))
#define TAPELESS_ISA_V4                                                                                                \
  TAPELESS_JOIN(TAPELESS_TAG(__AVX512F__, _avx512f), TAPELESS_TAG(__AVX512VL__, _vl), TAPELESS_TAG(__AVX512DQ__, _dq), \
                TAPELESS_TAG(__AVX512BW__, _bw), TAPELESS_TAG(__AVX512CD__, _cd), , , )
#define TAPELESS_ISA_V5                                                                                 \
  TAPELESS_JOIN(TAPELESS_TAG(__AVX512IFMA__, _ifma), TAPELESS_TAG(__AVX512VBMI__, _vbmi),               \
                TAPELESS_TAG(__AVX512VBMI2__, _vbmi2), TAPELESS_TAG(__AVX512VNNI__, _vnni),             \
                TAPELESS_TAG(__AVX512BITALG__, _bitalg), TAPELESS_TAG(__AVX512VPOPCNTDQ__, _vpopcntdq), \
                TAPELESS_TAG(__GFNI__, _gfni), )
#define TAPELESS_ISA_REST                                                                                              \
  TAPELESS_JOIN(TAPELESS_TAG(__AVX512FP16__, _fp16), TAPELESS_TAG(__AVX512BF16__, _bf16),                              \
                TAPELESS_TAG(__AVXVNNI__, _avxvnni), TAPELESS_TAG(__AVX10_2__, _avx10), TAPELESS_TAG(__APX_F__, _apx), \
                TAPELESS_TAG(__FMA4__, _fma4), TAPELESS_TAG(__XOP__, _xop), TAPELESS_TAG(__TBM__, _tbm))

#define TAPELESS_ISA_LEVEL sse2
#define TAPELESS_ISA_MORE \
  TAPELESS_JOIN(TAPELESS_ISA_V2, TAPELESS_ISA_V3, TAPELESS_ISA_V4, TAPELESS_ISA_V5, TAPELESS_ISA_REST, , , )

#if !defined(__SSE2__)
#undef TAPELESS_ISA_LEVEL
#define TAPELESS_ISA_LEVEL x87
#elif defined(__SSE3__) && defined(__SSSE3__) && defined(__SSE4_1__) && defined(__SSE4_2__) && defined(__POPCNT__)
#undef TAPELESS_ISA_V2
#undef TAPELESS_ISA_LEVEL
#define TAPELESS_ISA_V2
#define TAPELESS_ISA_LEVEL sse4
#if defined(__AVX__) && defined(__AVX2__) && defined(__FMA__) && defined(__F16C__) && defined(__BMI__) && \
    defined(__BMI2__) && defined(__LZCNT__) && defined(__MOVBE__)
#undef TAPELESS_ISA_V3
#undef TAPELESS_ISA_LEVEL
#define TAPELESS_ISA_V3
#define TAPELESS_ISA_LEVEL avx2
#if defined(__AVX512F__) && defined(__AVX512VL__) && defined(__AVX512DQ__) && defined(__AVX512BW__) && \
    defined(__AVX512CD__)
#undef TAPELESS_ISA_V4
#undef TAPELESS_ISA_LEVEL
#define TAPELESS_ISA_V4
#define TAPELESS_ISA_LEVEL avx512
#if defined(__AVX512IFMA__) && defined(__AVX512VBMI__) && defined(__AVX512VBMI2__) && defined(__AVX512VNNI__) && \
    defined(__AVX512BITALG__) && defined(__AVX512VPOPCNTDQ__) && defined(__GFNI__)
#undef TAPELESS_ISA_V5
#undef TAPELESS_ISA_LEVEL
#define TAPELESS_ISA_V5
#define TAPELESS_ISA_LEVEL icelake
#endif
#endif
#endif
#endif
#endif
