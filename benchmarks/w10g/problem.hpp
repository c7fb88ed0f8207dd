// W10g: two LSTMs of 8 of Neural Amp Modeler, live, 64 frames a call.
#pragma once

#include "../harness/live.hpp"

namespace w10g {
inline constexpr int frames = 64;
inline constexpr bench::lstm_stack model = bench::two_layers;
inline std::vector<float> parameters() { return bench::lstm_parameters(model); }
}  // namespace w10g
