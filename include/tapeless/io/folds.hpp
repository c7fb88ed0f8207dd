// Cross-validation: each sample is validated with once, and trained with in all other folds.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <tapeless/io/dataset.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/groups.hpp>
#include <tapeless/io/shuffle.hpp>
#include <tapeless/io/split.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// Rows of the data set, for io::rows.
struct fold {
  std::vector<std::size_t> train, validation;
};

namespace detail {

// Folds from the rows that each validates with. Throws extent_error if one has none, or nothing to train with.
inline std::vector<fold> complete(const std::string& file, const std::vector<std::vector<std::size_t>>& parts) {
  std::vector<fold> all(parts.size());
  for (std::size_t k = 0; k < parts.size(); ++k) {
    all[k].validation = parts[k];
    for (std::size_t other = 0; other < parts.size(); ++other)
      if (other != k) all[k].train.insert(all[k].train.end(), parts[other].begin(), parts[other].end());
    check_part(file, "validate", all[k].validation);
    check_part(file, "train", all[k].train);
  }
  return all;
}

// Sorted by key(i); those with equal keys remain in their order.
template <class Key>
std::vector<std::size_t> sorted_by(const std::vector<std::size_t>& order, Key key) {
  std::vector<std::pair<decltype(key(0)), std::size_t>> places;
  for (std::size_t i : order) places.emplace_back(key(i), places.size());
  std::sort(places.begin(), places.end());
  std::vector<std::size_t> sorted;
  for (const auto& [ignored, place] : places) sorted.push_back(order[place]);
  return sorted;
}

inline void check_folds(const dataset& d, std::size_t k) {
  if (k < 2 || k > d.samples)
    throw extent_error({d.file}, "from 2 to " + std::to_string(d.samples) + " folds", std::to_string(k));
}

}  // namespace detail

// k folds of shuffled samples, of which the sizes differ by at most 1; if stratified, those of each class as well.
// Throws extent_error if there are no labels to stratify by, or fewer samples than folds.
inline std::vector<fold> folds(const dataset& d, std::size_t k, std::uint64_t seed, stratify how = stratify::no) {
  detail::check_folds(d, k);
  if (how == stratify::by_label) detail::check_labels(d);
  std::vector<std::size_t> order(d.samples);
  shuffle(order, seed, 0);
  if (how == stratify::by_label)  // one class after another, dealt like cards
    order = detail::sorted_by(order, [&](std::size_t row) { return d.labels[row]; });
  std::vector<std::vector<std::size_t>> parts(k);
  for (std::size_t i = 0; i < order.size(); ++i) parts[i % k].push_back(order[i]);
  return detail::complete(d.file, parts);
}

// k folds of shuffled groups, each of which is in one fold as a whole: the largest first, each to the smallest fold.
inline std::vector<fold> folds(const dataset& d, std::size_t k, std::uint64_t seed, const groups& by) {
  detail::check_folds(d, k);
  const std::vector<std::vector<std::size_t>> members = detail::members_of(by, d.file, d.samples);
  std::vector<std::size_t> order(members.size());
  shuffle(order, seed, 0);
  order = detail::sorted_by(order, [&](std::size_t i) { return d.samples - members[i].size(); });
  std::vector<std::vector<std::size_t>> parts(k);
  for (std::size_t i : order) {
    auto smallest = std::min_element(parts.begin(), parts.end(), [](auto& a, auto& b) { return a.size() < b.size(); });
    smallest->insert(smallest->end(), members[i].begin(), members[i].end());
  }
  return detail::complete(d.file, parts);
}

}  // namespace tapeless::inline TAPELESS_ISA::io
