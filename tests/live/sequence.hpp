// A sequence of sound that the tests of live programs play, whole and in parts.
#pragma once

#include <cmath>
#include <vector>

namespace live_tests {

inline std::vector<float> signal(int channels, int count) {
  std::vector<float> x;
  for (int i = 0; i < channels * count; ++i)
    x.push_back(std::sin(0.3f * static_cast<float>(i)) + 0.1f * static_cast<float>((i * 7919) % 13));
  return x;
}
// Frames [first, first + n) of a sequence that lies row by row.
template <class Range>
std::vector<float> frames(const Range& all, int channels, int first, int n) {
  const int count = static_cast<int>(all.size()) / channels;
  std::vector<float> part;
  for (int c = 0; c < channels; ++c)
    for (int t = 0; t < n; ++t) part.push_back(all[static_cast<std::size_t>(c * count + first + t)]);
  return part;
}

}  // namespace live_tests
