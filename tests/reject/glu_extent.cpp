// Seven elements are not as many values as gates.
#include <tapeless/nn/glu.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4, 7>;
#ifdef FIXED
constexpr auto f = glu<0>(z);
#else
constexpr auto f = glu(z);  // expect: glu<axis>(x): axis out of range, or an odd extent
                            // expect: tensor<4, 7>
#endif
