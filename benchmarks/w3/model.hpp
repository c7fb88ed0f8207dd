// W3 as a user of tapeless would write it.
#pragma once

#include <tapeless/tapeless.hpp>

#include "problem.hpp"

namespace w3 {
using namespace tapeless;

// v <- mu v + g,  w <- w - eta v
struct momentum {
  double learning_rate = 0.01, mu = 0.9;

  constexpr void operator()(update& u) const {
    term v = u.slot<"v">();
    term v1 = mu * v + u.gradient;
    u.assign(v, v1);
    u.assign(u.parameter, u.parameter - u.scalar<"learning_rate">(learning_rate) * v1);
  }
};

constexpr auto x = input<"x", 784>;
constexpr auto y = class_index<"y", 10>;
constexpr auto h1 = relu(dense<"first", 128>(x));
constexpr auto h2 = relu(dense<"second", 64>(h1));
constexpr auto loss = softmax_cross_entropy(dense<"out", 10>(h2), y);
}  // namespace w3
