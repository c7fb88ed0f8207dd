// W10b: the standard WaveNet of Neural Amp Modeler, live, one frame a call.
#pragma once

#include "../harness/live.hpp"

namespace w10b {
inline constexpr int frames = 1;
inline constexpr const bench::wavenet& model = bench::standard_wavenet;
inline std::vector<float> parameters() { return bench::wavenet_parameters(model); }
}  // namespace w10b
