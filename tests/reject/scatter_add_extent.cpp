// An index with more classes than the result has elements.
#include <tapeless/ops/scatter.hpp>

using namespace tapeless;

constexpr auto v = input<"v", 3>;
constexpr auto k = class_index<"k", 5>;
#ifdef FIXED
constexpr auto f = scatter_add<0, 5>(v, k);
#else
constexpr auto f = scatter_add<0, 4>(v, k);  // expect: scatter_add<axis, extent>(values, indices): out of range: the extent is at least 1 and at
                                             // expect: tensor<3>
#endif
