// An index with more classes than the table has rows.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/gather.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto ten = class_index<"ten", 10>;
constexpr auto eleven = class_index<"eleven", 11>;
#ifdef FIXED
constexpr auto y = gather<0>(a, ten);
#else
constexpr auto y = gather<0>(a, eleven);  // expect: the index has more classes than the table has elements
                                          // expect: tensor<10, 16>
                                          // expect: tensor<>
#endif
