// How are entropy, cross-entropy and likelihood related? A bent coin, and what we believe of it.
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto p = input<"p", 2>;  // how often heads and tails came
constexpr auto q = input<"q", 2>;  // how often we believe that they come

constexpr auto entropy = -sum(p * log(p));
constexpr auto cross_entropy = -sum(p * log(q));
constexpr auto divergence = sum(p * log(p / q));  // Kullback and Leibler

constexpr auto head = input<"head">;  // one throw: 1 for heads, 0 for tails
constexpr auto logit = parameter<"logit">;
constexpr auto belief = sigmoid(logit);
constexpr auto L = binary_cross_entropy(logit, head);  // -log belief for heads, -log(1 - belief) for tails

int main() {
  const std::vector<double> throws = {1, 0, 1, 1, 1, 0, 1, 1, 0, 1};  // 7 of 10 are heads
  const std::vector<double> truth = {0.7, 1 - 0.7};

  // Likelihood: how probable were just these throws, if heads came with the probability that we believe in?
  const auto likelihood = [&](double heads) {
    double product = 1;
    for (const double t : throws) product *= t == 1 ? heads : 1 - heads;
    return product;
  };

  program<entropy, cross_entropy, divergence, in<double>> of;
  std::puts("belief q   H(p)   H(p, q)  KL(p|q)   likelihood   -log(likelihood) / 10");
  for (const double heads : {0.1, 0.3, 0.5, 0.7, 0.9}) {
    require(of.run(p = truth, q = std::vector{heads, 1 - heads}));
    std::printf("%6.1f %9.4f %8.4f %9.4f %12.7f %14.4f\n", heads, of[entropy][0], of[cross_entropy][0],
                of[divergence][0], likelihood(heads), -std::log(likelihood(heads)) / 10);
  }

  std::puts("\ncoin     H, nats   H, bits");
  for (const double heads : {0.5, 0.7, 0.9, 0.99}) {
    const std::vector<double> coin = {heads, 1 - heads};
    require(of.run(p = coin, q = coin));
    std::printf("%.2f %10.4f %9.4f\n", heads, of[entropy][0], of[entropy][0] / std::log(2));
  }

  std::printf("\ndL/dlogit = %s\n   step   belief        L\n", to_string(grad(L, logit)).c_str());
  training_step<L, sgd{1}, also<belief>, batch<10>, in<double>> learn;  // logit starts at 0
  for (int step = 0; step <= 40; ++step) {
    const double loss = require(learn.step(head = throws));  // the mean over the throws
    if (step % 10 == 0) std::printf("%7d %8.4f %8.4f\n", step, learn[belief][0], loss);
  }

  const std::vector<double> beliefs = evenly(0.02, 0.98, 97), few = evenly(0.05, 0.95, 19);
  std::vector<double> crossed, gaps, thrown;
  for (const double heads : beliefs) {
    require(of.run(p = truth, q = std::vector{heads, 1 - heads}));
    crossed.push_back(of[cross_entropy][0]), gaps.push_back(of[divergence][0]);
  }
  for (const double heads : few) thrown.push_back(-std::log(likelihood(heads)) / 10);
  picture one("08_entropy.svg");
  one.columns("crossed", beliefs, crossed).columns("gaps", beliefs, gaps).columns("thrown", few, thrown);
  one << "set xlabel 'belief q: how probable is heads?'; set ylabel 'nats'; set xrange [0:1]; set yrange [0:2.5]; set "
         "key top center\n"
      << "h = -0.7*log(0.7) - 0.3*log(0.3); set arrow from 0.25,h to 0.25,1.05 heads linestyle 2\n"
      << "set label 'KL' at 0.27,0.83 textcolor linestyle 2; set arrow from 0.7,0 to 0.7,h nohead linestyle 7 dashtype "
         "3\n"
      << "plot $crossed with lines linestyle 1 title 'cross-entropy H(p, q)', h linestyle 3 title 'entropy H(p)', "
      << "$gaps with lines linestyle 2 title 'KL divergence, the difference', "
      << "$thrown with points linestyle 8 title '−log likelihood of ten throws / 10'\n";
}
