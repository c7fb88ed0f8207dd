// Shared by the tests of training: what a program computes, once more in plain loops.
#pragma once

#include <functional>

#include <tapeless/train/require.hpp>
#include <tapeless/train/thread_pool.hpp>

#include "program/numbers.hpp"

namespace training_tests {

using namespace program_tests;
using numbers_d = std::vector<double>;

// The gradient of f by differences: exact to about 1e-9 for values around 1.
inline numbers_d differences(const std::function<double(const numbers_d&)>& f, numbers_d at) {
  numbers_d slopes(at.size());
  for (std::size_t i = 0; i < at.size(); ++i) {
    const double before = at[i], h = 1e-5;
    at[i] = before + h;
    const double above = f(at);
    at[i] = before - h;
    slopes[i] = (above - f(at)) / (2 * h);
    at[i] = before;
  }
  return slopes;
}

// The mean over all samples of a call of what f(first, count) gives for the samples of each tile.
inline double over_tiles(std::size_t count, std::size_t tile,
                         const std::function<double(std::size_t, std::size_t)>& f) {
  double total = 0;
  for (std::size_t first = 0; first < count; first += tile) {
    const std::size_t now = std::min(tile, count - first);
    total += f(first, now) * static_cast<double>(now) / static_cast<double>(count);
  }
  return total;
}

template <class T>
numbers_d in_double(const T& values) {
  return numbers_d(std::begin(values), std::end(values));
}

// All numbers that a program keeps between calls.
template <class Program>
auto state_of(const Program& p) {
  std::vector<typename Program::value_type> all;
  p.for_each_state([&](const state_leaf&, auto values) { all.insert(all.end(), values.begin(), values.end()); });
  return all;
}

// Gives each parameter numbers of its own.
template <class Program>
void set_weights(Program& p) {
  std::uint64_t stream = 100;
  p.for_each_parameter([&](const char*, const shape&, auto values) {
    const auto numbers = drawn<typename Program::value_type>(values.size(), stream++);
    std::copy(numbers.begin(), numbers.end(), values.begin());
  });
}

}  // namespace training_tests
