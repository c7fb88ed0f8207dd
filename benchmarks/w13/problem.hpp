// W13: a training step of the autoencoder of MLPerf Tiny's anomaly detection,
// 640-128-128-128-128-8-128-128-128-128-640, with ReLU, without its batch normalisation, mean squared error, batch 64,
// Adam.
#pragma once

#include "../harness/numbers.hpp"

namespace w13 {
inline constexpr int batch = 64, features = 640;
inline const std::vector<int> sizes{features, 128, 128, 128, 128, 8, 128, 128, 128, 128, features};
inline std::vector<float> sounds() { return bench::numbers(batch * features, 131); }
// Twice the usual size, so that the signal is not lost between the layers.
inline std::vector<float> parameters() {
  std::vector<float> all = bench::dense_parameters(sizes, 132);
  for (float& v : all) v *= 2;
  return all;
}
}  // namespace w13
