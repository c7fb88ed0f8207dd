// The library relies on the compiler to perform arithmetic exactly as written.
//
// Two-word sums, NaN, infinities and range reduction go wrong if the compiler replaces a + b - a by b or assumes that
// no number is NaN. -fno-signed-zeros, -freciprocal-math and -fno-trapping-math are harmless on their own. clang
// defines no macro for -fassociative-math alone, so it cannot be detected there; do not use it.
#pragma once

#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || \
    (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0)
#error \
    "tapeless: -ffast-math, -ffinite-math-only and -fassociative-math (also within -Ofast) break exact sums, NaN and infinities: compile the files that include tapeless without them, or add -fno-fast-math"
#endif
