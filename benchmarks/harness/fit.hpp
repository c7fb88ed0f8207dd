// The minimum of a least-squares problem of four parameters: Gauss-Newton from nearby, in long double.
#pragma once

#include <cmath>

#include "subject.hpp"

namespace bench {

// slopes(x, w, row) writes the four derivatives of the model and, as the fifth element, its value. The parameters, then
// half of the sum of squares.
template <class Slopes>
values minimum(const std::vector<double>& x, const std::vector<double>& y, std::vector<long double> w, Slopes slopes) {
  long double cost = 0;
  for (int step = 0; step < 60; ++step) {
    long double m[4][5]{};
    cost = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      long double row[5]{};
      slopes(static_cast<long double>(x[i]), w, row);
      row[4] -= static_cast<long double>(y[i]);
      cost += row[4] * row[4] / 2;
      for (int r = 0; r < 4; ++r)
        for (int k = 0; k < 5; ++k) m[r][k] += row[r] * row[k];
    }
    for (int j = 0; j < 4; ++j)
      for (int r = 0; r < 4; ++r) {
        if (r == j) continue;
        const long double f = m[r][j] / m[j][j];
        for (int k = j; k < 5; ++k) m[r][k] -= f * m[j][k];
      }
    for (std::size_t j = 0; j < 4; ++j) w[j] -= m[j][4] / m[j][j];
  }
  values found;
  for (long double each : w) found.push_back(static_cast<double>(each));
  found.push_back(static_cast<double>(cost));
  return found;
}

}  // namespace bench
