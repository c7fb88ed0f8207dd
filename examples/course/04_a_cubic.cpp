// What does the loss say while a cubic is fitted? Four starts, two learning rates.
#include <cstdio>
#include <string>
#include <vector>

#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = input<"x", 12>;
constexpr auto y = input<"y", 12>;
constexpr auto w1 = parameter<"w1">;
constexpr auto w2 = parameter<"w2">;
constexpr auto w3 = parameter<"w3">;
constexpr auto w4 = parameter<"w4">;

constexpr auto f = w1 * x * x * x + w2 * x * x + w3 * x + w4;
constexpr auto L = sum(square(y - f));
constexpr auto eta = scalar<"learning_rate">;  // given with each step

struct attempt {
  const char* start;
  double w1, w2, w3, w4, rate;
  std::vector<double> losses = {};
  std::size_t rises = 0, converged = 0;
};

int main() {
  const std::vector<double> xs = {-2.75, -2.25, -1.75, -1.25, -0.75, -0.25, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75};
  const std::vector<double> ys = {187, 107, 50, 32, 9, 12, 9, 14, 3, -13, -57, -121};
  std::vector<attempt> attempts = {{"(-9, 2, 1, 30)", -9, 2, 1, 30, 2e-5},
                                   {"(-9, 2, 1, -20)", -9, 2, 1, -20, 2e-5},
                                   {"(-40, 0, 0, 0)", -40, 0, 0, 0, 2e-5},
                                   {"(0, 0, 0, 0)", 0, 0, 0, 0, 2e-5},
                                   {"(0, 0, 0, 0)", 0, 0, 0, 0, 7.5e-4}};

  std::printf("f = %s\n\nThe loss\n", to_string(f).c_str());
  std::puts("from                rate        at 0    at 10  at 100 at 1000  at 10000  rises  converged at");
  for (attempt& t : attempts) {
    std::printf("%-15s  %7g ", t.start, t.rate);
    training_step<L, sgd{}, in<double>> net;
    net[w1][0] = t.w1, net[w2][0] = t.w2, net[w3][0] = t.w3, net[w4][0] = t.w4;
    for (std::size_t step = 0; step <= 10000; ++step) {
      t.losses.push_back(require(net.step(x = xs, y = ys, eta = t.rate)));
      if (step > 0 && t.losses[step] > (1 + 1e-9) * t.losses[step - 1]) ++t.rises;
      // Converged: in the last 1000 steps the loss fell by less than a thousandth.
      if (!t.converged && step >= 1000 && t.losses[step - 1000] < 1.001 * t.losses[step]) t.converged = step;
    }
    std::printf("%11.1f %8.1f %7.1f %7.1f %9.1f %6zu  ", t.losses[0], t.losses[10], t.losses[100], t.losses[1000],
                t.losses[10000], t.rises);
    std::puts(t.converged ? std::to_string(t.converged).c_str() : "not yet");
    t.w1 = net[w1][0], t.w2 = net[w2][0], t.w3 = net[w3][0], t.w4 = net[w4][0];
  }

  std::puts("\nThe parameters after 10000 steps\nrate        w1     w2     w3     w4");
  for (const attempt& t : attempts) std::printf("%7g  %5.2f  %5.2f  %5.2f  %5.2f\n", t.rate, t.w1, t.w2, t.w3, t.w4);

  picture curves("04_a_cubic.svg");
  curves.columns("points", xs, ys);
  curves << "f(x, w1, w2, w3, w4) = w1*x**3 + w2*x**2 + w3*x + w4\n"
         << "set xlabel 'x'; set ylabel 'y'; set xrange [-3:3]; set yrange [-250:250]; set key top right\n"
         << "plot f(x, -9, 2, 1, 30) linestyle 1 title 'start (−9, 2, 1, 30)', "
         << "f(x, -9, 2, 1, -20) linestyle 2 title 'start (−9, 2, 1, −20)', "
         << "f(x, -40, 0, 0, 0) linestyle 3 title 'start (−40, 0, 0, 0)', "
         << "f(x, 0, 0, 0, 0) linestyle 4 title 'start (0, 0, 0, 0)', "
         << "f(x, " << attempts[4].w1 << ", " << attempts[4].w2 << ", " << attempts[4].w3 << ", " << attempts[4].w4
         << ") linestyle 8 dashtype 2 title 'the fit', $points with points linestyle 8 pointtype 7 title 'twelve "
            "points'\n";

  picture losses("04_a_cubic_losses.svg");
  losses << "set xlabel 'step'; set ylabel 'loss L'; set logscale xy; set xrange [1:10000]; set yrange [50:2e6]\n"
         << "set format y '10^{%T}'\n";
  for (const attempt& t : attempts) {
    std::vector<double> steps, values;
    for (std::size_t i = 1; i <= 10000; i += 1 + i / 12) steps.push_back(double(i)), values.push_back(t.losses[i]);
    losses.columns(("from" + std::to_string(&t - attempts.data())).c_str(), steps, values);
  }
  for (std::size_t i = 0; i < 5; ++i)
    losses << (i ? ", " : "plot ") << "$from" << i << " with lines linestyle " << i + 1 << " title 'from "
           << attempts[i].start << ", η = " << attempts[i].rate << "'";
}
