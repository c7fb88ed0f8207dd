// W6a: one time step of a GRU of 16 with one input and a dense output, with PyTorch's formulas and gate order.
#pragma once

#include "../harness/numbers.hpp"

namespace w6a {
inline constexpr int hidden = 16, gates = 3;
inline std::vector<float> series() { return bench::numbers(8, 61, 1); }
// weight_ih [1][gates * hidden], bias_ih, weight_hh [hidden][gates * hidden], bias_hh, out.weight [hidden][1], out.bias
inline std::vector<float> parameters() {
  return bench::numbers(gates * hidden * (hidden + 3) + hidden + 1, 62, 1 / std::sqrt(hidden));
}
}  // namespace w6a
