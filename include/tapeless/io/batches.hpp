// From data sets to batches: deterministic shuffling, splitting, and gathering rows into buffers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <tapeless/io/dataset.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/shape/random.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// Fills `order` with a permutation of 0 to order.size() - 1 (Fisher-Yates), which depends only on its size, the seed
// and the epoch. At most 2^32 - 1 elements.
constexpr void shuffle(std::span<std::size_t> order, std::uint64_t seed, std::uint64_t epoch) noexcept {
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (std::size_t i = order.size(); i > 1; --i) {
    const std::size_t j = counter_random::below(static_cast<std::uint32_t>(i), seed, epoch, i);
    std::swap(order[i - 1], order[j]);
  }
}

enum class stratify { no, by_label };

struct parts {
  dataset train, test;
};

// Shuffles the samples and sets `fraction` of them (rounded) aside as `test`; `by_label` does so within each class, so
// that both parts contain the classes in the same proportion. Throws extent_error.
inline parts split(const dataset& d, double fraction, std::uint64_t seed, stratify how = stratify::no) {
  if (!(fraction >= 0 && fraction <= 1))
    throw extent_error({d.file}, "a fraction from 0 to 1", std::to_string(fraction));
  if (how == stratify::by_label && d.labels.size() != d.samples)
    throw extent_error({d.file}, "a label for each sample", std::to_string(d.labels.size()) + " labels");

  std::vector<std::size_t> order(d.samples);
  shuffle(order, seed, 0);
  const std::size_t groups = how == stratify::by_label ? d.classes.size() : 1;
  auto group = [&](std::size_t row) {
    return how == stratify::by_label ? static_cast<std::size_t>(d.labels[row]) : std::size_t{0};
  };
  std::vector<std::size_t> wanted(groups);
  for (std::size_t row : order) ++wanted[group(row)];
  for (std::size_t& n : wanted) n = static_cast<std::size_t>(static_cast<double>(n) * fraction + 0.5);

  std::vector<std::size_t> train, test;
  for (std::size_t row : order) {
    std::size_t& left = wanted[group(row)];
    (left ? test : train).push_back(row);
    if (left) --left;
  }
  return {rows(d, train), rows(d, test)};
}

namespace detail {

inline void check_gather(const dataset& d, std::span<const std::size_t> rows, std::size_t found, std::size_t width) {
  if (found != rows.size() * width)
    throw extent_error({d.file}, "a buffer of " + std::to_string(rows.size() * width), std::to_string(found));
  for (std::size_t row : rows)
    if (row >= d.samples) throw extent_error({d.file}, "a row below " + std::to_string(d.samples), std::to_string(row));
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
  detail::check_gather(d, rows, out.size(), d.labels.empty() && d.samples ? 0 : 1);
  detail::gather<int>(d.labels, rows, 1, out.data());
}

// [rows.size()][classes.size()], 1 at the label and 0 elsewhere
inline void gather_one_hot(const dataset& d, std::span<const std::size_t> rows, std::span<float> out) {
  const std::size_t classes = d.classes.size();
  detail::check_gather(d, rows, out.size(), classes);
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
