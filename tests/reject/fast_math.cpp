// A compiler that may rearrange arithmetic and assume that there is no NaN.
#ifdef FIXED
#else
#define __FAST_MATH__ 1  // as -ffast-math does
#endif
#include <tapeless/tapeless.hpp>  // expect: tapeless: -ffast-math
                                  // expect: compile the files that include tapeless without them
