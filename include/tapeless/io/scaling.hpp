// Scaling of features or targets, determined on the training set and applied to all sets.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <tapeless/io/dataset.hpp>
#include <tapeless/io/error.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// Which columns of a data set.
enum class of { features, targets };

// x' = (x - shift) * factor for each column, in double, where no difference of floats overflows. Missing values (NaN)
// remain missing. Plain vectors, so that it can be stored with the model.
struct scaling {
  std::vector<double> shift, factor;
  io::of of = io::of::features;

  // Scales in place. Throws extent_error, before anything is changed, if the number of columns differs.
  void apply(dataset& d) const { apply(values_of(d)); }
  // Values [n][columns] from elsewhere, such as a single sample.
  void apply(std::span<float> values) const {
    each(values, [&](float x, std::size_t c) { return (static_cast<double>(x) - shift[c]) * factor[c]; });
  }

  // The inverse, x = x' / factor + shift, for a data set or for values [n][columns] such as the predictions of a model.
  // A column that was constant has its constant again.
  void invert(dataset& d) const { invert(values_of(d)); }
  void invert(std::span<float> values) const {
    each(values, [&](float x, std::size_t c) {
      return factor[c] == 0 && !std::isnan(x) ? shift[c] : static_cast<double>(x) / factor[c] + shift[c];
    });
  }

  // The columns that were constant in the data that the scaling comes from: they say nothing and are scaled to 0.
  std::vector<std::size_t> constant() const {
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < factor.size(); ++c)
      if (factor[c] == 0) columns.push_back(c);
    return columns;
  }

 private:
  std::span<float> values_of(dataset& d) const {
    const std::size_t width = of == io::of::features ? d.width() : d.target_names.size();
    if (width != shift.size())
      throw extent_error({d.file}, std::to_string(shift.size()) + " columns", std::to_string(width));
    return of == io::of::features ? d.features : d.targets;
  }

  template <class Change>
  void each(std::span<float> values, Change change) const {
    const std::size_t width = shift.size();
    if (factor.size() != width || (width == 0 ? !values.empty() : values.size() % width != 0))
      throw extent_error({}, "values of " + std::to_string(width) + " columns", std::to_string(values.size()));
    for (std::size_t i = 0; i < values.size();)
      for (std::size_t c = 0; c < width; ++c, ++i) values[i] = static_cast<float>(change(values[i], c));
  }
};

namespace detail {

// The range of one column, over its finite values.
struct column_range {
  double low = 0, high = 0, sum = 0;  // the sum is relative to low: exactly 0 for a constant
  std::size_t count = 0;
  double mean() const { return count ? low + sum / static_cast<double>(count) : 0.0; }
};

struct column_view {
  const std::vector<float>& values;
  std::size_t column, width;

  template <class Use>
  void each_finite(Use use) const {
    for (std::size_t i = column; i < values.size(); i += width)
      if (const double x = static_cast<double>(values[i]); std::isfinite(x)) use(x);
  }
  column_range range() const {
    column_range all;
    each_finite([&](double x) {
      all.low = all.count ? std::min(all.low, x) : x;
      all.high = all.count ? std::max(all.high, x) : x;
      ++all.count;
    });
    each_finite([&](double x) { all.sum += x - all.low; });
    return all;
  }
};

inline std::vector<column_view> columns_of(const dataset& d, of what) {
  std::vector<column_view> columns;
  const std::size_t width = what == of::features ? d.width() : d.target_names.size();
  for (std::size_t c = 0; c < width; ++c) columns.push_back({what == of::features ? d.features : d.targets, c, width});
  return columns;
}

}  // namespace detail

// To mean 0 and standard deviation 1 (of the population). A column that is constant in d is always scaled to 0.
inline scaling standard_scaling(const dataset& d, of what = of::features) {
  scaling s{{}, {}, what};
  for (const detail::column_view& column : detail::columns_of(d, what)) {
    const detail::column_range all = column.range();
    const double mean = all.mean();
    double square = 0;
    column.each_finite([&](double x) { square += (x - mean) * (x - mean); });
    s.shift.push_back(mean);
    s.factor.push_back(all.high > all.low ? 1 / std::sqrt(square / static_cast<double>(all.count)) : 0.0);
  }
  return s;
}

// To [0, 1]. A column that is constant in d is always scaled to 0.
inline scaling range_scaling(const dataset& d, of what = of::features) {
  scaling s{{}, {}, what};
  for (const detail::column_view& column : detail::columns_of(d, what)) {
    const detail::column_range all = column.range();
    s.shift.push_back(all.low);
    s.factor.push_back(all.high > all.low ? 1 / (all.high - all.low) : 0.0);
  }
  return s;
}

// The same scaling for every column: fixed_scaling(d, 0, 16) maps pixels from 0..16 to 0..1. Throws extent_error if low
// equals high or either is not finite.
inline scaling fixed_scaling(const dataset& d, double low, double high, of what = of::features) {
  if (!std::isfinite(high - low) || high == low)
    throw extent_error({d.file}, "two different finite numbers", std::to_string(low) + " and " + std::to_string(high));
  const std::size_t width = what == of::features ? d.width() : d.target_names.size();
  return {std::vector<double>(width, low), std::vector<double>(width, 1 / (high - low)), what};
}

}  // namespace tapeless::inline TAPELESS_ISA::io
