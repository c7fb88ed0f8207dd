// W10e: an LSTM of 16 of Neural Amp Modeler, live, 64 frames a call.
#pragma once

#include "../harness/live.hpp"

namespace w10e {
inline constexpr int frames = 64;
inline constexpr bench::lstm_stack model = bench::one_layer;
inline std::vector<float> parameters() { return bench::lstm_parameters(model); }
}  // namespace w10e
