// W10f: an LSTM of 16 of Neural Amp Modeler, live, one frame a call.
#pragma once

#include "../harness/live.hpp"

namespace w10f {
inline constexpr int frames = 1;
inline constexpr bench::lstm_stack model = bench::one_layer;
inline std::vector<float> parameters() { return bench::lstm_parameters(model); }
}  // namespace w10f
