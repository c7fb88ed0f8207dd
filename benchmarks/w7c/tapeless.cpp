#include <tapeless/tapeless.hpp>

#include "../harness/subject.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x", 2>;
constexpr auto y = input<"y", 1>;
constexpr auto h1 = tanh(dense<"first", 16>(x));
constexpr auto h2 = tanh(dense<"second", 16>(h1));
constexpr auto loss = mse(dense<"out", 1>(h2), y);

constexpr auto d1 = grad(loss, parameter<"first.weight">(loss));
constexpr auto d2 = grad(loss, parameter<"first.bias">(loss));
constexpr auto d3 = grad(loss, parameter<"second.weight">(loss));
constexpr auto d4 = grad(loss, parameter<"second.bias">(loss));
constexpr auto d5 = grad(loss, parameter<"out.weight">(loss));
constexpr auto d6 = grad(loss, parameter<"out.bias">(loss));

struct subject : bench::evaluation<subject> {
  training_step<loss, sgd{}, in<double>> from;  // its parameters are writable
  program<d1, d2, d3, d4, d5, d6, in<double>> run;
  double at[2] = {w7c::x0, w7c::x1};
  explicit subject(double) {
    const std::vector<double> p = w7c::parameters();
    auto next = p.begin();
    from.for_each_parameter([&](const char*, const auto&, auto to) {
      for (double& each : to) each = *next++;
    });
    run.set_parameters(from.parameters());
  }
  void step() { run.run(x = at, y = w7c::y); }
  void results(bench::values& v) const {
    const auto append = [&](auto span) { v.insert(v.end(), span.begin(), span.end()); };
    append(run[d1]), append(run[d2]), append(run[d3]), append(run[d4]), append(run[d5]), append(run[d6]);
  }
};
const bench::enrol<subject> here{"W7c", "tapeless", "double"};
}  // namespace
