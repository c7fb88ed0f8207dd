// Means over whole data sets, updated number by number: a running mean, perplexity, and the errors of a regression.
// Memory of fixed size, computed in double. A call that returns an error has added nothing.
//
//   metrics::running_mean loss;
//   require(loss.add(net.step(x = images, y = labels), 32));   // the mean of 32 samples
//   loss.mean(); metrics::perplexity(loss);                    // e^mean, for a loss in nats
//
//   metrics::regression_errors seen;
//   require(seen.add(predicted, actual));                      // two numbers, or two ranges of them
//   seen.mse(); seen.mae(); seen.r2();
//
// All are NaN before anything was added; r2 is NaN until two different targets were.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include <tapeless/program/status.hpp>
#include <tapeless/simd/math.hpp>

namespace tapeless::inline TAPELESS_ISA::metrics {
namespace detail {
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr bool is_finite(double x) noexcept { return x - x == 0; }
}  // namespace detail

// The weighted mean, without a sum that grows: mean += w / (sum of w) (x - mean).
class running_mean {
 public:
  // A weight is finite and not negative; one of 0 adds nothing.
  constexpr result<void> add(double x, double weight = 1) noexcept {
    if (!detail::is_finite(x)) return {{fault::number_not_finite, "x", 0, 0, x}};
    if (!(weight >= 0) || !detail::is_finite(weight)) return {{fault::number_not_finite, "weight", 0, 0, weight}};
    if (weight == 0) return {};
    weight_ += weight;
    mean_ += weight / weight_ * (x - mean_);
    return {};
  }
  constexpr double mean() const noexcept { return weight_ > 0 ? mean_ : detail::nothing; }
  constexpr double weight() const noexcept { return weight_; }

 private:
  double mean_ = 0, weight_ = 0;
};

// The number of equally likely choices with the same mean cross-entropy.
constexpr double perplexity(const running_mean& cross_entropy) noexcept { return simd::exp(cross_entropy.mean()); }

class regression_errors {
 public:
  constexpr result<void> add(double predicted, double actual) noexcept {
    if (const error e = checked(predicted, actual)) return {e};
    put(predicted, actual);
    return {};
  }
  constexpr result<void> add(std::span<const float> predicted, std::span<const float> actual) noexcept {
    return add_all(predicted, actual);
  }
  constexpr result<void> add(std::span<const double> predicted, std::span<const double> actual) noexcept {
    return add_all(predicted, actual);
  }

  constexpr std::uint64_t count() const noexcept { return count_; }
  constexpr double mse() const noexcept { return count_ ? squared_ : detail::nothing; }
  constexpr double rmse() const noexcept { return simd::sqrt(mse()); }
  constexpr double mae() const noexcept { return count_ ? absolute_ : detail::nothing; }
  // The share of the variance of the targets that the predictions explain: 1 - sum (p - y)² / sum (y - mean of y)².
  constexpr double r2() const noexcept {
    return spread_ > 0 ? 1 - squared_ * static_cast<double>(count_) / spread_ : detail::nothing;
  }

 private:
  static constexpr error checked(double predicted, double actual) noexcept {
    if (!detail::is_finite(predicted)) return {fault::number_not_finite, "predicted", 0, 0, predicted};
    if (!detail::is_finite(actual)) return {fault::number_not_finite, "actual", 0, 0, actual};
    return {};
  }
  template <class T>
  constexpr result<void> add_all(std::span<const T> predicted, std::span<const T> actual) noexcept {
    if (predicted.size() != actual.size())
      return {
          {fault::different_samples, "actual", static_cast<long>(predicted.size()), static_cast<long>(actual.size())}};
    for (std::size_t i = 0; i < actual.size(); ++i)
      if (const error e = checked(predicted[i], actual[i])) return {e};
    for (std::size_t i = 0; i < actual.size(); ++i) put(predicted[i], actual[i]);
    return {};
  }
  // B. Welford, Note on a method for calculating corrected sums of squares and products (1962).
  constexpr void put(double predicted, double actual) noexcept {
    const double n = static_cast<double>(++count_), r = predicted - actual, step = actual - mean_;
    squared_ += (r * r - squared_) / n;
    absolute_ += (simd::abs(r) - absolute_) / n;
    mean_ += step / n;
    spread_ += step * (actual - mean_);
  }

  std::uint64_t count_ = 0;
  double squared_ = 0, absolute_ = 0, mean_ = 0, spread_ = 0;
};

}  // namespace tapeless::inline TAPELESS_ISA::metrics
