// One point of the curves: a training step of width - depth hidden layers of this width - 10, ReLU, softmax
// cross-entropy, SGD. Systems that need the sizes at compile time get them as BATCH, WIDTH and DEPTH; the others read
// them at run time.
#pragma once

#include "../harness/numbers.hpp"

namespace scaling {
extern const int batch, width, depth;

inline std::vector<int> sizes() {
  std::vector<int> all(static_cast<std::size_t>(depth) + 1, width);
  all.push_back(10);
  return all;
}
inline std::vector<float> images() { return bench::numbers(batch * width, 101); }
inline std::vector<int> labels() { return bench::labels(batch, 10, 102); }
inline std::vector<float> parameters() { return bench::dense_parameters(sizes(), 103); }
}  // namespace scaling
