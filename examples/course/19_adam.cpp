// What is Adam? Momentum and a rate for each parameter in one rule. And who else has what, measured.
#include <cmath>
#include <cstdio>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

// A test bench for optimisers: while push is 1, the gradient of x is 1 and that of y is 100. With 0, both are 0.
constexpr auto x = parameter<"x">;
constexpr auto y = parameter<"y">;
constexpr auto push = scalar<"push", 1.0>;
constexpr auto bench = push * (x + 100_c * y);

// m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²
// θ ← θ − η m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ)
struct my_adam {
  bool corrected = true;
  double eta = 0.01, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  constexpr void operator()(update& u) const {
    term m = u.slot<"m">(), v = u.slot<"v">();
    term power1 = u.step_slot<"power1">(1), power2 = u.step_slot<"power2">(1);  // β₁ᵗ and β₂ᵗ, the same for all
    term m1 = beta1 * m + (1 - beta1) * u.gradient, v1 = beta2 * v + (1 - beta2) * square(u.gradient);
    term p1 = beta1 * power1, p2 = beta2 * power2;
    u.assign(m, m1), u.assign(v, v1), u.assign(power1, p1), u.assign(power2, p2);
    if (corrected) m1 = m1 / (1.0 - p1), v1 = v1 / (1.0 - p2);
    u.assign(u.parameter, u.parameter - eta * m1 / (sqrt(v1) + epsilon));
  }
};

template <auto Optimiser>
std::vector<double> steps_of(int count) {  // how far x moves in each step, in units of the rate, 0.01
  training_step<bench, Optimiser, in<double>> net;
  std::vector<double> steps;
  for (double before = 0; count > 0; --count, before = net[x][0]) {
    require(net.step());
    steps.push_back((before - net[x][0]) / 0.01);
  }
  return steps;
}

struct moved {
  std::vector<double> x, y;
};
template <auto Optimiser>
moved try_out(const char* name) {
  training_step<bench, Optimiser, in<double>> net;
  moved so_far;
  for (int step = 0; step <= 60; ++step) {
    so_far.x.push_back(-net[x][0] / 0.01), so_far.y.push_back(-net[y][0] / 0.01);
    require(net.step(push = step < 20 ? 1 : 0));  // a push for 20 steps, and then none
  }
  std::size_t numbers = 0;  // that the optimiser stores, for two parameters
  net.for_each_state([&](const state_leaf& leaf, auto values) { numbers += *leaf.owner ? values.size() : 0; });
  const bool rolls = so_far.x[30] > so_far.x[20] + 1e-6, own = so_far.y[1] < 2 * so_far.x[1];
  std::printf("%-9s %9zu %12s %9s\n", name, numbers / 2, rolls ? "yes" : "no", own ? "yes" : "no");
  return so_far;
}

int main() {
  const std::vector<double> with = steps_of<my_adam{true}>(1000), without = steps_of<my_adam{false}>(1000),
                            library = steps_of<adam{0.01}>(1000);
  std::puts("Length of a step, divided by the rate\n   step   Adam by hand     Adam   without correction");
  for (const std::size_t t : {1u, 2u, 5u, 10u, 100u, 1000u})
    std::printf("%7zu %14.2f %8.2f %20.2f\n", t, with[t - 1], library[t - 1], without[t - 1]);

  std::puts("\n          numbers stored   rolls on  own rate");
  const moved s = try_out<sgd{0.01}>("descent"), m = try_out<momentum{0.01}>("momentum");
  try_out<nesterov{0.01}>("Nesterov");
  try_out<adagrad{0.01}>("AdaGrad");
  try_out<adadelta{}>("AdaDelta");
  const moved r = try_out<rmsprop{0.01}>("RMSProp"), d = try_out<adam{0.01}>("Adam");
  try_out<adamax{0.01}>("Adamax");
  try_out<nadam{0.01}>("NAdam");
  try_out<lion{0.01}>("Lion");

  picture p("19_adam.svg");
  p.columns("with", with).columns("without", without);
  p << "set xlabel 'step'; set ylabel 'length of a step, divided by the rate'; set logscale x; set yrange [0:7]\n"
    << "plot $without using ($0+1):1 with lines linestyle 2 title 'without correction', "
    << "$with using ($0+1):1 with lines linestyle 1 title 'Adam'\n";
  picture q("19_adam_2.svg");
  q.columns("s", s.x, s.y).columns("m", m.x, m.y).columns("r", r.x, r.y).columns("d", d.x, d.y);
  q << "set xlabel 'step'; set ylabel 'distance so far, divided by the rate'; set logscale y; set xrange [0:60]; set "
       "yrange "
       "[1:1e6]\n"
    << "set format y '10^{%T}'; set key above maxrows 2; set arrow from 20,1 to 20,1e6 nohead linecolor '#999999'\n"
    << "set label 'the push ends' at 20.7,2\n"
    << "plot $s using 0:1 with lines linestyle 2 title 'descent, x', $s using 0:2 with lines linestyle 2 dashtype 2 "
       "title 'descent, y', "
    << "$m using 0:1 with lines linestyle 3 title 'momentum, x', $m using 0:2 with lines linestyle 3 dashtype 2 title "
       "'momentum, y', "
    << "$r using 0:1 with lines linestyle 5 title 'RMSProp, x', $r using 0:2 with lines linestyle 8 dashtype 2 title "
       "'RMSProp, y', "
    << "$d using 0:1 with lines linestyle 1 title 'Adam, x', $d using 0:2 with lines linestyle 8 dashtype 2 title "
       "'Adam, y'\n";
}
