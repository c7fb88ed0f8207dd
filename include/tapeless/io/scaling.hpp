// Scaling of features: measured on the training part, applied to every part.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <tapeless/io/dataset.hpp>
#include <tapeless/io/error.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// x' = (x - shift) * factor, for each feature.
struct scaling {
  std::vector<float> shift, factor;

  // Scales in place; throws extent_error before anything is changed where the number of features differs.
  void apply(dataset& d) const {
    if (d.width() != shift.size())
      throw extent_error({d.file}, std::to_string(shift.size()) + " features", std::to_string(d.width()));
    for (std::size_t r = 0; r < d.samples; ++r)
      for (std::size_t c = 0; c < shift.size(); ++c) {
        float& x = d.features[r * shift.size() + c];
        x = (x - shift[c]) * factor[c];
      }
  }
};

// To mean 0 and standard deviation 1 (the population's); a constant feature becomes 0.
inline scaling standard_scaling(const dataset& d) {
  scaling s;
  const double n = static_cast<double>(std::max<std::size_t>(d.samples, 1));
  for (std::size_t c = 0; c < d.width(); ++c) {
    double mean = 0, square = 0;
    for (std::size_t r = 0; r < d.samples; ++r) mean += static_cast<double>(d.features[r * d.width() + c]) / n;
    for (std::size_t r = 0; r < d.samples; ++r) {
      const double off = static_cast<double>(d.features[r * d.width() + c]) - mean;
      square += off * off / n;
    }
    const double deviation = std::sqrt(square);
    s.shift.push_back(static_cast<float>(mean));
    s.factor.push_back(deviation > 1e-12 * std::abs(mean) ? static_cast<float>(1 / deviation) : 0.0f);
  }
  return s;
}

// To [0, 1]; a constant feature becomes 0.
inline scaling range_scaling(const dataset& d) {
  scaling s;
  for (std::size_t c = 0; c < d.width(); ++c) {
    float low = d.samples ? d.features[c] : 0.0f, high = low;
    for (std::size_t r = 0; r < d.samples; ++r) {
      low = std::min(low, d.features[r * d.width() + c]);
      high = std::max(high, d.features[r * d.width() + c]);
    }
    s.shift.push_back(low);
    s.factor.push_back(high > low ? 1 / (high - low) : 0.0f);
  }
  return s;
}

// Every feature by the same rule: pixels of 0 to 16 become 0 to 1 by fixed_scaling(d, 0, 16).
inline scaling fixed_scaling(const dataset& d, float low, float high) {
  return {std::vector<float>(d.width(), low), std::vector<float>(d.width(), 1 / (high - low))};
}

}  // namespace tapeless::io
