// Which line fits the points best? Gradient descent on two parameters, beside the analytic solution.
#include <cstdio>
#include <vector>

#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

int main() {
  constexpr auto x = input<"x", 8>;  // the size of eight houses, in 100 m²
  constexpr auto y = input<"y", 8>;  // their price, in 100,000 €
  constexpr auto a = parameter<"a">;
  constexpr auto b = parameter<"b">;

  constexpr auto L = 0.5_c * sum(square(y - (a * x + b)));
  constexpr auto dL_da = grad(L, a);
  constexpr auto dL_db = grad(L, b);
  std::printf("L     = %s\ndL/da = %s\ndL/db = %s\n", to_string(L).c_str(), to_string(dL_da).c_str(),
              to_string(dL_db).c_str());

  const std::vector<double> sizes = {0.5, 0.7, 0.9, 1.1, 1.2, 1.5, 1.7, 2.0};
  const std::vector<double> prices = {1.9, 2.2, 2.9, 3.0, 3.6, 4.1, 4.6, 5.6};

  // Where both derivatives are 0: the solution that can be written down.
  constexpr auto best_a = sum((x - mean(x)) * (y - mean(y))) / sum(square(x - mean(x)));
  constexpr auto best_b = mean(y) - best_a * mean(x);
  program<best_a, best_b, in<double>> analytic;
  require(analytic.run(x = sizes, y = prices));
  const double a_best = analytic[best_a][0], b_best = analytic[best_b][0];
  std::printf("\nanalytic solution: a = %.4f, b = %.4f\n", a_best, b_best);

  // The loss, its gradient, and w <- w - 0.04 dL/dw for each parameter w: one program.
  training_step<L, sgd{0.04}, also<dL_da, dL_db>, in<double>> walk;  // a and b start at 0
  std::puts("\n   step       a       b        L    dL/da    dL/db");
  std::vector<double> as, bs;
  for (int step = 0; step <= 300; ++step) {
    as.push_back(walk[a][0]), bs.push_back(walk[b][0]);
    const double loss = require(walk.step(x = sizes, y = prices));  // the loss before the step
    if (step == 0 || step == 1 || step == 2 || step == 10 || step == 50 || step == 100 || step == 300)
      std::printf("%7d %7.4f %7.4f %8.4f %8.4f %8.4f\n", step, as.back(), bs.back(), loss, walk[dL_da][0],
                  walk[dL_db][0]);
  }

  picture lines("03_a_line.svg");
  lines.columns("houses", sizes, prices);
  lines << "set xlabel 'size x (100 m²)'; set ylabel 'price y (100,000 €)'; set key top left; set xrange [0:2.2]\n"
        << "plot $houses with points linestyle 8 pointtype 7 title 'eight houses', ";
  lines << as[1] << "*x + " << bs[1] << " linestyle 6 title 'after 1 step', ";
  lines << as[10] << "*x + " << bs[10] << " linestyle 5 title 'after 10 steps', ";
  lines << as[100] << "*x + " << bs[100] << " linestyle 2 title 'after 100 steps', ";
  lines << a_best << "*x + " << b_best << " linestyle 1 dashtype 2 title 'analytic'\n";

  training_step<L, sgd{}, in<double>> ground;  // to look at L(a, b) anywhere
  picture valley("03_a_line_valley.svg", 640, 620);
  valley.columns("path", as, bs).columns("best", std::vector{a_best}, std::vector{b_best});
  valley.contours("lines", evenly(-0.5, 4.5, 50), evenly(-1.5, 3, 50), {0.3, 1, 3, 10, 30, 70},
                  [&](double at_a, double at_b) {
                    ground[a][0] = at_a, ground[b][0] = at_b;
                    return require(ground.gradients(x = sizes, y = prices));
                  });
  valley << "set xlabel 'a (1000 €/m²)'; set ylabel 'b (100,000 €)'; set size ratio -1\n"
         << "set key outside top center horizontal; set xrange [-0.5:4.5]\n"
         << "plot $lines with lines linestyle 7 linewidth 1 title 'L = 0.3, 1, 3, 10, 30, 70', "
         << "$path with linespoints linestyle 3 title 'descent from (0, 0)', "
         << "$best with points linestyle 2 pointtype 7 pointsize 1 title 'analytic solution'\n";
}
