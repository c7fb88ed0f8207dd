// W6c: one time step of an LSTM of 32 with one input and a dense output, with PyTorch's formulas and gate order.
#pragma once

#include "../harness/numbers.hpp"

namespace w6c {
inline constexpr int hidden = 32, gates = 4;
inline std::vector<float> series() { return bench::numbers(8, 67, 1); }
// weight_ih [1][gates * hidden], bias_ih, weight_hh [hidden][gates * hidden], bias_hh, out.weight [hidden][1], out.bias
inline std::vector<float> parameters() {
  return bench::numbers(gates * hidden * (hidden + 3) + hidden + 1, 68, 1 / std::sqrt(hidden));
}
}  // namespace w6c
