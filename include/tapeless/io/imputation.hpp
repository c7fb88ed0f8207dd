// Values for missing features, determined on the training set and used in all sets.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <tapeless/io/dataset.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/scaling.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// A missing value (NaN) of feature c becomes value[c].
struct imputation {
  std::vector<double> value;

  // In place. Throws extent_error, before anything is changed, if the number of features differs.
  void apply(dataset& d) const {
    if (d.width() != value.size())
      throw extent_error({d.file}, std::to_string(value.size()) + " features", std::to_string(d.width()));
    for (std::size_t i = 0; i < d.features.size(); ++i)
      if (std::isnan(d.features[i])) d.features[i] = static_cast<float>(value[i % value.size()]);
  }
};

// The mean of each feature over its finite values. Throws column_error for a feature that has none.
inline imputation mean_imputation(const dataset& d) {
  imputation m;
  for (const detail::column_view& column : detail::columns_of(d, of::features)) {
    const detail::column_range all = column.range();
    if (all.count == 0) throw column_error({d.file}, "a value of feature " + d.names[column.column], "none");
    m.value.push_back(all.mean());
  }
  return m;
}

// The same constant for each feature.
inline imputation constant_imputation(const dataset& d, double value) {
  return {std::vector<double>(d.width(), value)};
}

}  // namespace tapeless::inline TAPELESS_ISA::io
