// Why normalise? Inputs of different ranges stretch the surface of the loss, and descent zigzags on it.
#include <cmath>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto area = input<"area">;
constexpr auto rooms = input<"rooms">;
constexpr auto price = input<"price">;
constexpr auto w1 = parameter<"w1">;
constexpr auto w2 = parameter<"w2">;
constexpr auto loss = square(w1 * area + w2 * rooms - price);
using column = std::vector<double>;
using descent = training_step<loss, sgd{}, batch<64>, in<double>>;

double mean(const column& xs) {
  double sum = 0;
  for (const double x : xs) sum += x;
  return sum / static_cast<double>(xs.size());
}
column centred(column xs, double divisor) {  // (x − mean) / divisor, for each x
  const double middle = mean(xs);
  for (double& x : xs) x = (x - middle) / divisor;
  return xs;
}
double standard_deviation(const column& xs) {  // the root of the mean of (x − mean)²
  column squares = centred(xs, 1);
  for (double& x : squares) x *= x;
  return std::sqrt(mean(squares));
}

struct walk {
  double rate;
  column w1s, w2s;
};
// The shortest descent from (0, 0) until the loss is less than 0.1, of those with the rates 1, 0.9, 0.81, ...
walk shortest_descent(const column& areas, const column& many, const column& prices) {
  walk best{};
  for (double rate = 1; rate > 1e-5; rate *= 0.9) {
    descent net;
    walk w{rate, {}, {}};
    result<double> now = 1;
    do {
      w.w1s.push_back(net[w1][0]), w.w2s.push_back(net[w2][0]);
      now = net.step(area = areas, rooms = many, price = prices, scalar<"learning_rate"> = rate);
    } while (now.ok() && now > 0.1 && w.w1s.size() < 50000);  // too large a rate ends with a loss that is not finite
    if (now.ok() && (best.w1s.empty() || w.w1s.size() < best.w1s.size())) best = w;
  }
  return best;
}

int main() {
  column areas, many, prices;  // of 60 flats: square metres, rooms, and the price in units of 10,000 €
  std::mt19937 engine(1);
  auto uniform = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(engine()) / 4294967296.0;
  };
  for (int i = 0; i < 60; ++i) {
    areas.push_back(uniform(40, 160));
    many.push_back(std::round(uniform(0.6, 3.4) + areas.back() / 160));
    prices.push_back(0.1 * areas.back() + 4 * many.back() + uniform(-0.5, 0.5));
  }

  picture p("13_why_normalise.svg", 860, 470);
  p << "set multiplot layout 1,2; set size ratio -1; set xlabel 'w1 (area)'; set ylabel 'w2 (rooms)'\n"
    << "set xrange [-2:6]; set yrange [-2:6]; unset key\n";
  std::puts("unit of the areas     unit of the rooms     rate   steps      w1      w2");
  const double units[][2] = {{1, 1}, {10, 1}, {standard_deviation(areas), standard_deviation(many)}};
  for (const auto& [a, r] : units) {
    const column as = centred(areas, a), rs = centred(many, r), ps = centred(prices, 1);
    const walk w = shortest_descent(as, rs, ps);
    std::printf("%17.1f %21.2f %8.2g %7zu %7.2f %7.2f\n", a, r, w.rate, w.w1s.size() - 1, w.w1s.back(), w.w2s.back());
    if (a == 1) continue;
    descent net;
    p.columns("walk", w.w1s, w.w2s);
    p.contours("c", evenly(-2, 6, 50), evenly(-2, 6, 50), {0.5, 2, 5, 10, 20, 40, 80}, [&](double x, double y) {
      net[w1][0] = x, net[w2][0] = y;
      return require(net.gradients(area = as, rooms = rs, price = ps));  // the mean over the flats
    });
    const std::string title =
        r == 1 ? "areas in units of " + std::to_string(std::lround(a)) + " m²" : "both normalised";
    p << "set title '" << title << ": " << w.w1s.size() - 1 << " steps'\n"
      << "plot $c with lines linestyle 7 linewidth 1, $walk with linespoints linestyle 2\n";
  }
  p << "unset multiplot\n";
}
