// W11a: an exponential decay with a drifting offset, p0 exp(-p1 x) + p2 + p3 x, fitted to 20 points, in double.
#pragma once

#include "../harness/numbers.hpp"

namespace w11a {
struct problem {
  static constexpr int points = 20;
  static constexpr double start[] = {1, 0.5, 0, 0}, truth[] = {3, 1.3, 0.5, 0.2};
  static std::vector<double> x() {
    std::vector<double> all;
    for (int i = 0; i < points; ++i) all.push_back(0.2 * i);
    return all;
  }
  static std::vector<double> y() {
    std::vector<double> all = bench::convert<double>(bench::numbers(points, 111, 0.05));
    for (int i = 0; i < points; ++i) all[static_cast<std::size_t>(i)] += model(0.2 * i, truth);
    return all;
  }
  // With any number type.
  template <class T>
  static T model(double x, const T* p) {
    using std::exp;
    return p[0] * exp(-p[1] * x) + p[2] + p[3] * x;
  }
};
}  // namespace w11a
