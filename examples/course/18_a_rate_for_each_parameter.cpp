// Should every parameter have its own rate? AdaGrad, RMSProp and AdaDelta divide each gradient by its usual size.
#include <cstdio>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = parameter<"x">;
constexpr auto y = parameter<"y">;
constexpr auto valley = 10_c * square(x) + 0.1_c * square(y);  // a hundred times steeper along x than along y
constexpr auto dx = grad(valley, x);
constexpr auto dy = grad(valley, y);
constexpr double epsilon = 1e-6;

// G ← G + g²,  θ ← θ − η / √(ε + G) · g
struct my_adagrad {
  double eta;
  constexpr void operator()(update& u) const {
    term G = u.slot<"G">();  // one for each parameter, and first 0
    term next = G + square(u.gradient);
    u.assign(G, next);
    u.assign(u.parameter, u.parameter - eta / sqrt(epsilon + next) * u.gradient);
  }
};

// E ← γ E + (1 − γ) g²,  θ ← θ − η / √(E + ε) · g
struct my_rmsprop {
  double eta, gamma = 0.9;
  constexpr void operator()(update& u) const {
    term E = u.slot<"E">();
    term next = gamma * E + (1 - gamma) * square(u.gradient);
    u.assign(E, next);
    u.assign(u.parameter, u.parameter - eta / sqrt(next + epsilon) * u.gradient);
  }
};

struct path {
  std::vector<double> xs, ys, x_rates, y_rates;
};
template <auto Optimiser>
path walk(const char* name) {
  training_step<valley, Optimiser, in<double>, also<dx, dy>> net;  // also: what else a step computes
  net[x][0] = net[y][0] = 1;
  path p;
  int needed = 0;
  for (int step = 0; step < 1000; ++step) {
    p.xs.push_back(net[x][0]), p.ys.push_back(net[y][0]);
    if (require(net.step()) > 1e-3) needed = step + 1;
    p.x_rates.push_back((p.xs.back() - net[x][0]) / net[dx][0]);  // how far it went, for a gradient of 1
    p.y_rates.push_back((p.ys.back() - net[y][0]) / net[dy][0]);
  }
  std::printf("%-19s %5d %8.2f %6.2f %10.5f %8.5f\n", name, needed, p.xs[20], p.ys[20], p.x_rates[20], p.y_rates[20]);
  return p;
}

int main() {
  std::puts("                            after 20 steps   rates at step 20");
  std::puts("                    steps       x      y       of x     of y");
  const path plain = walk<sgd{0.09}>("descent"), ada = walk<my_adagrad{0.4}>("AdaGrad by hand");
  walk<adagrad{0.4}>("AdaGrad");
  const path rms = walk<my_rmsprop{0.01}>("RMSProp by hand");
  walk<rmsprop{0.01}>("RMSProp");
  const path delta = walk<adadelta{}>("AdaDelta");

  picture p("18_a_rate_for_each_parameter.svg");
  p.columns("plain", plain.xs, plain.ys).columns("ada", ada.xs, ada.ys).columns("rms", rms.xs, rms.ys);
  p.contours("c", evenly(-1, 1.2, 50), evenly(-0.2, 1.2, 50), {0.1, 0.5, 1, 2, 4, 7, 11}, ground<valley>(x, y));
  p << "set xrange [-1:1.2]; set yrange [-0.2:1.2]; set xlabel 'x'; set ylabel 'y'; set key above; plot $c with lines "
       "linecolor '#bbbbbb' linewidth 1 notitle, "
    << "$plain every ::::60 with linespoints linestyle 2 title 'descent', "
    << "$ada every ::::60 with linespoints linestyle 1 title 'AdaGrad', "
    << "$rms every ::::60 with points linestyle 3 title 'RMSProp'\n";

  picture q("18_a_rate_for_each_parameter_2.svg");
  q.columns("ada", ada.x_rates, ada.y_rates)
      .columns("rms", rms.x_rates, rms.y_rates)
      .columns("delta", delta.x_rates, delta.y_rates);
  q << "set xlabel 'step'; set ylabel 'rate'; set logscale y; set xrange [0:60]; set key outside right center; set "
       "format y '10^{%T}'\n"
    << "plot $ada using 0:2 with lines linestyle 1 title 'AdaGrad, y', $ada using 0:1 with lines linestyle 1 dashtype "
       "2 title 'AdaGrad, x', "
    << "$rms using 0:2 with lines linestyle 3 title 'RMSProp, y', $rms using 0:1 with lines linestyle 3 dashtype 2 "
       "title 'RMSProp, x', "
    << "$delta using 0:2 with lines linestyle 5 title 'AdaDelta, y', $delta using 0:1 with lines linestyle 5 dashtype "
       "2 title 'AdaDelta, x', "
    << "0.09 linestyle 2 title 'descent, x and y'\n";
}
