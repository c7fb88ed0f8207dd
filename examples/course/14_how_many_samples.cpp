// How many samples a step? All of them give the true gradient; a few give a noisy one that costs less.
#include <cmath>
#include <cstdio>
#include <numeric>
#include <random>
#include <span>
#include <vector>

#include <tapeless/io/shuffle.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = input<"x">;
constexpr auto y = input<"y">;
constexpr auto slope = parameter<"slope">;
constexpr auto height = parameter<"height">;
constexpr auto loss = 0.5_c * square(y - (slope * x + height));
constexpr auto dslope = grad(loss, slope);
using descent = training_step<loss, sgd{0.1}, batch<32>, in<double>>;

constexpr std::size_t samples = 256;
std::vector<double> xs, ys;
std::mt19937 dice(1);

struct path {
  std::vector<double> slopes, heights, losses;  // losses: of all samples, after each epoch
};

// Sixty epochs, each of which sees every sample once, in an order of its own, `few` samples in each step.
path descend(std::size_t few) {
  descent net;
  path walk;
  std::vector<std::size_t> order(samples);
  for (unsigned epoch = 0; epoch <= 60; ++epoch) {
    walk.losses.push_back(require(net.gradients(x = xs, y = ys)));  // the loss, without a step
    io::shuffle(order, 1, epoch);
    for (std::size_t i = 0; i < samples && epoch < 60; i += few) {
      const auto rows = std::span(order).subspan(i, few);
      walk.slopes.push_back(net[slope][0]), walk.heights.push_back(net[height][0]);
      require(net.step(x = at_rows(xs, rows), y = at_rows(ys, rows)));
    }
  }
  return walk;
}

// The memory of a training step that computes N images of 64 pixels together.
constexpr auto image = input<"image", 64>;
constexpr auto digit = class_index<"digit", 10>;
constexpr auto deep = softmax_cross_entropy(dense<"out", 10>(relu(dense<"hidden", 96>(image))), digit);
template <int N>
constexpr long bytes = training_step<deep, sgd{}, batch<N>>::report.bytes;

int main() {
  for (std::size_t i = 0; i < samples; ++i) {
    auto uniform = [] { return static_cast<double>(dice()) / 2147483648.0 - 1; };  // from −1 to 1
    xs.push_back(2 * uniform()), ys.push_back(1.5 * xs.back() + 1 + uniform() + uniform());
  }
  const path full = descend(samples), mini = descend(16), online = descend(1);
  std::puts("epoch   full batch   16 samples   1 sample");
  for (const std::size_t e : {0u, 1u, 2u, 5u, 10u, 20u, 40u, 60u})
    std::printf("%5zu %12.4f %12.4f %10.4f\n", e, full.losses[e], mini.losses[e], online.losses[e]);
  std::printf("steps %12zu %12zu %10zu\n", full.slopes.size(), mini.slopes.size(), online.slopes.size());

  std::vector<double> each(samples);  // the gradient of each sample alone, at slope 0 and height 0
  require(program<dslope, batch<32>, in<double>>{}.run(x = xs, y = ys, dslope = each));
  const double all = std::accumulate(each.begin(), each.end(), 0.0) / samples;
  std::puts("\nsamples   noise of the gradient   times √samples");
  const std::vector<double> counts{1, 4, 16, 64, 256};
  std::vector<double> noises;
  for (const double few : counts) {
    double squares = 0;
    for (int trial = 0; trial < 1000; ++trial) {
      double sum = 0;
      for (int i = 0; i < few; ++i) sum += each[dice() % samples];
      squares += (sum / few - all) * (sum / few - all);
    }
    noises.push_back(std::sqrt(squares / 1000));
    std::printf("%7g %23.3f %16.2f\n", few, noises.back(), noises.back() * std::sqrt(few));
  }
  std::printf("\nmemory for 1, 32, 1024 images at a time: %ld, %ld, %ld KiB\n", bytes<1> / 1024, bytes<32> / 1024,
              bytes<1024> / 1024);

  picture p("14_how_many_samples.svg", 720, 560);
  descent net;
  p.columns("full", full.slopes, full.heights).columns("mini", mini.slopes, mini.heights);
  p.columns("online", std::span(online.slopes).first(512), std::span(online.heights).first(512));
  p.contours("c", evenly(-0.2, 2.2, 40), evenly(-0.2, 1.6, 40), {0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2},
             [&](double a, double b) {
               net[slope][0] = a, net[height][0] = b;
               return require(net.gradients(x = xs, y = ys));
             });
  p << "set xlabel 'slope'; set ylabel 'height'; set xrange [-0.2:2.2]; set yrange [-0.2:1.6]\n"
    << "set key outside top center horizontal\n"
    << "plot $c with lines linestyle 7 linewidth 0.5 notitle, "
    << "$online with lines linestyle 6 linewidth 1 title '1 sample', "
    << "$mini with lines linestyle 2 title '16 samples', $full with linespoints linestyle 1 title 'all 256 samples'\n";
  picture q("14_how_many_samples_noise.svg");
  q.columns("noise", counts, noises);
  q << "set logscale xy; set xlabel 'samples'; set ylabel 'noise of the gradient'; set xrange [0.8:320]\n"
    << "plot $noise with linespoints linestyle 1 title 'measured', " << noises[0]
    << "/sqrt(x) linestyle 7 dashtype 2 title 'proportional to 1/√samples'\n";
}
