// The samples of a training, and any rows of them as the bindings of a call.
#pragma once

#include <cstddef>
#include <string>
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
  bound_samples(const B& b, const char* what, long most) : b_(b) {
    if constexpr (varies) {
      constexpr long size = leaf_of_binding<B>.shape.size();
      const std::string name = std::string(what) + ": " + leaf_of_binding<B>.leaf->name;
      if (b.size % size != 0)
        throw fit_error(name, "whole samples of " + std::to_string(size) + " elements", std::to_string(b.size));
      count_ = b.size / size;
      if constexpr (B::has_rows) {
        for (long i = 0; i < b.rows.count; ++i)
          if (static_cast<unsigned long long>(b.rows.number[i]) >= static_cast<unsigned long long>(count_))
            throw fit_error(name, "rows below " + std::to_string(count_), std::to_string(b.rows.number[i]));
        count_ = b.rows.count;
        rows_.resize(static_cast<std::size_t>(most < count_ ? most : count_));
      }
    }
  }
  // -1: as many as the others.
  long count() const { return count_; }

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
  long count_ = -1;
  std::vector<std::size_t> rows_;
};

template <class... B>
class all_samples {
 public:
  // `most` samples will be asked for at once. Throws fit_error.
  all_samples(const std::tuple<B...>& bindings, const char* what, long most)
      : bound_(std::apply(
            [&](const B&... b) { return std::tuple<bound_samples<B>...>{bound_samples<B>(b, what, most)...}; },
            bindings)) {
    std::apply(
        [&](const auto&... one) {
          for (const long n : {one.count()..., -1L}) {
            if (n >= 0 && count_ >= 0 && n != count_)
              throw fit_error(what, "as many samples of each input as of the first, " + std::to_string(count_),
                              std::to_string(n));
            if (n >= 0) count_ = n;
          }
        },
        bound_);
    if (count_ < 1) throw fit_error(what, "at least one sample", "none");
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
