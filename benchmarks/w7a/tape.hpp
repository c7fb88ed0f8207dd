#pragma once

#include "problem.hpp"

namespace w7a {
struct tape {
  std::vector<double> x = point();
  template <class T>
  T operator()(const T* at) const {
    return rosenbrock(at);
  }
};
}  // namespace w7a
