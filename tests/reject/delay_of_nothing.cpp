// A delay line that remembers nothing.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 1, 4>;
#ifdef FIXED
constexpr auto y = delay<"h", 1>(x);
#else
constexpr auto y = delay<"h", 0>(x);  // expect: past, the number of elements before x that are wanted, is at least 1
                                      // expect: the last axis of x is time
#endif

int main() { (void)y; }
