// A program and the formula of its optimiser, step by step.
#pragma once

#include "formulas.hpp"

namespace optim_tests {

// The largest difference in 100 steps, or -1 if a step fails. The learning rate falls once, which distinguishes the two
// kinds of momentum.
template <class T, auto Optimiser>
double strays(const entry<Optimiser>& e) {
  const data<T> d = all_samples<T>();
  trainer<Optimiser, T> net;
  std::vector<plain> expected;
  for (const row& r : start()) expected.push_back({.w = r, .g = r});
  set(net, start());
  double largest = 0;
  for (int t = 1; t <= 100; ++t) {
    const double rate = Optimiser.learning_rate * (t <= 60 ? 1 : 0.5);
    weights now;
    for (const plain& p : expected) now.push_back(p.w);
    const weights g = gradients(now);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      expected[i].g = g[i];
      expected[i].t = t;
      expected[i].eta = rate;
      e.step(expected[i]);
      now[i] = expected[i].w;
    }
    if (!step(net, d, rate)) return -1;
    largest = std::max(largest, difference(net, now));
  }
  return largest;
}

}  // namespace optim_tests
