// The samples of a training, and any rows of them as the bindings of a call.
#pragma once

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <vector>

#include <tapeless/program/call.hpp>
#include <tapeless/train/fit_arguments.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// One binding. Ranges that already are rows of others keep their numbers, in memory of its own.
template <class B>
class bound_samples {
  static constexpr bool varies = B::is_range && is_bound_by_calls(leaf_of_binding<B>);

 public:
  // `most` samples will be asked for at once.
  bound_samples(const B& b, [[maybe_unused]] long most) : b_(b) {
    if constexpr (varies && B::has_rows) rows_.resize(static_cast<std::size_t>(std::min(most, b.rows.count)));
  }

  // Checks all samples as a call would; `count` is that of the bindings before, or -1.
  void check(long& count, error& e) const {
    if constexpr (varies) check_input(b_, count, e);
  }

  // The samples with these numbers. Valid until the next call.
  auto at(const std::size_t* numbers, long count) {
    if constexpr (!varies) {
      return b_;
    } else {
      chosen_rows<std::size_t> rows{numbers, count};
      if constexpr (B::has_rows) {
        for (long i = 0; i < count; ++i)
          rows_[static_cast<std::size_t>(i)] = static_cast<std::size_t>(b_.rows.number[numbers[i]]);
        rows.number = rows_.data();
      }
      return range_binding<typename B::expression, typename B::element, -1, chosen_rows<std::size_t>>{b_.data, b_.size,
                                                                                                      rows};
    }
  }

 private:
  B b_;
  std::vector<std::size_t> rows_;
};

template <class... B>
class all_samples {
 public:
  // `most` samples will be asked for at once. Throws fit_error.
  all_samples(const std::tuple<B...>& bindings, const char* what, long most)
      : bound_(std::apply([&](const B&... b) { return std::tuple(bound_samples<B>(b, most)...); }, bindings)) {
    error e;
    std::apply([&](const auto&... one) { (one.check(count_, e), ...); }, bound_);
    if (e) throw fit_error(what, e);
    if (count_ < 0) throw fit_error(what, "an input with samples", "none");
  }
  long count() const { return count_; }

  // Calls f(bindings...) with the samples of these numbers.
  template <class F>
  decltype(auto) with(const std::size_t* numbers, long count, F f) {
    return std::apply([&](auto&... one) -> decltype(auto) { return f(one.at(numbers, count)...); }, bound_);
  }

 private:
  std::tuple<bound_samples<B>...> bound_;
  long count_ = -1;
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
