// Which way is down? The sign of a derivative gives the direction, its magnitude the steepness.
#include <cstdio>
#include <vector>

#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = input<"x">;
constexpr auto f = square(x);
constexpr auto slope = grad(f, x);  // an expression too, made by the compiler

int main() {
  std::printf("f = %s, df/dx = %s\n\n", to_string(f).c_str(), to_string(slope).c_str());

  std::puts("      x     f(x)    df/dx   so x should");
  program<f, slope, in<double>> at;
  for (const double point : {-3.0, -1.0, 0.0, 0.5, 2.0}) {
    at.run(x = point);
    const double d = at[slope][0];
    std::printf("%7.1f %8.2f %8.1f   %s\n", point, at[f][0], d, d > 0 ? "decrease" : d < 0 ? "increase" : "stay");
  }

  std::puts("\n   step        x     f(x)    df/dx");
  std::vector<double> xs, values;
  double here = 3;
  const double eta = 0.1;
  for (int step = 0; step <= 30; ++step) {
    at.run(x = here);
    xs.push_back(here), values.push_back(at[f][0]);
    if (step % 5 == 0) std::printf("%7d %8.4f %8.4f %8.4f\n", step, here, at[f][0], at[slope][0]);
    here -= eta * at[slope][0];
  }

  picture p("01_which_way_is_down.svg");
  p.columns("path", xs, values).curve("f", evenly(-3.5, 3.5, 141), [&](double point) {
    at.run(x = point);
    return at[f][0];
  });
  p << "set xlabel 'x'; set ylabel 'f(x)'; set grid; set key top center; set xrange [-3.5:3.5]; set yrange [-0.5:11]\n"
    << "set arrow from -2,4 to -1,0.1 linestyle 2; set label 'at −2: df/dx = −4, so increase x' at -1.9,4 left\n"
    << "plot $f with lines linestyle 1 title 'f(x) = x²', $path with linespoints linestyle 3 title 'x ← x − 0.1 df/dx, "
       "from "
       "3'\n";
}
