// Every optimiser a second time, written from its paper in plain numbers: one entry for each.
#pragma once

#include <algorithm>

#include "problem.hpp"

namespace optim_tests {

// One parameter, its gradient, three arrays of state that begin as 0, the number of the step from 1, and the rate.
struct plain {
  row w, g, a = row(w.size()), b = a, c = a;
  double t = 0, eta = 0;
};
inline row sign_of(const row& r) {
  return r.apply([](double d) { return static_cast<double>(d > 0) - static_cast<double>(d < 0); });
}
inline row larger(row p, const row& q) {
  for (std::size_t i = 0; i < p.size(); ++i) p[i] = std::max(p[i], q[i]);
  return p;
}

// An optimiser and its formula. The settings are such that most gradients are far from 0 for 100 steps: otherwise some
// of these methods make large steps of rounding errors.
template <auto Optimiser>
struct entry {
  const char* name;
  void (*step)(plain&);
};

// Adam's m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon), kept in a and b.
inline row adam_direction(plain& p, double beta1, double beta2, double epsilon) {
  p.a = beta1 * p.a + (1 - beta1) * p.g;
  p.b = beta2 * p.b + (1 - beta2) * p.g * p.g;
  const row m = p.a / (1 - std::pow(beta1, p.t)), v = p.b / (1 - std::pow(beta2, p.t));
  return m / (std::sqrt(v) + epsilon);
}

template <auto Optimiser, class F>
void of(F f, const char* name, void (*step)(plain&)) {
  f(entry<Optimiser>{name, step});
}

// Calls f for each entry.
template <class F>
void each_entry(F f) {
  of<sgd{0.05}>(f, "sgd", [](plain& p) { p.w -= p.eta * p.g; });

  of<momentum{0.02, 0.9}>(f, "momentum", [](plain& p) {
    p.a = 0.9 * p.a - p.eta * p.g;
    p.w += p.a;
  });

  of<momentum{0.02, 0.8, momentum::of_gradients}>(f, "momentum, of_gradients", [](plain& p) {
    p.a = 0.8 * p.a + p.g;
    p.w -= p.eta * p.a;
  });

  // Sutskever's: the gradient is taken at w = theta + mu v, which is what the program keeps.
  of<momentum{.learning_rate = 0.02, .mu = 0.8, .nesterov = true}>(f, "momentum, nesterov", [](plain& p) {
    row theta = p.w - 0.8 * p.a;
    p.a = 0.8 * p.a - p.eta * p.g;
    theta += p.a;
    p.w = theta + 0.8 * p.a;
  });

  of<momentum{0.02, 0.8, momentum::of_gradients, true}>(f, "momentum, of_gradients, nesterov", [](plain& p) {
    p.a = 0.8 * p.a + p.g;
    p.w -= p.eta * (p.g + 0.8 * p.a);
  });

  of<adagrad{.learning_rate = 0.1, .epsilon = 1e-3, .initial_sum = 0.125}>(f, "adagrad", [](plain& p) {
    p.a += p.g * p.g;
    p.w -= p.eta * p.g / (std::sqrt(p.a + 0.125) + 1e-3);
  });

  of<adadelta{.learning_rate = 0.5, .rho = 0.8, .epsilon = 1e-3}>(f, "adadelta", [](plain& p) {
    p.a = 0.8 * p.a + 0.2 * p.g * p.g;
    const row d = std::sqrt(p.b + 1e-3) / std::sqrt(p.a + 1e-3) * p.g;
    p.b = 0.8 * p.b + 0.2 * d * d;
    p.w -= p.eta * d;
  });

  of<rmsprop{.learning_rate = 0.005, .epsilon = 1e-3}>(f, "rmsprop", [](plain& p) {
    p.a = 0.9 * p.a + 0.1 * p.g * p.g;
    p.w -= p.eta * p.g / (std::sqrt(p.a) + 1e-3);
  });

  // Graves's n - g², which cancels.
  of<rmsprop{0.005, 0.8, 0.01, 0.5, true}>(f, "rmsprop, centred, with momentum", [](plain& p) {
    p.a = 0.8 * p.a + 0.2 * p.g;
    p.b = 0.8 * p.b + 0.2 * p.g * p.g;
    p.c = 0.5 * p.c + p.eta * p.g / (std::sqrt(p.b - p.a * p.a) + 0.01);
    p.w -= p.c;
  });

  of<adam{0.01, 0.8, 0.9, 1e-4}>(f, "adam", [](plain& p) { p.w -= p.eta * adam_direction(p, 0.8, 0.9, 1e-4); });

  of<adam{0.02, 0.8, 0.9, 1e-4, true}>(f, "adam, amsgrad", [](plain& p) {
    p.a = 0.8 * p.a + (1 - 0.8) * p.g;
    p.b = 0.9 * p.b + (1 - 0.9) * p.g * p.g;
    p.c = larger(p.c, p.b);
    p.w -= p.eta * p.a / (1 - std::pow(0.8, p.t)) / (std::sqrt(p.c / (1 - std::pow(0.9, p.t))) + 1e-4);
  });

  of<adamw{0.02, 0.8, 0.9, 1e-4, 0.25}>(
      f, "adamw", [](plain& p) { p.w = p.w * (1 - p.eta * 0.25) - p.eta * adam_direction(p, 0.8, 0.9, 1e-4); });

  // c holds the product of mu(1) to mu(t), minus 1.
  of<nadam{0.01, 0.8, 0.9, 1e-4, 0.1}>(f, "nadam", [](plain& p) {
    const auto mu = [](double t) { return 0.8 * (1 - 0.5 * std::pow(0.96, 0.1 * t)); };
    p.c = (p.c + 1.0) * mu(p.t) - 1.0;
    const double product = p.c[0] + 1;
    p.a = 0.8 * p.a + (1 - 0.8) * p.g;
    p.b = 0.9 * p.b + (1 - 0.9) * p.g * p.g;
    const row m = mu(p.t + 1) * p.a / (1 - product * mu(p.t + 1)) + (1 - mu(p.t)) * p.g / (1 - product);
    p.w -= p.eta * m / (std::sqrt(p.b / (1 - std::pow(0.9, p.t))) + 1e-4);
  });

  of<adamax{0.02, 0.8, 0.9, 1e-3}>(f, "adamax", [](plain& p) {
    p.a = 0.8 * p.a + (1 - 0.8) * p.g;
    p.b = larger(0.9 * p.b, std::abs(p.g) + 1e-3);
    p.w -= p.eta / (1 - std::pow(0.8, p.t)) * p.a / p.b;
  });

  of<lion{0.01, 0.8, 0.9, 0.25}>(f, "lion", [](plain& p) {
    p.w -= p.eta * (sign_of(0.8 * p.a + (1 - 0.8) * p.g) + 0.25 * p.w);
    p.a = 0.9 * p.a + (1 - 0.9) * p.g;
  });

  // a: the sizes, b: the last gradient.
  of<rprop{.learning_rate = 1, .initial_step = 0.1, .smallest_step = 0.01, .largest_step = 0.3}>(
      f, "rprop", [](plain& p) {
        for (std::size_t i = 0; i < p.w.size(); ++i) {
          double &size = p.a[i], &last = p.b[i], g = p.g[i];
          if (p.t == 1) size = 0.1;
          if (g * last > 0) size = std::min(size * 1.2, 0.3);
          if (g * last < 0) size = std::max(size * 0.5, 0.01), g = 0;
          if (g > 0) p.w[i] -= p.eta * size;
          if (g < 0) p.w[i] += p.eta * size;
          last = g;
        }
      });

  of<lamb{0.02, 0.8, 0.9, 1e-4, 0.25}>(f, "lamb", [](plain& p) {
    const row r = adam_direction(p, 0.8, 0.9, 1e-4) + 0.25 * p.w;
    p.w -= p.eta * std::sqrt((p.w * p.w).sum()) / std::sqrt((r * r).sum()) * r;
  });
}

}  // namespace optim_tests
