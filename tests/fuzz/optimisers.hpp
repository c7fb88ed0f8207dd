// Optimisers as the library runs them, and each once more by its formula on plain numbers.
#pragma once

#include <cmath>

#include <tapeless/tapeless.hpp>

#include "model.hpp"

namespace fuzz {

// w <- w - eta g / (1 + |g|²): the gradient is reduced before it is used.
struct normalised {
  double learning_rate = 0.25;
  constexpr void operator()(tapeless::update& u) const {
    const tapeless::term g = u.gradient;
    u.assign(u.parameter, u.parameter - u.scalar<"learning_rate">(learning_rate) * g / (1.0 + tapeless::sum(tapeless::square(g))));
  }
};
// w <- w - eta (g - mean g)
struct centred {
  double learning_rate = 0.25;
  constexpr void operator()(tapeless::update& u) const {
    u.assign(u.parameter, u.parameter - u.scalar<"learning_rate">(learning_rate) * (u.gradient - tapeless::mean(u.gradient)));
  }
};
// v <- mu v - eta g,  w <- w + v
struct momentum {
  double learning_rate = 0.125, mu = 0.75;
  constexpr void operator()(tapeless::update& u) const {
    const tapeless::term v = u.slot<"v">(), v1 = mu * v - u.scalar<"learning_rate">(learning_rate) * u.gradient;
    u.assign(v, v1);
    u.assign(u.parameter, u.parameter + v1);
  }
};

// One step of one parameter; `state` is the parameter's own, t counts steps from 1.
using plain::exact;
using plain::rounded;
using state = std::vector<tensor>;

inline void descend(const tapeless::sgd& o, tensor& w, const tensor& g, state&, int) {
  for (std::size_t i = 0; i < w.at.size(); ++i) w.at[i] = w.at[i] - rounded(o.learning_rate) * g.at[i];
}
inline void descend(const tapeless::adam& o, tensor& w, const tensor& g, state& s, int t) {
  if (s.empty()) s.assign(2, tensor(w.shape));
  const real one = 1 - std::pow(real{o.beta1}, t), two = 1 - std::pow(real{o.beta2}, t);
  for (std::size_t i = 0; i < w.at.size(); ++i) {
    num &m = s[0].at[i], &v = s[1].at[i];
    m = rounded(o.beta1) * m + rounded(1 - real{o.beta1}) * g.at[i];
    v = rounded(o.beta2) * v + rounded(1 - real{o.beta2}) * g.at[i] * g.at[i];
    w.at[i] = w.at[i] - rounded(o.learning_rate) * (m / rounded(one)) / (plain::root(v / rounded(two)) + rounded(o.epsilon));
  }
}
inline void descend(const normalised& o, tensor& w, const tensor& g, state&, int) {
  std::vector<num> squares;
  for (const num& n : g.at) squares.push_back(n * n);
  const num size = exact(1) + plain::sum(squares);
  for (std::size_t i = 0; i < w.at.size(); ++i) w.at[i] = w.at[i] - rounded(o.learning_rate) * g.at[i] / size;
}
inline void descend(const centred& o, tensor& w, const tensor& g, state&, int) {
  const num middle = plain::sum(g.at) / exact(static_cast<real>(g.at.size()));
  for (std::size_t i = 0; i < w.at.size(); ++i) w.at[i] = w.at[i] - rounded(o.learning_rate) * (g.at[i] - middle);
}
inline void descend(const momentum& o, tensor& w, const tensor& g, state& s, int) {
  if (s.empty()) s.assign(1, tensor(w.shape));
  for (std::size_t i = 0; i < w.at.size(); ++i) {
    num& v = s[0].at[i];
    v = rounded(o.mu) * v - rounded(o.learning_rate) * g.at[i];
    w.at[i] = w.at[i] + v;
  }
}

// Does an element's step depend on the gradient of its neighbours?
template <class O>
inline constexpr bool looks_around = false;
template <>
inline constexpr bool looks_around<normalised> = true;
template <>
inline constexpr bool looks_around<centred> = true;

}  // namespace fuzz
