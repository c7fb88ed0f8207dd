// Inputs and initial parameters, the same for every system and machine. All are exact in float.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace bench {

// Arbitrary numbers from -scale to scale.
inline std::vector<float> numbers(int count, unsigned seed, double scale = 1) {
  std::vector<float> all(static_cast<std::size_t>(count));
  unsigned state = seed * 2654435761u + 12345u;
  for (float& x : all) {
    state = state * 1664525u + 1013904223u;
    x = static_cast<float>((static_cast<double>(state >> 8) / 8388608.0 - 1) * scale);
  }
  return all;
}

inline std::vector<int> labels(int count, int classes, unsigned seed) {
  std::vector<int> all;
  for (float x : numbers(count, seed))
    all.push_back(static_cast<int>((x + 1) / 2 * static_cast<float>(classes)) % classes);
  return all;
}

inline std::vector<float> one_hot(const std::vector<int>& labels, int classes) {
  std::vector<float> all(labels.size() * static_cast<std::size_t>(classes));
  for (std::size_t i = 0; i < labels.size(); ++i)
    all[i * static_cast<std::size_t>(classes) + static_cast<std::size_t>(labels[i])] = 1;
  return all;
}

// Dense layers: weight [in][out], then bias, layer after layer.
inline std::vector<float> dense_parameters(const std::vector<int>& sizes, unsigned seed) {
  std::vector<float> all;
  for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
    const std::vector<float> layer =
        numbers((sizes[l] + 1) * sizes[l + 1], seed + static_cast<unsigned>(l), 1.0 / std::sqrt(sizes[l]));
    all.insert(all.end(), layer.begin(), layer.end());
  }
  return all;
}

template <class T, class U>
std::vector<T> convert(const std::vector<U>& from) {
  return std::vector<T>(from.begin(), from.end());
}

}  // namespace bench
