// Data sets: samples with features, and a label (classification) or targets (regression) for each.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <tapeless/io/error.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// Every array is contiguous, one sample after another. `labels` or `targets` are empty if the data set has none.
struct dataset {
  std::string file;
  std::size_t samples = 0;
  std::vector<std::string> names = {};    // of the features
  std::vector<float> features = {};       // [samples][width()]
  std::vector<int> labels = {};           // [samples], each in [0, classes.size())
  std::vector<std::string> classes = {};  // the name of each label
  std::vector<std::string> target_names = {};
  std::vector<float> targets = {};         // [samples][target_names.size()]
  std::vector<std::string> left_out = {};  // columns of the table that are neither features, label nor targets

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

inline void check_row(const dataset& d, std::size_t row) {
  if (row >= d.samples) throw extent_error({d.file}, "a row below " + std::to_string(d.samples), std::to_string(row));
}

inline void check_labels(const dataset& d) {
  if (d.labels.size() != d.samples)
    throw extent_error({d.file}, "a label for each sample", std::to_string(d.labels.size()) + " labels");
}
inline void check_label(const dataset& d, std::size_t row) {
  if (d.labels[row] < 0 || static_cast<std::size_t>(d.labels[row]) >= d.classes.size())
    throw extent_error({d.file}, "labels from 0 to below " + std::to_string(d.classes.size()),
                       std::to_string(d.labels[row]) + " in row " + std::to_string(row));
}

}  // namespace detail

// The same samples with only these features, in this order. Throws column_error.
inline dataset take(dataset d, const std::vector<std::string>& features) {
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t c = 0; c < d.width(); ++c) index.emplace(d.names[c], c);
  std::vector<std::size_t> columns;
  for (const std::string& name : features) {
    const auto at = index.find(name);
    if (at == index.end()) throw column_error({d.file}, "a feature named " + name, "none");
    columns.push_back(at->second);
  }
  d.features = detail::take_columns(d.features, d.samples, d.width(), columns);
  d.names = features;
  return d;
}

// The samples of these rows, in this order; a row may occur twice. Throws extent_error.
inline dataset rows(const dataset& d, const std::vector<std::size_t>& indices) {
  dataset out{d.file, indices.size(), d.names, {}, {}, d.classes, d.target_names, {}, d.left_out};
  auto copy = [](const auto& from, auto& to, std::size_t row, std::size_t width) {
    auto first = from.begin() + static_cast<std::ptrdiff_t>(row * width);
    to.insert(to.end(), first, first + static_cast<std::ptrdiff_t>(width));
  };
  for (std::size_t row : indices) detail::check_row(d, row);
  out.features.reserve(indices.size() * d.width());
  for (std::size_t row : indices) {
    copy(d.features, out.features, row, d.width());
    if (!d.labels.empty()) out.labels.push_back(d.labels[row]);
    copy(d.targets, out.targets, row, d.target_names.size());
  }
  return out;
}

}  // namespace tapeless::inline TAPELESS_ISA::io
