// How often each class was predicted as which, and what follows from it: accuracy, precision, recall, F1. Memory of
// fixed size; a call that returns an error has counted nothing.
//
//   metrics::confusion_matrix<10> seen;
//   require(seen.add(predicted, actual));       // two indices, or two ranges of them
//   require(seen.add_scores(infer[logits], label));
//   seen.accuracy(); seen.precision(3); seen.macro_f1();
//
// With TP correct predictions of a class, FP wrong ones and FN samples of the class that were not recognised:
//
//   accuracy     correct / all
//   precision    TP / (TP + FP)
//   recall       TP / (TP + FN)
//   f1           2 TP / (2 TP + FP + FN), the harmonic mean of both
//   macro_...    mean over the classes that occur as prediction or target
//   micro_...    of the sums of TP, FP and FN over the classes: each equals the accuracy, as every sample has one class
//
// A quotient 0/0 is 0, as in scikit-learn; the accuracy and the averages of an empty matrix are NaN.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>

#include <tapeless/program/status.hpp>

namespace tapeless::inline TAPELESS_ISA::metrics {

template <int Classes>
class confusion_matrix {
  static_assert(Classes >= 1, "tapeless: metrics::confusion_matrix<classes>: there is at least one class");

 public:
  constexpr result<void> add(int predicted, int actual) noexcept {
    if (const error e = checked(predicted, actual)) return {e};
    ++count_[cell(predicted, actual)];
    return {};
  }
  constexpr result<void> add(std::span<const int> predicted, std::span<const int> actual) noexcept {
    if (predicted.size() != actual.size())
      return {
          {fault::different_samples, "actual", static_cast<long>(predicted.size()), static_cast<long>(actual.size())}};
    for (std::size_t i = 0; i < actual.size(); ++i)
      if (const error e = checked(predicted[i], actual[i])) return {e};
    for (std::size_t i = 0; i < actual.size(); ++i) ++count_[cell(predicted[i], actual[i])];
    return {};
  }
  // The predicted class is the first of the largest scores, or the first that is NaN, as in argmax.
  template <class T>
  constexpr result<void> add_scores(std::span<const T, Classes> scores, int actual) noexcept {
    int best = 0;
    for (int i = 1; i < Classes && scores[at(best)] == scores[at(best)]; ++i)
      if (!(scores[at(i)] <= scores[at(best)])) best = i;
    return add(best, actual);
  }
  // Another matrix, for example that of another thread.
  constexpr confusion_matrix& operator+=(const confusion_matrix& other) noexcept {
    for (std::size_t i = 0; i < count_.size(); ++i) count_[i] += other.count_[i];
    return *this;
  }

  constexpr std::uint64_t count(int predicted, int actual) const noexcept { return count_[cell(predicted, actual)]; }
  constexpr std::uint64_t total() const noexcept {
    std::uint64_t n = 0;
    for (std::uint64_t c : count_) n += c;
    return n;
  }
  constexpr double accuracy() const noexcept {
    std::uint64_t right = 0;
    for (int c = 0; c < Classes; ++c) right += count(c, c);
    return total() ? static_cast<double>(right) / static_cast<double>(total()) : nothing;
  }

  constexpr double precision(int c) const noexcept { return ratio(count(c, c), predictions(c)); }
  constexpr double recall(int c) const noexcept { return ratio(count(c, c), support(c)); }
  constexpr double f1(int c) const noexcept { return ratio(2 * count(c, c), predictions(c) + support(c)); }

  constexpr double macro_precision() const noexcept { return macro(&confusion_matrix::precision); }
  constexpr double macro_recall() const noexcept { return macro(&confusion_matrix::recall); }
  constexpr double macro_f1() const noexcept { return macro(&confusion_matrix::f1); }

  constexpr double micro_precision() const noexcept { return accuracy(); }
  constexpr double micro_recall() const noexcept { return accuracy(); }
  constexpr double micro_f1() const noexcept { return accuracy(); }

  // The number of samples of a class, and of its predictions.
  constexpr std::uint64_t support(int actual) const noexcept {
    std::uint64_t n = 0;
    for (int c = 0; c < Classes; ++c) n += count(c, actual);
    return n;
  }
  constexpr std::uint64_t predictions(int predicted) const noexcept {
    std::uint64_t n = 0;
    for (int c = 0; c < Classes; ++c) n += count(predicted, c);
    return n;
  }

 private:
  static constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
  static constexpr std::size_t at(int i) noexcept { return static_cast<std::size_t>(i); }
  static constexpr std::size_t cell(int predicted, int actual) noexcept { return at(predicted) * Classes + at(actual); }
  static constexpr error checked(int predicted, int actual) noexcept {
    if (predicted < 0 || predicted >= Classes) return {fault::class_out_of_range, "predicted", Classes, predicted};
    if (actual < 0 || actual >= Classes) return {fault::class_out_of_range, "actual", Classes, actual};
    return {};
  }
  static constexpr double ratio(std::uint64_t a, std::uint64_t b) noexcept {
    return b ? static_cast<double>(a) / static_cast<double>(b) : 0;
  }
  constexpr double macro(double (confusion_matrix::*of)(int) const noexcept) const noexcept {
    double sum = 0;
    int classes = 0;
    for (int c = 0; c < Classes; ++c)
      if (support(c) || predictions(c)) {
        sum += (this->*of)(c);
        ++classes;
      }
    return classes ? sum / classes : nothing;
  }

  std::array<std::uint64_t, static_cast<std::size_t>(Classes) * Classes> count_{};
};

}  // namespace tapeless::inline TAPELESS_ISA::metrics
