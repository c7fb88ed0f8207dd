// The instruction set is part of every name of the library: two translation units of one program that are compiled for
// different machines share no code. Otherwise the linker keeps one copy of a function for both: an illegal instruction on
// the older machine, or silently the slow copy on the newer one.
//
// Every header opens `namespace tapeless::inline TAPELESS_ISA`; users write tapeless::name as if it were not there.
#pragma once

// One word for each feature that changes which instructions the library's code may contain.
#if defined(TAPELESS_NO_SIMD)
#define TAPELESS_ISA_VECTORS scalar
#elif defined(__AVX512F__)
#define TAPELESS_ISA_VECTORS avx512
#elif defined(__AVX2__)
#define TAPELESS_ISA_VECTORS avx2
#elif defined(__AVX__)
#define TAPELESS_ISA_VECTORS avx
#elif defined(__SSE4_1__)
#define TAPELESS_ISA_VECTORS sse4
#elif defined(__SSE2__)
#define TAPELESS_ISA_VECTORS sse2
#elif defined(__ARM_NEON)
#define TAPELESS_ISA_VECTORS neon
#else
#define TAPELESS_ISA_VECTORS plain
#endif
#if defined(__FMA__)
#define TAPELESS_ISA_FMA _fma
#else
#define TAPELESS_ISA_FMA
#endif

#define TAPELESS_ISA_JOIN_(a, b) a##b
#define TAPELESS_ISA_JOIN(a, b) TAPELESS_ISA_JOIN_(a, b)
#define TAPELESS_ISA TAPELESS_ISA_JOIN(TAPELESS_ISA_VECTORS, TAPELESS_ISA_FMA)
