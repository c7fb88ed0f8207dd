// Regularisation: a network with far too many weights, and five ways to keep it from learning the noise by heart.
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = input<"x", 1>;
constexpr auto y = input<"y", 1>;
constexpr auto l1 = scalar<"l1">;  // how strong each remedy is
constexpr auto l2 = scalar<"l2">;
constexpr auto drop = scalar<"drop">;
constexpr auto noise = scalar<"noise">;

// in_training(a, b) is a while the network learns, and b when it is used.
constexpr auto shaken = in_training(x + noise * random_normal<"n", 1>, x);
constexpr auto hidden = relu(dense<"b", 40, he_normal>(relu(dense<"a", 40, he_normal>(shaken))));
constexpr auto thinned = in_training(where(random_uniform<"u", 40> < drop, 0_c, hidden / (1_c - drop)), hidden);
constexpr auto out = dense<"out", 1>(thinned);

constexpr auto w = parameter<"b.weight">(out);  // the largest layer: 40 x 40
constexpr auto loss = mse(out, y) + l1 * sum(abs(w)) + l2 * sum(square(w));

struct samples {
  std::vector<double> x, y;
  samples(unsigned seed, int count) {
    std::mt19937 bits(seed);
    auto uniform = [&] { return static_cast<double>(bits()) / 2147483648 - 1; };  // between -1 and 1
    for (int i = 0; i < count; ++i) {
      x.push_back(uniform());
      y.push_back(std::sin(3 * x.back()) + 0.7 * uniform());  // a wave, and noise with variance 0.7² / 3 = 0.16
    }
  }
};

int main() {
  const samples few(1, 20), many(2, 200), unseen(3, 1000);
  struct trial {
    const char *name, *title;
    const samples& known;
    double l1, l2, drop, noise;
  } trials[] = {{"nothing", "nothing", few, 0, 0, 0, 0},         {"L1", "L1, strength 0.003", few, 0.003, 0, 0, 0},
                {"L2", "L2, strength 0.02", few, 0, 0.02, 0, 0}, {"dropout", "dropout, 0.3", few, 0, 0, 0.3, 0},
                {"noise", "noise, 0.15", few, 0, 0, 0, 0.15},    {"data", "ten times the data", many, 0, 0, 0, 0}};

  picture p("23_regularisation.svg", 900, 560);
  p << "set multiplot layout 2,3 title 'dots: the samples; dashed line: sin 3x; solid line: what the network made of "
       "it'\n"
    << "unset key; set xrange [-1:1]; set yrange [-1.9:1.9]; set ytics 1; set xlabel 'x'; set ylabel 'y'\n";
  std::puts("            error on                  |w| below   largest");
  std::puts("remedy         known  unseen     gap       0.01       |w|");
  for (const trial& t : trials) {
    training_step<loss, adam{0.01}, batch<20>, in<double>> net{seed{1}};
    for (int i = 0; i < 3000; ++i)
      require(net.step(x = t.known.x, y = t.known.y, l1 = t.l1, l2 = t.l2, drop = t.drop, noise = t.noise));

    program<out, batch<20>, in<double>> model{net.parameters()};
    auto error = [&](const samples& s) {
      std::vector<double> guess(s.x.size());
      require(model.run(x = s.x, out = guess));
      double sum = 0;
      for (std::size_t i = 0; i < guess.size(); ++i) sum += std::pow(guess[i] - s.y[i], 2);
      return sum / static_cast<double>(guess.size());
    };
    int small = 0;
    double largest = 0;
    for (const double v : net[w]) small += std::abs(v) < 0.01, largest = std::fmax(largest, std::abs(v));
    std::printf("%-12s %7.2f %7.2f %7.2f %10d %9.1f\n", t.name, error(t.known), error(unseen),
                error(unseen) - error(t.known), small, largest);

    const auto line = evenly(-1, 1, 121);
    std::vector<double> curve(line.size());
    require(model.run(x = line, out = curve));
    p.columns("known", t.known.x, t.known.y).columns("curve", line, curve);
    p << "set title '" << t.title << "'\nplot $known with points pointtype 7 pointsize 0.4 linecolor '#777777', "
      << "sin(3*x) linestyle 1 dashtype 2, $curve with lines linestyle 2\n";
  }
  p << "unset multiplot\n";
}
