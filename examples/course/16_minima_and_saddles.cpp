// What if the way down ends too early? A dip, a plateau and a saddle, and what helps.
#include <cstdio>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = parameter<"x">;
constexpr auto y = parameter<"y">;
constexpr auto rate = scalar<"learning_rate">;

// A wide valley, lowest at 0, with a narrow dip at 2. Far from 0 it is flat.
constexpr auto valley = 1.2_c - exp(-0.125_c * square(x)) - 0.3_c * exp(-10_c * square(x - 2_c));
// Two basins, at y = √2 and at y = −√2, and between them a saddle at (0, 0).
constexpr auto saddle = square(x) - square(y) + 0.25_c * square(square(y));

using descent = training_step<valley, sgd{}, in<double>>;
// The gradient plus 4 times a normal number.
using shaken = training_step<valley, chain(add_noise{4}, sgd{}), in<double>>;

struct path {
  std::vector<double> xs, losses;
};

path descend(double from, double eta) {
  descent walk;
  walk[x][0] = from;
  path p;
  for (int i = 0; i <= 500; ++i) {
    p.xs.push_back(walk[x][0]);
    p.losses.push_back(require(walk.step(rate = eta)));  // a step returns the loss before it
  }
  return p;
}

int main() {
  std::puts("                 from   rate    ends at   loss");
  auto show = [](const char* how, double from, double eta) {
    const path p = descend(from, eta);
    std::printf("%-15s %5.0f %6.2f %10.2f %6.2f\n", how, from, eta, p.xs.back(), p.losses.back());
    return p;
  };
  const path plain = show("small steps", 4, 0.05), large = show("larger steps", 4, 3),
             other = show("another start", -4, 0.05);
  show("on the plateau", 9, 0.05);

  int escaped = 0;
  for (unsigned s = 1; s <= 20; ++s) {
    shaken walk{seed{s}};
    walk[x][0] = 4;
    for (int i = 0; i < 300; ++i) require(walk.step(rate = 0.05));
    escaped += descend(walk[x][0], 0.05).losses.back() < 0.25;  // then without noise
  }
  std::printf("\nwith noise at first, of 20 descents from 4 reach the wide valley: %d\n", escaped);

  std::puts("\nThe saddle, from x = 2, rate 0.05\n  from y   loss after 60   loss after 300   ends at y");
  std::vector<double> xs[3], ys[3], losses[3];
  for (int k = 0; const double from : {0.0, 1e-6, 0.01}) {
    training_step<saddle, sgd{0.05}, in<double>> walk;
    walk[x][0] = 2, walk[y][0] = from;
    for (int i = 0; i <= 300; ++i) {
      xs[k].push_back(walk[x][0]), ys[k].push_back(walk[y][0]);
      losses[k].push_back(require(walk.step()));
    }
    std::printf("%8g %15.3f %16.3f %11.3f\n", from, losses[k][60], losses[k][300], walk[y][0]);
    ++k;
  }

  picture p("16_minima_and_saddles.svg");
  p.columns("plain", plain.xs, plain.losses)
      .columns("large", large.xs, large.losses)
      .columns("other", other.xs, other.losses);
  p.curve("valley", evenly(-6, 11, 341), ground<valley>(x));
  p << "set xlabel 'x'; set ylabel 'loss'; set xrange [-6:11]; set yrange [0:1.5]; set key right "
       "center\n"
    << "set label 'dip' at 2,0.21 center; set label 'plateau' at 9,1.27 center; set label 'lowest' at 0,0.13 center\n"
    << "plot $valley with lines linestyle 7 notitle, "
    << "$other every 4 with points linestyle 3 title 'from −4, rate 0.05', "
    << "$plain every 4 with points linestyle 2 title 'from 4, rate 0.05', "
    << "$large every ::::12 with linespoints linestyle 1 title 'from 4, rate 3'\n";

  picture q("16_minima_and_saddles_2.svg", 960, 420);
  q.columns("ridge", xs[0], ys[0], losses[0]).columns("near", xs[1], ys[1], losses[1]);
  q.columns("beside", xs[2], ys[2], losses[2]);
  const std::vector<double> grid = evenly(-2.2, 2.2, 50);
  q.contours("c", grid, grid, {-0.9, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4}, ground<saddle>(x, y));
  q << "set xrange [-2.2:2.2]; set yrange [-2.2:2.2]; set multiplot layout 1,2; set xlabel 'x'; set ylabel 'y'; set "
       "key above\n"
    << "plot $c with lines linecolor '#bbbbbb' linewidth 1 notitle, $ridge every 3 with linespoints linestyle 1 title "
       "'from y "
       "= 0', "
    << "$beside every 3 with linespoints linestyle 3 title 'from y = 0.01'\n"
    << "set xlabel 'step'; set ylabel 'loss'; set xrange [0:300]; set yrange [-1.2:1.2]; set key inside top right "
       "vertical maxcols 1\n"
    << "plot $ridge using 0:3 with lines linestyle 1 title 'from y = 0', "
    << "$near using 0:3 with lines linestyle 2 title 'from y = 0.000001', "
    << "$beside using 0:3 with lines linestyle 3 title 'from y = 0.01'; unset multiplot\n";
}
