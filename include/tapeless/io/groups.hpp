// Groups of samples that belong together, such as the images of one patient.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <tapeless/io/categories.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/table.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// The group of each sample; equal numbers are one group.
struct groups {
  std::vector<std::uint64_t> of;
};

// By the values of a column, text or numbers. Throws column_error.
template <class T>
groups groups_by(const table<T>& t, std::string_view column) {
  groups g;
  if (t.is_text(column)) {
    const std::vector<std::size_t> index = detail::indices_of(t, column, categories(t.text(column)));
    g.of.assign(index.begin(), index.end());
    return g;
  }
  const std::size_t c = t.column(column);
  for (std::size_t r = 0; r < t.rows; ++r) {  // missing values are a group, and 0 is -0
    const double value = t(r, c) == 0 ? 0.0 : static_cast<double>(t(r, c));
    g.of.push_back(value != value ? ~std::uint64_t{0} : std::bit_cast<std::uint64_t>(value));
  }
  return g;
}

namespace detail {

// The samples of each group, in the order in which groups occur first. Throws extent_error.
inline std::vector<std::vector<std::size_t>> members_of(const groups& g, const std::string& file, std::size_t samples) {
  if (g.of.size() != samples)
    throw extent_error({file}, "a group for each of " + std::to_string(samples) + " samples",
                       std::to_string(g.of.size()));
  std::unordered_map<std::uint64_t, std::size_t> index;
  std::vector<std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < samples; ++i) {
    const auto [at, is_new] = index.emplace(g.of[i], members.size());
    if (is_new) members.emplace_back();
    members[at->second].push_back(i);
  }
  return members;
}

}  // namespace detail

}  // namespace tapeless::inline TAPELESS_ISA::io
