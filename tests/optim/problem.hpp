// A small problem for all optimisers: the model, its data, and its gradients by hand.
//
//   h = x M,  out = h + level * tanh(h) + shift,  loss = mean over samples and targets of (out - y)²
//
// All numbers of the data are exact in float. tests/reference/optimisers.py has the same problem.
#pragma once

#include <cmath>
#include <valarray>
#include <vector>

#include <tapeless/tapeless.hpp>

namespace optim_tests {

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto y = input<"y", 2>;
constexpr auto M = parameter<"M", 3, 2>;
constexpr auto level = parameter<"level", 2>;
constexpr auto shift = parameter<"shift">;
constexpr auto h = matmul(x, M);
constexpr auto loss = mse(h + level * tanh(h) + shift, y);

template <auto Optimiser, class T>
using trainer = training_step<loss, Optimiser, batch<4>, in<T>>;  // a step of several tiles, the last one not full

using row = std::valarray<double>;
using weights = std::vector<row>;  // M by rows, level, shift

constexpr int samples = 10;
constexpr double input_at(int i, int k) { return ((i * (k + 3) + 5 * k) % 11 - 5) / 4.0; }
constexpr double target_at(int i, int j) { return ((i * (j + 4) + 3 * j) % 7 - 3) / 2.0; }

inline weights start() { return {{0.5, -0.25, 0.125, 0.75, -0.5, 0.375}, {0.5, -0.75}, {0.25}}; }

// With tanh' = 1 - tanh² and r = out - y, summed over samples and divided by their number:
// dL/dM[k][j] = r[j] (1 + level[j] tanh'(h[j])) x[k],  dL/dlevel[j] = r[j] tanh(h[j]),  dL/dshift = r[0] + r[1].
inline weights gradients(const weights& p) {
  weights g = {row(6), row(2), row(1)};
  for (int i = 0; i < samples; ++i)
    for (int j = 0; j < 2; ++j) {
      double sum = 0;
      for (int k = 0; k < 3; ++k) sum += input_at(i, k) * p[0][static_cast<std::size_t>(2 * k + j)];
      const auto column = static_cast<std::size_t>(j);
      const double t = std::tanh(sum), r = (sum + p[1][column] * t + p[2][0] - target_at(i, j)) / samples;
      for (int k = 0; k < 3; ++k)
        g[0][static_cast<std::size_t>(2 * k + j)] += r * (1 + p[1][column] * (1 - t * t)) * input_at(i, k);
      g[1][column] += r * t;
      g[2][0] += r;
    }
  return g;
}

template <class Net>
void set(Net& net, const weights& p) {
  std::size_t which = 0;
  net.for_each_parameter([&](const char*, const shape&, auto values) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<typename Net::value_type>(p[which][i]);
    ++which;
  });
}

template <class T>
struct data {
  std::vector<T> inputs, targets;
};
template <class T>
data<T> all_samples() {
  data<T> d;
  for (int i = 0; i < samples; ++i) {
    for (int k = 0; k < 3; ++k) d.inputs.push_back(static_cast<T>(input_at(i, k)));
    for (int j = 0; j < 2; ++j) d.targets.push_back(static_cast<T>(target_at(i, j)));
  }
  return d;
}

// One step with this learning rate; the rate stays for the steps that follow.
template <class Net, class T>
bool step(Net& net, const data<T>& d, double rate) {
  return net.step(x = d.inputs, y = d.targets, scalar<"learning_rate"> = rate).ok();
}

// The largest difference between the parameters of a program and p.
template <class Net>
double difference(const Net& net, const weights& p) {
  double largest = 0;
  std::size_t which = 0;
  net.for_each_parameter([&](const char*, const shape&, auto values) {
    for (std::size_t i = 0; i < values.size(); ++i)
      if (const double d = std::abs(static_cast<double>(values[i]) - p[which][i]); !(d <= largest)) largest = d;
    ++which;
  });
  return largest;
}

}  // namespace optim_tests
