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

// x' = (x - shift) * factor, for each feature; in double, where no range of floats overflows. What is missing (NaN)
// stays so.
struct scaling {
  std::vector<double> shift, factor;

  // Scales in place; throws extent_error before anything is changed where the number of features differs.
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

// Of one feature, of the values that are finite: what is missing tells nothing of the others.
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

// To mean 0 and standard deviation 1 (the population's). A feature that is constant in d becomes 0, whatever its value
// then.
inline scaling standard_scaling(const dataset& d) {
  scaling s;
  for (std::size_t c = 0; c < d.width(); ++c) {
    const detail::column_range all = detail::range_of(d, c);
    const double n = static_cast<double>(std::max<std::size_t>(all.count, 1));
    double above = 0, square = 0;  // sums of what is above the lowest: those of a constant are 0
    detail::each_finite(d, c, [&](double x) { above += x - all.low; });
    const double mean = all.low + above / n;
    detail::each_finite(d, c, [&](double x) { square += (x - mean) * (x - mean); });
    s.shift.push_back(mean);
    s.factor.push_back(all.high > all.low ? 1 / std::sqrt(square / n) : 0.0);
  }
  return s;
}

// To [0, 1]. A feature that is constant in d becomes 0, whatever its value then.
inline scaling range_scaling(const dataset& d) {
  scaling s;
  for (std::size_t c = 0; c < d.width(); ++c) {
    const detail::column_range all = detail::range_of(d, c);
    s.shift.push_back(all.low);
    s.factor.push_back(all.high > all.low ? 1 / (all.high - all.low) : 0.0);
  }
  return s;
}

// Every feature by the same rule: pixels of 0 to 16 become 0 to 1 by fixed_scaling(d, 0, 16). Throws extent_error where
// low is high, or either not finite.
inline scaling fixed_scaling(const dataset& d, double low, double high) {
  if (!std::isfinite(high - low) || high == low)
    throw extent_error({d.file}, "two different finite numbers", std::to_string(low) + " and " + std::to_string(high));
  return {std::vector<double>(d.width(), low), std::vector<double>(d.width(), 1 / (high - low))};
}

}  // namespace tapeless::inline TAPELESS_ISA::io
