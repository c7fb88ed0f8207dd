// W10a: the standard WaveNet of Neural Amp Modeler, live, 64 frames a call.
#pragma once

#include "../harness/live.hpp"

namespace w10a {
inline constexpr int frames = 64;
inline constexpr const bench::wavenet& model = bench::standard_wavenet;
inline std::vector<float> parameters() { return bench::wavenet_parameters(model); }
}  // namespace w10a
