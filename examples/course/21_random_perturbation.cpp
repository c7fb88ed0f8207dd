// Could we do without gradients? Random changes, kept if they are better, against descent: the cost by dimension.
#include <cmath>
#include <cstdio>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

// A round bowl over N parameters, which all begin at 1. The lowest point is at 0.
template <int N>
constexpr auto bowl = sum(square(parameter<"w", N>.template with<ones>()));

template <class Training>
int steps_to_a_hundredth(Training&& net) {
  const double first = require(net.step());
  int steps = 1;
  while (require(net.step()) > 0.01 * first) ++steps;
  return steps;
}

std::vector<double> dimensions, random_costs, difference_costs, gradient_costs;

template <int N, int Root>  // Root is the square root of N
void compare() {
  // w ← best + σ n with normal numbers n. If the loss there is the lowest so far, w becomes the best.
  constexpr random_search search{.deviation = 0.2 / Root};  // a change of all N parameters is about 0.2 long
  double losses = 0;
  for (unsigned s = 1; s <= 10; ++s)
    losses += steps_to_a_hundredth(training_step<bowl<N>, search, in<double>>{seed{s}});
  using descent = training_step<bowl<N>, sgd{0.1}, in<double>>;
  const int steps = steps_to_a_hundredth(descent{});
  const double cost = static_cast<double>(descent::report.flops) / program<bowl<N>, in<double>>::report.flops;
  dimensions.push_back(N), random_costs.push_back(losses / 10);
  difference_costs.push_back(steps * (N + 1)), gradient_costs.push_back(steps * cost);
  std::printf("%10d %14.0f %13.0f %10d %16.1f %12.0f\n", N, losses / 10, difference_costs.back(), steps, cost,
              gradient_costs.back());
}

// A network of 49 parameters that learns a wave.
constexpr auto x = input<"x", 1>;
constexpr auto y = input<"y", 1>;
constexpr auto loss = mse(dense<"out", 1>(tanh(dense<"hidden", 16>(x))), y);

template <auto Optimiser>
std::vector<double> learn() {
  std::vector<double> xs, ys, losses;
  for (const double at : evenly(-1, 1, 32)) xs.push_back(at), ys.push_back(std::sin(3 * at));
  training_step<loss, Optimiser, batch<32>, in<double>> net{seed{1}};
  double lowest = 1e9;
  for (int step = 0; step <= 3000; ++step) {
    lowest = std::fmin(lowest, require(net.step(x = xs, y = ys)));
    if (step % 20 == 0) losses.push_back(lowest);
  }
  return losses;
}

int main() {
  std::puts("            how many losses are computed              in losses,");
  std::puts("parameters         random   differences      steps    of a gradient   together");
  compare<1, 1>();
  compare<4, 2>();
  compare<16, 4>();
  compare<64, 8>();
  compare<256, 16>();

  const std::vector<double> random = learn<random_search{0.02}>(), momentums = learn<momentum{0.05}>();
  std::puts("\nA network of 49 parameters: lowest loss so far\n   step     random   momentum");
  for (const std::size_t step : {0u, 20u, 100u, 500u, 1000u, 3000u})
    std::printf("%7zu %10.5f %10.5f\n", step, random[step / 20], momentums[step / 20]);

  picture p("21_random_perturbation.svg");
  p.columns("cost", dimensions, random_costs, difference_costs, gradient_costs);
  p << "set xlabel 'parameters'; set ylabel 'cost, in computed losses'; set logscale xy; set key top left; set yrange "
       "[5:10000]\n"
    << "plot $cost using 1:2 with linespoints linestyle 2 title 'random changes', "
    << "$cost using 1:3 with linespoints linestyle 3 title 'descent, gradient by differences', "
    << "$cost using 1:4 with linespoints linestyle 1 title 'descent, gradient by the chain rule'\n";
  picture q("21_random_perturbation_2.svg");
  q.columns("random", random).columns("momentum", momentums);
  q << "set xlabel 'step'; set ylabel 'lowest loss so far'; set logscale y; set format y '10^{%T}'\n"
    << "plot $random using ($0*20):1 with lines linestyle 2 title 'random changes', "
    << "$momentum using ($0*20):1 with lines linestyle 1 title 'momentum'\n";
}
