// W3 as a user of tapeless would write it.
#pragma once

#include <tapeless/tapeless.hpp>

#include "problem.hpp"

namespace w3 {
using namespace tapeless;

constexpr auto x = input<"x", 784>;
constexpr auto y = class_index<"y", 10>;
constexpr auto h1 = relu(dense<"first", 128>(x));
constexpr auto h2 = relu(dense<"second", 64>(h1));
constexpr auto loss = softmax_cross_entropy(dense<"out", 10>(h2), y);
constexpr momentum optimiser{.velocity = momentum::of_gradients};  // as in PyTorch
}  // namespace w3
