// From data sets to batches: gathering rows into buffers.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <tapeless/io/dataset.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/shuffle.hpp>
#include <tapeless/io/split.hpp>
#include <tapeless/io/supervised.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

namespace detail {

inline void check_gather(const dataset& d, std::span<const std::size_t> rows, std::size_t found, std::size_t width) {
  if (found != rows.size() * width)
    throw extent_error({d.file}, "a buffer of " + std::to_string(rows.size() * width), std::to_string(found));
  for (std::size_t row : rows) check_row(d, row);
}

template <class T>
void gather(std::span<const T> from, std::span<const std::size_t> rows, std::size_t width, T* out) {
  for (std::size_t row : rows)
    for (std::size_t c = 0; c < width; ++c) *out++ = from[row * width + c];
}

}  // namespace detail

// Copies the features of these rows into a buffer [rows.size()][width()]. Like all functions below, throws extent_error
// before anything is written, and otherwise does not allocate.
inline void gather_features(const dataset& d, std::span<const std::size_t> rows, std::span<float> out) {
  detail::check_gather(d, rows, out.size(), d.width());
  detail::gather<float>(d.features, rows, d.width(), out.data());
}

// [rows.size()]
inline void gather_labels(const dataset& d, std::span<const std::size_t> rows, std::span<int> out) {
  detail::check_labels(d);
  detail::check_gather(d, rows, out.size(), 1);
  detail::gather<int>(d.labels, rows, 1, out.data());
}

// [rows.size()][classes.size()], 1 at the label and 0 elsewhere
inline void gather_one_hot(const dataset& d, std::span<const std::size_t> rows, std::span<float> out) {
  const std::size_t classes = d.classes.size();
  detail::check_labels(d);
  detail::check_gather(d, rows, out.size(), classes);
  for (std::size_t row : rows) detail::check_label(d, row);
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t c = 0; c < classes; ++c)
      out[i * classes + c] = static_cast<std::size_t>(d.labels[rows[i]]) == c ? 1.0f : 0.0f;
}

// [rows.size()][target_names.size()]
inline void gather_targets(const dataset& d, std::span<const std::size_t> rows, std::span<float> out) {
  detail::check_gather(d, rows, out.size(), d.target_names.size());
  detail::gather<float>(d.targets, rows, d.target_names.size(), out.data());
}

// Features and labels together.
inline void gather_batch(const dataset& d, std::span<const std::size_t> rows, std::span<float> features,
                         std::span<int> labels) {
  detail::check_gather(d, rows, features.size(), d.width());
  gather_labels(d, rows, labels);
  gather_features(d, rows, features);
}

// Features together with targets or, if the data set has labels, with one-hot labels.
inline void gather_batch(const dataset& d, std::span<const std::size_t> rows, std::span<float> features,
                         std::span<float> targets) {
  detail::check_gather(d, rows, features.size(), d.width());
  d.labels.empty() ? gather_targets(d, rows, targets) : gather_one_hot(d, rows, targets);
  gather_features(d, rows, features);
}

}  // namespace tapeless::inline TAPELESS_ISA::io
