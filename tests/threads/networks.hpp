// Shared by the tests of calls on threads: networks, numbers, all kinds of executors, and bitwise comparison.
#pragma once

#include <cstring>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/thread_pool.hpp>

namespace threads_tests {

using namespace tapeless;

template <class T = float>
std::vector<T> drawn(std::size_t count, std::uint64_t stream) {
  std::vector<T> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<T>(2 * counter_random::uniform(5, stream, i) - 1);
  return values;
}
inline std::vector<int> drawn_classes(std::size_t count, int classes) {
  std::vector<int> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<int>(7 * i + i / 3) % classes;
  return values;
}

template <class A, class B>
bool same_bits(const A& a, const B& b) {
  return std::size(a) == std::size(b) &&
         std::memcmp(std::data(a), std::data(b), std::size(a) * sizeof(*std::data(a))) == 0;
}

// All parameters of a program, one after the other.
template <class Program>
auto weights(const Program& p) {
  std::vector<typename Program::value_type> all;
  p.for_each_parameter(
      [&](const char*, const shape&, auto values) { all.insert(all.end(), values.begin(), values.end()); });
  return all;
}

// User-defined executors: one thread in order, one thread in reverse, a new thread for each share.
struct in_order {
  template <class F>
  void run(int n, F&& f) noexcept {
    for (int i = 0; i < n; ++i) f(i);
  }
};
struct in_reverse {
  template <class F>
  void run(int n, F&& f) noexcept {
    while (n-- > 0) f(n);
  }
};
struct new_threads {
  template <class F>
  void run(int n, F&& f) noexcept {
    std::vector<std::thread> all;
    for (int i = 0; i < n; ++i) all.emplace_back([&f, i] { f(i); });
    for (std::thread& t : all) t.join();
  }
};

// The first matrix is large enough for its update to be shared, and for totals in several chunks.
inline constexpr auto x = input<"x", 96>;
inline constexpr auto y = class_index<"y", 10>;
inline constexpr auto z = dense<"out", 10>(tanh(dense<"second", 17>(relu(dense<"first", 192>(x)))));
inline constexpr auto loss = softmax_cross_entropy(z, y);

}  // namespace threads_tests
