// Data sets from arrays, such as those of IDX, NPY and NPZ files.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <tapeless/io/array.hpp>
#include <tapeless/io/dataset.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/labels.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// Samples along the first extent of an array; the product of the others is the number of features, c0, c1, ... Throws
// extent_error for an array without extents or with another number of values than its shape.
inline dataset samples_of(const array<float>& features) {
  const std::size_t samples = features.shape.empty() ? 0 : features.shape[0];
  const std::size_t width = samples ? features.values.size() / samples : 0;
  std::size_t all = 1;
  for (std::size_t n : features.shape) all *= n;
  if (samples == 0 || all != features.values.size())
    throw extent_error({features.file}, "an array of samples", std::to_string(features.values.size()) + " values");
  dataset d{features.file, samples};
  for (std::size_t c = 0; c < width; ++c) d.names.push_back("c" + std::to_string(c));
  d.features = features.values;
  return d;
}

// With a label for each from another array, such as the two files of MNIST. Throws extent_error, and format_error for a
// label that is none of the known classes.
inline dataset classification(const array<float>& features, const array<int>& labels,
                              const std::vector<std::string>& classes = {}) {
  dataset d = samples_of(features);
  if (labels.values.size() != d.samples)
    throw extent_error({labels.file}, std::to_string(d.samples) + " labels", std::to_string(labels.values.size()));
  detail::label_integers(d, {labels.values.begin(), labels.values.end()}, classes, "an array",
                         [&](std::size_t) { return position{labels.file}; });
  return d;
}

// With targets for each from another array, named y0, y1, ... Throws extent_error.
inline dataset regression(const array<float>& features, const array<float>& targets) {
  dataset d = samples_of(features), y = samples_of(targets);
  if (y.samples != d.samples)
    throw extent_error({targets.file}, "targets of " + std::to_string(d.samples) + " samples",
                       "those of " + std::to_string(y.samples));
  for (std::size_t c = 0; c < y.width(); ++c) d.target_names.push_back("y" + std::to_string(c));
  d.targets = std::move(y.features);
  return d;
}

}  // namespace tapeless::inline TAPELESS_ISA::io
