// An index with more classes than its one-hot encoding.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/gather.hpp>

using namespace tapeless;

constexpr auto k = class_index<"k", 10>;
#ifdef FIXED
constexpr auto y = one_hot<10>(k);
#else
constexpr auto y = one_hot<9>(k);  // expect: one_hot<classes>(indices): out of range
#endif
