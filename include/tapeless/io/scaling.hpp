// Scaling of features, determined on the training set and applied to all sets.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <tapeless/io/dataset.hpp>
#include <tapeless/io/error.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// x' = (x - shift) * factor for each feature, in double, where no difference of floats overflows. Missing values (NaN)
// remain missing.
struct scaling {
  std::vector<double> shift, factor;

  // Scales in place. Throws extent_error, before anything is changed, if the number of features differs.
  void apply(dataset& d) const {
    if (d.width() != shift.size())
      throw extent_error({d.file}, std::to_string(shift.size()) + " features", std::to_string(d.width()));
    for (std::size_t r = 0; r < d.samples; ++r)
      for (std::size_t c = 0; c < shift.size(); ++c) {
        float& x = d.features[r * shift.size() + c];
        x = static_cast<float>((static_cast<double>(x) - shift[c]) * factor[c]);
      }
  }
};

namespace detail {

// The range of one feature, over its finite values.
struct column_range {
  double low = 0, high = 0;
  std::size_t count = 0;
};
template <class Use>
void each_finite(const dataset& d, std::size_t column, Use use) {
  for (std::size_t r = 0; r < d.samples; ++r)
    if (const double x = d.features[r * d.width() + column]; std::isfinite(x)) use(x);
}
inline column_range range_of(const dataset& d, std::size_t column) {
  column_range all;
  each_finite(d, column, [&](double x) {
    all.low = all.count ? std::min(all.low, x) : x;
    all.high = all.count ? std::max(all.high, x) : x;
    ++all.count;
  });
  return all;
}

}  // namespace detail

// To mean 0 and standard deviation 1 (of the population). A feature that is constant in d is always scaled to 0.
inline scaling standard_scaling(const dataset& d) {
  scaling s;
  for (std::size_t c = 0; c < d.width(); ++c) {
    const detail::column_range all = detail::range_of(d, c);
    const double n = static_cast<double>(std::max<std::size_t>(all.count, 1));
    double above = 0, square = 0;  // sums relative to the lowest value: exactly 0 for a constant
    detail::each_finite(d, c, [&](double x) { above += x - all.low; });
    const double mean = all.low + above / n;
    detail::each_finite(d, c, [&](double x) { square += (x - mean) * (x - mean); });
    s.shift.push_back(mean);
    s.factor.push_back(all.high > all.low ? 1 / std::sqrt(square / n) : 0.0);
  }
  return s;
}

// To [0, 1]. A feature that is constant in d is always scaled to 0.
inline scaling range_scaling(const dataset& d) {
  scaling s;
  for (std::size_t c = 0; c < d.width(); ++c) {
    const detail::column_range all = detail::range_of(d, c);
    s.shift.push_back(all.low);
    s.factor.push_back(all.high > all.low ? 1 / (all.high - all.low) : 0.0);
  }
  return s;
}

// The same scaling for every feature: fixed_scaling(d, 0, 16) maps pixels from 0..16 to 0..1. Throws extent_error if
// low equals high or either is not finite.
inline scaling fixed_scaling(const dataset& d, double low, double high) {
  if (!std::isfinite(high - low) || high == low)
    throw extent_error({d.file}, "two different finite numbers", std::to_string(low) + " and " + std::to_string(high));
  return {std::vector<double>(d.width(), low), std::vector<double>(d.width(), 1 / (high - low))};
}

}  // namespace tapeless::inline TAPELESS_ISA::io
