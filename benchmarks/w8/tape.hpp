#pragma once

#include "problem.hpp"

namespace w8 {
struct tape {
  std::vector<double> x = point();
  template <class T>
  T operator()(const T* at) const {
    return rosenbrock(at);
  }
};
}  // namespace w8
