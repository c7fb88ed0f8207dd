// Compiler attributes, spelled once.
#pragma once

#if defined(__GNUC__) || defined(__clang__)
#define TAPELESS_INLINE [[gnu::always_inline]] inline
#define TAPELESS_INLINED __attribute__((always_inline))  // of a lambda, behind its parameters
#define TAPELESS_NOINLINE [[gnu::noinline]]
#define TAPELESS_RESTRICT __restrict__
#else
#define TAPELESS_INLINE inline
#define TAPELESS_INLINED
#define TAPELESS_NOINLINE
#define TAPELESS_RESTRICT
#endif
