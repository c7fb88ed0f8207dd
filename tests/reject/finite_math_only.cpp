// A compiler that may assume that there is no NaN and no infinity.
#ifdef FIXED
#else
#undef __FINITE_MATH_ONLY__
#define __FINITE_MATH_ONLY__ 1  // as -ffinite-math-only does
#endif
#include <tapeless/tapeless.hpp>  // expect: -ffinite-math-only
                                  // expect: break exact sums, NaN and infinities
