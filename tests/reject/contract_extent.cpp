// A letter of a contraction with two extents.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/products.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = contract<"ij,k->ik">(a, x);
#else
constexpr auto y = contract<"ij,j->i">(a, x);  // expect: a letter has two extents
                                               // expect: tensor<10, 16>
                                               // expect: tensor<8>
#endif
