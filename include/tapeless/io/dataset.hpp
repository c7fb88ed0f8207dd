// Data sets: samples with features, and a label (classification) or targets (regression) for each.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tapeless/io/csv.hpp>
#include <tapeless/io/error.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// Every array is contiguous, one sample after another. `labels` or `targets` are empty if the data set has none.
struct dataset {
  std::string file;
  std::size_t samples = 0;
  std::vector<std::string> names;    // of the features
  std::vector<float> features;       // [samples][width()]
  std::vector<int> labels;           // [samples], each in [0, classes.size())
  std::vector<std::string> classes;  // the name of each label
  std::vector<std::string> target_names;
  std::vector<float> targets;  // [samples][target_names.size()]

  std::size_t width() const { return names.size(); }
};

namespace detail {

// The chosen columns of a row-major matrix.
inline std::vector<float> take_columns(const std::vector<float>& from, std::size_t rows, std::size_t width,
                                       const std::vector<std::size_t>& columns) {
  std::vector<float> out;
  out.reserve(rows * columns.size());
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c : columns) out.push_back(from[r * width + c]);
  return out;
}

inline dataset features_without(const table<float>& t, const std::vector<std::size_t>& without) {
  dataset d;
  d.file = t.file;
  d.samples = t.rows;
  std::vector<std::size_t> kept;
  for (std::size_t c = 0; c < t.columns(); ++c)
    if (std::find(without.begin(), without.end(), c) == without.end()) {
      kept.push_back(c);
      d.names.push_back(t.names[c]);
    }
  d.features = take_columns(t.numbers, t.rows, t.columns(), kept);
  return d;
}

}  // namespace detail

// Features from the numeric columns, labels from one column: integers from 0, or text, of which the distinct values
// become classes in alphabetical order. Throws column_error, format_error.
inline dataset classification(const table<float>& t, std::string_view label) {
  dataset d;
  auto text = std::find(t.text_names.begin(), t.text_names.end(), label);
  if (text != t.text_names.end()) {
    d = detail::features_without(t, {});
    const std::vector<std::string>& words = t.texts[static_cast<std::size_t>(text - t.text_names.begin())];
    d.classes = words;
    std::sort(d.classes.begin(), d.classes.end());
    d.classes.erase(std::unique(d.classes.begin(), d.classes.end()), d.classes.end());
    for (const std::string& word : words)
      d.labels.push_back(
          static_cast<int>(std::lower_bound(d.classes.begin(), d.classes.end(), word) - d.classes.begin()));
    return d;
  }
  const std::size_t column = t.column(label);
  d = detail::features_without(t, {column});
  int most = 0;
  for (std::size_t r = 0; r < t.rows; ++r) {
    const float value = t(r, column);
    if (!(value >= 0 && value < 1e6f) || std::floor(value) != value)
      throw format_error({t.file}, "integer labels from 0 in column " + std::string(label),
                         std::to_string(value) + " in row " + std::to_string(r + 1));
    d.labels.push_back(static_cast<int>(value));
    most = std::max(most, d.labels.back());
  }
  for (int c = 0; c <= most; ++c) d.classes.push_back(std::to_string(c));
  return d;
}

// Features from all numeric columns except the named ones, which are the targets. Throws column_error.
inline dataset regression(const table<float>& t, const std::vector<std::string>& targets) {
  std::vector<std::size_t> columns;
  for (const std::string& name : targets) columns.push_back(t.column(name));
  dataset d = detail::features_without(t, columns);
  d.target_names = targets;
  d.targets = detail::take_columns(t.numbers, t.rows, t.columns(), columns);
  return d;
}

// The same samples with only these features, in this order. Throws column_error.
inline dataset take(dataset d, const std::vector<std::string>& features) {
  std::vector<std::size_t> columns;
  for (const std::string& name : features) {
    auto at = std::find(d.names.begin(), d.names.end(), name);
    if (at == d.names.end()) throw column_error({d.file}, "a feature named " + name, "none");
    columns.push_back(static_cast<std::size_t>(at - d.names.begin()));
  }
  d.features = detail::take_columns(d.features, d.samples, d.width(), columns);
  d.names = features;
  return d;
}

// The samples of these rows, in this order; a row may occur twice. Throws extent_error.
inline dataset rows(const dataset& d, const std::vector<std::size_t>& indices) {
  dataset out{d.file, indices.size(), d.names, {}, {}, d.classes, d.target_names, {}};
  auto copy = [](const auto& from, auto& to, std::size_t row, std::size_t width) {
    auto first = from.begin() + static_cast<std::ptrdiff_t>(row * width);
    to.insert(to.end(), first, first + static_cast<std::ptrdiff_t>(width));
  };
  for (std::size_t row : indices) {
    if (row >= d.samples) throw extent_error({d.file}, "a row below " + std::to_string(d.samples), std::to_string(row));
    copy(d.features, out.features, row, d.width());
    if (!d.labels.empty()) out.labels.push_back(d.labels[row]);
    copy(d.targets, out.targets, row, d.target_names.size());
  }
  return out;
}

}  // namespace tapeless::inline TAPELESS_ISA::io
