// Letters of a contraction that do not fit the ranks.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/products.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = contract<"ij,k->kij">(a, x);
#else
constexpr auto y = contract<"ijk,k->ij">(a, x);  // expect: each operand needs one letter for each of its axes
                                                 // expect: tensor<10, 16>
                                                 // expect: tensor<8>
#endif
