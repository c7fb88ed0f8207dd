// A program and the formula of its optimiser, step by step; and with gradients that are 0.
#pragma once

#include "formulas.hpp"

namespace optim_tests {

// The parameters in one row.
inline row flat(const weights& p) {
  row all(9);
  all[std::slice(0, 6, 1)] = p[0];
  all[std::slice(6, 2, 1)] = p[1];
  all[8] = p[2][0];
  return all;
}
template <class Net>
row flat(const Net& net) {
  weights p = start();
  std::size_t which = 0;
  net.for_each_parameter([&](const char*, const shape&, auto values) {
    for (std::size_t i = 0; i < values.size(); ++i) p[which][i] = values[i];
    ++which;
  });
  return flat(p);
}

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
    largest = std::max(difference(net, now), largest);  // NaN if that is NaN
  }
  return largest;
}

template <auto Optimiser>
constexpr bool decays = requires {
  Optimiser.weight_decay;
};

// With inputs 0, the gradients of M and level are 0 from the first step on: they stay, or decay. shift moves.
template <class T, auto Optimiser>
bool stays_without_gradient(const entry<Optimiser>&) {
  trainer<Optimiser, T> net;
  set(net, start());
  data<T> d = all_samples<T>();
  std::fill(d.inputs.begin(), d.inputs.end(), T(0));
  for (int t = 0; t < 5; ++t)
    if (!step(net, d, Optimiser.learning_rate)) return false;
  const row now = flat(net), before = flat(start());
  bool right = std::isfinite(now[8]) && now[8] != before[8];
  for (std::size_t i = 0; i < 8; ++i)
    right = right && (decays<Optimiser> ? std::abs(now[i]) < std::abs(before[i]) : now[i] == before[i]);
  return right;
}

}  // namespace optim_tests
