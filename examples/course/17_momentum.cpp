// Why does a ball roll on? Momentum as the books spell it, and Nesterov's: the gradient is taken a little ahead.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = parameter<"x">;
constexpr auto y = parameter<"y">;
constexpr auto point = input<"point">;

// A slope, a plateau and a valley at 3; and a canyon, steep along x and nearly flat along y.
constexpr auto stairs = [](auto t) { return sigmoid(-6_c * (t + 2_c)) + 1_c - exp(-square(t - 3_c)); };
constexpr auto canyon = 10_c * square(x) + 0.2_c * square(y);
constexpr auto slope = grad(stairs(point), point);
constexpr double eta = 0.1, alpha = 0.9;

struct path {
  std::vector<double> xs, ys, losses;
};
template <auto Optimiser>
path descend(const char* name) {
  training_step<canyon, Optimiser, in<double>> walk;
  walk[x][0] = 1, walk[y][0] = 8;
  path p;
  int needed = 0;
  for (int i = 0; i <= 300; ++i) {
    p.xs.push_back(walk[x][0]), p.ys.push_back(walk[y][0]);
    p.losses.push_back(require(walk.step()));
    if (p.losses.back() > 0.01) needed = i + 1;
  }
  std::printf("%-10s %5d\n", name, needed);
  return p;
}

int main() {
  program<slope, in<double>> run;
  auto g = [&](double where) {
    require(run.run(point = where));
    return run[slope][0];
  };
  training_step<stairs(x), momentum{eta, alpha}, in<double>> library;
  training_step<stairs(x), nesterov{eta, alpha}, in<double>> ahead;

  double plain = -2.5, a = plain, b = plain, c = plain, n = plain, m = plain;
  double va = 0, vb = 0, vc = 0, vn = 0, vm = 0, spellings = 0, nesterovs = 0;
  library[x][0] = ahead[x][0] = plain;
  std::vector<double> descent, rolling;
  std::puts("step   descent  momentum  Nesterov");
  for (int step = 0; step <= 200; ++step) {
    descent.push_back(plain), rolling.push_back(a);
    if (step % 25 == 0) std::printf("%4d %9.2f %9.2f %9.2f\n", step, plain, a, n);
    plain -= eta * g(plain);

    va = alpha * va - eta * g(a), a += va;  // v ← α v − η g,  θ ← θ + v
    vb = eta * g(b) + alpha * vb, b -= vb;  // v ← η g + α v,  θ ← θ − v
    vc = alpha * vc + g(c), c -= eta * vc;  // v ← α v + g,    θ ← θ − η v
    require(library.step());
    spellings = std::max({spellings, std::abs(a - b), std::abs(a - c), std::abs(a - library[x][0])});

    vn = alpha * vn - eta * g(n + alpha * vn), n += vn;  // v ← α v − η g(θ + α v),  θ ← θ + v
    const double gm = g(m);                              // the same, rewritten: m is the point θ + α v
    vm = alpha * vm - eta * gm, m += alpha * vm - eta * gm;
    require(ahead.step());
    nesterovs = std::max({nesterovs, std::abs(n + alpha * vn - m), std::abs(n - ahead[x][0])});
  }
  std::printf("\nthe spellings of momentum agree: %s\n", spellings < 1e-9 ? "yes" : "no");
  std::printf("Nesterov by definition and rewritten agree: %s\n", nesterovs < 1e-9 ? "yes" : "no");

  std::puts("\nThe canyon, from (1, 8): steps until the loss is at most 0.01");
  const path falling = descend<sgd{0.04}>("descent"), ball = descend<momentum{0.04, alpha}>("momentum"),
             careful = descend<nesterov{0.04, alpha}>("Nesterov");

  picture p("17_momentum.svg");
  auto f = ground<stairs(x)>(x);
  p.curve("descent", descent, f).curve("ball", rolling, f).curve("f", evenly(-3, 5, 321), f);
  p << "set xlabel 'x'; set ylabel 'loss'; set xrange [-3:5]; set yrange [-0.1:2.1]\n"
    << "plot $f with lines linestyle 7 notitle, $ball with points linestyle 3 title 'momentum, 200 steps', "
    << "$descent with points linestyle 2 title 'descent, 200 steps'\n";

  picture q("17_momentum_2.svg", 960, 460);
  q.columns("descent", falling.xs, falling.ys)
      .columns("ball", ball.xs, ball.ys)
      .columns("ahead", careful.xs, careful.ys);
  q.contours("c", evenly(-1, 1.2, 50), evenly(-4, 9, 50), {0.2, 1, 2.5, 5, 8, 12, 17}, ground<canyon>(x, y));
  // One step from θ = (0.6, 6) with α v = (−0.45, −0.9): the gradient at θ, and at θ + α v.
  auto dx = ground<grad(canyon, x)>(x);
  auto dy = ground<grad(canyon, y)>(y);
  auto arrow = [&](double at_x, double at_y, int style) {
    q << "set arrow from 0.15,5.1 rto " << -0.04 * dx(at_x) << ',' << -0.04 * dy(at_y) << " linestyle " << style
      << '\n';
  };
  q << "set xrange [-1:1.2]; set yrange [-4:9]; set multiplot layout 1,2; set xlabel 'x'; set ylabel 'y'; set key "
       "above\n"
    << "plot $c with lines linecolor '#bbbbbb' linewidth 1 notitle, $descent with linespoints linestyle 2 title "
       "'descent', "
    << "$ball every ::::60 with linespoints linestyle 3 title 'momentum', $ahead every ::::60 with linespoints "
       "linestyle 1 title 'Nesterov'\n"
    << "set xrange [-0.6:0.8]; set yrange [4.7:6.3]; set arrow from 0.6,6 to 0.15,5.1 linestyle 8\n";
  arrow(0.6, 6, 3), arrow(0.15, 5.1, 1);
  q << "set label 'θ' at 0.63,6.03; set label 'α v' at 0.28,5.65; set label 'θ + α v' at 0.22,5.09\n"
    << "plot $c with lines linecolor '#bbbbbb' linewidth 1 notitle, NaN linestyle 3 title '−η g(θ)', NaN linestyle 1 "
       "title '−η g(θ + α v)'; unset multiplot\n";
}
