// W10h: two LSTMs of 8 of Neural Amp Modeler, live, one frame a call.
#pragma once

#include "../harness/live.hpp"

namespace w10h {
inline constexpr int frames = 1;
inline constexpr bench::lstm_stack model = bench::two_layers;
inline std::vector<float> parameters() { return bench::lstm_parameters(model); }
}  // namespace w10h
