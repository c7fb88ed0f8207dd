// W11b: a Gaussian peak on an offset, p0 exp(-((x - p1) / p2)² / 2) + p3, fitted to 20 points, in double.
#pragma once

#include "../harness/numbers.hpp"

namespace w11b {
struct problem {
  static constexpr int points = 20;
  static constexpr double start[] = {1, 2, 1, 0}, truth[] = {2, 1.7, 0.6, 0.5};
  static std::vector<double> x() {
    std::vector<double> all;
    for (int i = 0; i < points; ++i) all.push_back(0.2 * i);
    return all;
  }
  static std::vector<double> y() {
    std::vector<double> all = bench::convert<double>(bench::numbers(points, 112, 0.05));
    for (int i = 0; i < points; ++i) all[static_cast<std::size_t>(i)] += model(0.2 * i, truth);
    return all;
  }
  // With any number type.
  template <class T>
  static T model(double x, const T* p) {
    using std::exp;
    const T z = (x - p[1]) / p[2];
    return p[0] * exp(-0.5 * z * z) + p[3];
  }
};
}  // namespace w11b
