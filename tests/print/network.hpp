// The expressions for the tests of printing: a network of two layers with a softmax, and leaves of each rank.
#pragma once

#include <tapeless/calculus/gradient.hpp>
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/ops/softmax.hpp>

namespace print_tests {

using namespace tapeless;

inline constexpr auto a = input<"a">;
inline constexpr auto b = input<"b">;
inline constexpr auto u = input<"u", 4>;
inline constexpr auto v = input<"v", 3>;
inline constexpr auto A = parameter<"A", 3, 4>;
inline constexpr auto B = parameter<"B", 4, 5>;

template <text Weight, text Bias, int In, int Out, graph X>
constexpr auto layer_of(expr<X> in) {
  return vecmat(in, parameter<Weight, In, Out>) + parameter<Bias, Out>;
}

struct cross_entropy_f {
  static constexpr int arity = 2;
  constexpr term operator()(term z, term y) const {
    term s = z - spread(stop_gradient(reduce<ops::reduce_max_op>(z, 1u)), z->shape, 1u);
    return reduce<ops::sum_op>(y * (log(reduce<ops::sum_op>(exp(s), 1u)) - s), 1u);
  }
};

inline constexpr auto x = input<"x", 6>;
inline constexpr auto y = input<"y", 3>;
inline constexpr auto hidden = relu(layer_of<"w1", "b1", 6, 5>(x));
inline constexpr auto logits = layer_of<"w2", "b2", 5, 3>(hidden);
inline constexpr auto loss = composition<cross_entropy_f>{}(logits, y);

}  // namespace print_tests
