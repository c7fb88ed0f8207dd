// Parts of a data set: to train with, to validate with while training, and to test with at the end.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tapeless/io/dataset.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/groups.hpp>
#include <tapeless/io/shuffle.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// Do all parts contain the classes in the same proportion?
enum class stratify { no, by_label };

// The shares of the samples that are set aside; the rest is to train with.
struct shares {
  double validation = 0, test = 0;
};

struct parts {
  dataset train, test;
};
struct three_parts {
  dataset train, validation, test;
};
struct row_parts {
  std::vector<std::size_t> train, validation, test;
};

namespace detail {

inline void check_shares(const std::string& file, const shares& s) {
  if (!(s.test >= 0 && s.validation >= 0 && s.test + s.validation <= 1))
    throw extent_error({file}, "shares from 0 to 1 of at most 1 together",
                       std::to_string(s.validation) + " and " + std::to_string(s.test));
}

inline void check_part(const std::string& file, const char* name, const std::vector<std::size_t>& rows) {
  if (rows.empty()) throw extent_error({file}, std::string("a sample or more to ") + name + " with", "none");
}

inline std::size_t rounded(std::size_t count, double share) {
  return static_cast<std::size_t>(static_cast<double>(count) * share + 0.5);
}

// How many of each stratum are set aside: all together the rounded share, those with the largest remainders first.
inline std::vector<std::size_t> apportioned(const std::vector<std::size_t>& counts, double share) {
  std::vector<std::size_t> taken;
  std::vector<std::pair<double, std::size_t>> remainders;
  std::size_t all = 0, sum = 0;
  for (std::size_t n : counts) {
    const double exact = static_cast<double>(n) * share;
    taken.push_back(static_cast<std::size_t>(exact));
    remainders.emplace_back(static_cast<double>(taken.back()) - exact, remainders.size());
    all += n, sum += taken.back();
  }
  std::sort(remainders.begin(), remainders.end());
  const std::size_t wanted = rounded(all, share);
  for (std::size_t i = 0; i < remainders.size() && sum < wanted; ++i, ++sum) ++taken[remainders[i].second];
  return taken;
}

// Shuffled rows, each class by itself if that is asked for.
inline row_parts split_samples(const dataset& d, const shares& s, std::uint64_t seed, stratify how) {
  check_shares(d.file, s);
  if (how == stratify::by_label) check_labels(d);
  std::vector<std::size_t> order(d.samples);
  shuffle(order, seed, 0);
  for (std::size_t row : order)
    if (how == stratify::by_label) check_label(d, row);
  auto stratum = [&](std::size_t row) {
    return how == stratify::by_label ? static_cast<std::size_t>(d.labels[row]) : std::size_t{0};
  };
  std::size_t strata = 1;
  for (std::size_t row : order) strata = std::max(strata, stratum(row) + 1);
  std::vector<std::size_t> count(strata);
  for (std::size_t row : order) ++count[stratum(row)];
  std::vector<std::size_t> test = apportioned(count, s.test), validation = apportioned(count, s.validation);
  for (std::size_t k = 0; k < strata; ++k) {  // where both were rounded up
    test[k] = std::min(test[k], count[k]);
    validation[k] = std::min(validation[k], count[k] - test[k]);
  }
  row_parts p;
  for (std::size_t row : order) {
    const std::size_t k = stratum(row);
    if (test[k]) --test[k], p.test.push_back(row);
    else if (validation[k]) --validation[k], p.validation.push_back(row);
    else p.train.push_back(row);
  }
  return p;
}

// Shuffled groups, each as a whole to the first part that it brings nearer to its share.
inline row_parts split_groups(const dataset& d, const shares& s, std::uint64_t seed, const groups& g) {
  check_shares(d.file, s);
  const std::vector<std::vector<std::size_t>> members = members_of(g, d.file, d.samples);
  std::vector<std::size_t> order(members.size());
  shuffle(order, seed, 0);
  row_parts p;
  auto takes = [&](std::vector<std::size_t>& part, double share, const std::vector<std::size_t>& rows) {
    const double missing = static_cast<double>(rounded(d.samples, share)) - static_cast<double>(part.size());
    if (std::abs(missing - static_cast<double>(rows.size())) >= std::abs(missing)) return false;
    part.insert(part.end(), rows.begin(), rows.end());
    return true;
  };
  for (std::size_t i : order)
    if (!takes(p.test, s.test, members[i]) && !takes(p.validation, s.validation, members[i]))
      p.train.insert(p.train.end(), members[i].begin(), members[i].end());
  return p;
}

template <class How>
row_parts split_by(const dataset& d, const shares& s, std::uint64_t seed, const How& how) {
  if constexpr (std::is_same_v<How, groups>) return split_groups(d, s, seed, how);
  else return split_samples(d, s, seed, how);
}

template <class How>
parts two_parts(const dataset& d, double test, std::uint64_t seed, const How& how) {
  const row_parts p = split_by(d, shares{0, test}, seed, how);
  check_part(d.file, "train", p.train);
  check_part(d.file, "test", p.test);
  return {rows(d, p.train), rows(d, p.test)};
}

}  // namespace detail

// The rows of three parts. Throws extent_error if there are no labels to stratify by, if shares are negative or exceed
// 1, or if the part to train with or one with a share is empty.
template <class How = stratify>
row_parts split_rows(const dataset& d, const shares& s, std::uint64_t seed, const How& how = stratify::no) {
  row_parts p = detail::split_by(d, s, seed, how);
  detail::check_part(d.file, "train", p.train);
  if (s.validation > 0) detail::check_part(d.file, "validate", p.validation);
  if (s.test > 0) detail::check_part(d.file, "test", p.test);
  return p;
}

// Shuffles the samples and sets `test` of them (rounded) aside; if stratified, of each class nearly that share. With
// groups, each group is in one part as a whole, and the shares are approximate. The parts depend on nothing but the
// data set and the seed. Throws extent_error as split_rows does.
inline parts split(const dataset& d, double test, std::uint64_t seed, stratify how = stratify::no) {
  return detail::two_parts(d, test, seed, how);
}
inline parts split(const dataset& d, double test, std::uint64_t seed, const groups& by) {
  return detail::two_parts(d, test, seed, by);
}

// The same with three parts: split(d, {.validation = 0.1, .test = 0.2}, seed).
inline three_parts split(const dataset& d, const shares& s, std::uint64_t seed, stratify how = stratify::no) {
  const row_parts p = split_rows(d, s, seed, how);
  return {rows(d, p.train), rows(d, p.validation), rows(d, p.test)};
}
inline three_parts split(const dataset& d, const shares& s, std::uint64_t seed, const groups& by) {
  const row_parts p = split_rows(d, s, seed, by);
  return {rows(d, p.train), rows(d, p.validation), rows(d, p.test)};
}

}  // namespace tapeless::inline TAPELESS_ISA::io
