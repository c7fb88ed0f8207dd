// Who wins the race? Eight rules on four surfaces, each with the rate that suits it best.
#include <cmath>
#include <cstdio>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include <tapeless/tapeless.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = parameter<"x">;
constexpr auto y = parameter<"y">;
constexpr auto data_x = scalar<"data_x">;  // a noisy sample, another one in each step
constexpr auto data_y = scalar<"data_y">;

constexpr auto beale =
    square(1.5_c - x + x * y) + square(2.25_c - x + x * square(y)) + square(2.625_c - x + x * y * square(y));
constexpr auto valley = 10_c * square(x + y) + 0.1_c * square(x - y);
constexpr auto saddle = square(x) - square(y) + 0.25_c * square(square(y));
constexpr auto line = square(x * data_x + y - data_y);

// All of them in one loss: a run-time number says which one counts.
constexpr auto which = scalar<"which">;
constexpr auto loss = where(equal(which, 0_c), beale, 0_c) + where(equal(which, 1_c), valley, 0_c) +
                      where(equal(which, 2_c), saddle, 0_c) + where(equal(which, 3_c), line, 0_c);

struct track {
  double from_x, from_y, to_x, to_y;
};
constexpr track tracks[] = {{1, 1, 3, 0.5}, {1, 0, 0, 0}, {1.5, 0.001, 0, std::numbers::sqrt2}, {0, 0, 2, 1}};

struct path {
  std::vector<double> xs{}, ys{};
  int needed = 3000;  // steps until it is within 0.1 of the goal for good
  double rate = 0;
};
template <auto Optimiser>
path run(int number, double rate) {
  training_step<loss, Optimiser, in<double>> net;
  const track& t = tracks[number];
  net[x][0] = t.from_x, net[y][0] = t.from_y;
  std::minstd_rand random;
  auto uniform = [&] { return static_cast<double>(random()) / 2147483647; };
  path p{.needed = 0, .rate = rate};
  for (int step = 0; step < 3000; ++step) {
    p.xs.push_back(net[x][0]), p.ys.push_back(net[y][0]);
    const bool arrived = std::hypot(net[x][0] - t.to_x, net[y][0] - t.to_y) <= 0.1;
    if (!arrived) p.needed = step + 1;
    const double at = 2 * uniform() - 1, noise = uniform() + uniform() - 1;
    (void)net.step(which = number, data_x = at, data_y = 2 * at + 1 + noise,
                   scalar<"learning_rate"> = rate);  // one that fails, because the rate is too large, changes nothing
  }
  return p;
}

struct racer {
  std::string name;
  path on_beale;
};
template <auto Optimiser>
racer race(const char* name) {
  std::printf("%-8s", name);
  racer r{name, {}};
  for (int number = 0; number < 4; ++number) {
    path best;
    for (const double rate : {0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0})
      if (const path p = run<Optimiser>(number, rate); p.needed < best.needed) best = p;
    std::printf("%8d %-6g", best.needed, best.rate);
    if (number == 0) r.on_beale = best;
  }
  std::puts("");
  return r;
}

int main() {
  std::puts("                 Beale         valley         saddle     noisy line");
  std::puts("            steps rate     steps rate     steps rate     steps rate");
  const racer racers[] = {race<sgd{}>("descent"),     race<momentum{}>("momentum"), race<nesterov{}>("Nesterov"),
                          race<adagrad{}>("AdaGrad"), race<adadelta{}>("AdaDelta"), race<rmsprop{}>("RMSProp"),
                          race<adam{}>("Adam"),       race<adamax{}>("Adamax")};

  picture p("20_the_race.svg"), film("20_the_race_film.gif", 480, 360);
  std::string still, moving;
  for (int style = 1; const racer& r : racers) {
    for (picture* each : {&p, &film}) each->columns(r.name.c_str(), r.on_beale.xs, r.on_beale.ys);
    const std::string look = " linestyle " + std::to_string(style++), title = " title '" + r.name + "'";
    still += ", $" + r.name + " every ::::150 with lines" + look + title;
    moving += ", $" + r.name + " every ::::k with lines" + look + title + ", $" + r.name + " every ::k::k with points" +
              look + " pointtype 7 pointsize 1.5 notitle";
  }
  for (picture* each : {&p, &film})
    each->contours("c", evenly(0.5, 4, 50), evenly(-1, 1.3, 50), {0.05, 0.2, 0.6, 1.5, 4, 10, 20}, ground<beale>(x, y))
        << "set xrange [0.5:4]; set yrange [-1:1.3]; set xlabel 'x'; set ylabel 'y'; set key above\n"
        << "set label 2 'goal' at 3,-0.12 center; set arrow 1 from 3,0 to 3,0.42 linestyle 8 linewidth 1\n";
  p << "plot $c with lines linecolor '#bbbbbb' linewidth 1 notitle" << still << '\n';
  film << "do for [k=0:90:3] { set label 1 sprintf('step %d', k) at 3.5,-0.85\n"
       << "plot $c with lines linecolor '#bbbbbb' linewidth 1 notitle" << moving << " }\n";
}
