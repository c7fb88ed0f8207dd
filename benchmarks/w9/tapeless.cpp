#include <tapeless/tapeless.hpp>

#include "../harness/subject.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x">;
constexpr auto h1 = tanh(dense<"first", 16>(reshape<1>(x)));
constexpr auto h2 = tanh(dense<"second", 16>(h1));
constexpr auto u = reshape<>(dense<"out", 1>(h2));
constexpr auto loss = square(laplacian(u, x) + sin(x));

// A training step computes the mean gradient over the points; this optimiser exposes it as the change of a parameter.
struct subtract_gradient {
  constexpr void operator()(update& step) const {
    step.assign(step.parameter, step.parameter - step.scalar<"learning_rate">(1) * step.gradient);
  }
};

template <class T>
struct subject : bench::evaluation<subject<T>> {
  using trainer = training_step<loss, subtract_gradient{}, batch<w9::points>, in<T>>;
  std::vector<T> at = bench::convert<T>(w9::x()), before = bench::convert<T>(w9::parameters());
  trainer net;
  explicit subject(double rate) {
    auto p = before.begin();
    net.for_each_parameter([&](const char*, const auto&, auto to) {
      for (auto& each : to) each = *p++;
    });
    net[scalar<"learning_rate">][0] = static_cast<T>(rate == 0 ? 1 : rate);
  }
  void step() { (void)net.step(x = at); }
  void results(bench::values& v) const {
    auto p = before.begin();
    net.for_each_parameter([&](const char*, const auto&, auto from) {
      for (auto each : from) v.push_back(static_cast<double>(*p++ - each));
    });
  }
};
const bench::enrol<subject<float>> in_float{"W9", "tapeless", "float"};
const bench::enrol<subject<double>> in_double{"W9", "tapeless", "double"};
}  // namespace
