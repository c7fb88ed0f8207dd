// The area under the ROC curve: the probability that a random sample of class 1 has a higher score than one of class 0;
// equal scores count one half. Computed from ranks, where equal scores share the mean of theirs (the statistic of Mann
// and Whitney): (sum of the ranks of class 1 - n1 (n1 + 1) / 2) / (n0 n1).
#pragma once

#include <algorithm>
#include <limits>
#include <span>

#include <tapeless/program/status.hpp>

namespace tapeless::inline TAPELESS_ISA::metrics {

namespace detail {
template <class T>
constexpr result<double> area(std::span<const T> scores, std::span<const int> labels,
                              std::span<std::size_t> order) noexcept {
  const std::size_t n = labels.size();
  const auto failed = [](fault what, const char* where, std::size_t expected, long found, double number = 0) {
    return result<double>{std::numeric_limits<double>::quiet_NaN(),
                          {what, where, static_cast<long>(expected), found, number}};
  };
  if (scores.size() != n) return failed(fault::different_samples, "scores", n, static_cast<long>(scores.size()));
  if (order.size() < n) return failed(fault::output_too_small, "order", n, static_cast<long>(order.size()));
  double ones = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (labels[i] != 0 && labels[i] != 1) return failed(fault::class_out_of_range, "labels", 2, labels[i]);
    if (scores[i] != scores[i]) return failed(fault::number_not_finite, "scores", 0, 0, static_cast<double>(scores[i]));
    ones += labels[i];
    order[i] = i;
  }
  const double zeros = static_cast<double>(n) - ones;
  if (ones == 0) return failed(fault::no_samples, "class 1", 1, 0);
  if (zeros == 0) return failed(fault::no_samples, "class 0", 1, 0);

  const auto begin = order.begin(), end = begin + static_cast<std::ptrdiff_t>(n);
  std::sort(begin, end, [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  double ranks = 0;
  for (std::size_t first = 0, last = 0; first < n; first = last) {
    double equal_ones = 0;
    for (; last < n && scores[order[last]] == scores[order[first]]; ++last) equal_ones += labels[order[last]];
    ranks += equal_ones * (static_cast<double>(first + last + 1) / 2);  // ranks first + 1 to last
  }
  return (ranks - ones * (ones + 1) / 2) / (zeros * ones);
}
}  // namespace detail

// Labels are 0 or 1, both of which must occur; scores may be infinite, but not NaN. `order` is memory for one index per
// sample, which is overwritten. n log n comparisons; no allocation.
constexpr result<double> roc_auc(std::span<const float> scores, std::span<const int> labels,
                                 std::span<std::size_t> order) noexcept {
  return detail::area(scores, labels, order);
}
constexpr result<double> roc_auc(std::span<const double> scores, std::span<const int> labels,
                                 std::span<std::size_t> order) noexcept {
  return detail::area(scores, labels, order);
}

}  // namespace tapeless::inline TAPELESS_ISA::metrics
