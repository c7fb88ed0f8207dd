// A copy of all that a net keeps between calls.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include <tapeless/program/state.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Allocates once. What the random numbers depend on moves on and is not part of it.
template <class Net>
class snapshot {
 public:
  explicit snapshot(const Net& net) { take(net); }
  void take(const Net& net) {
    numbers_.clear();
    net.for_each_state(
        [&](const state_leaf&, auto values) { numbers_.insert(numbers_.end(), values.begin(), values.end()); });
  }
  // One number behind the other, in the order of for_each_state.
  std::vector<typename Net::value_type>& numbers() { return numbers_; }
  const std::vector<typename Net::value_type>& numbers() const { return numbers_; }

  void restore(Net& net) const {
    auto from = numbers_.begin();
    net.for_each_state([&](const state_leaf&, auto values) {
      const auto count = static_cast<std::ptrdiff_t>(values.size());
      std::copy(from, from + count, values.begin());
      from += count;
    });
    if constexpr (requires { net.discard_gradients(); }) net.discard_gradients();
  }

 private:
  std::vector<typename Net::value_type> numbers_;
};

}  // namespace tapeless::inline TAPELESS_ISA
