// The library relies on the compiler doing the arithmetic as it is written.
//
// Sums in two words, NaN, infinities and range reduction come out wrong where a compiler takes a + b - a for b, or no
// number for NaN. -fno-signed-zeros, -freciprocal-math and -fno-trapping-math by themselves are harmless. clang does
// not say when -fassociative-math alone is on: it must not be.
#pragma once

#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || \
    (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0)
#error \
    "tapeless: -ffast-math, -ffinite-math-only and -fassociative-math (also within -Ofast) break exact sums, NaN and infinities: compile the files that include tapeless without them, or add -fno-fast-math"
#endif
