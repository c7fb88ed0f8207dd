// Can one neuron learn XOR? It draws one line, and one is not enough. Two hidden neurons move the points so that it is.
#include <cstdio>
#include <span>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = input<"x", 2>;
constexpr auto y = input<"y", 1>;
constexpr auto alone = dense<"alone", 1>(x);             // one neuron: w · x + b, before its sigmoid
constexpr auto hidden = sigmoid(dense<"hidden", 2>(x));  // two neurons: four weights, two biases
constexpr auto out = dense<"out", 1>(hidden);            // and a third: two weights, one bias

constexpr double corners[] = {0, 0, 0, 1, 1, 0, 1, 1};
constexpr double truth[] = {0, 1, 1, 0};

constexpr auto hw = parameter<"hidden.weight">(out);  // x1 to h1, x1 to h2, x2 to h1, x2 to h2
constexpr auto hb = parameter<"hidden.bias">(out);
constexpr auto ow = parameter<"out.weight">(out);
constexpr auto ob = parameter<"out.bias">(out);

using neuron = training_step<binary_cross_entropy(alone, y), sgd{1}, batch<4>, in<double>>;
using network = training_step<binary_cross_entropy(out, y), sgd{1}, batch<4>, in<double>>;

void print(const char* name, const network& net) {
  const std::span<const double> w = net[hw], b = net[hb], v = net[ow];
  for (const double number : {w[0], w[2], b[0], w[1], w[3], b[1], v[0], v[1], net[ob][0]}) std::printf("%7.1f", number);
  std::printf("   %s\n", name);
}

int main() {
  network by_hand, learned{seed{1}};
  for (double& w : by_hand[hw]) w = 20;
  by_hand[hb][0] = -10, by_hand[hb][1] = -30;                       // h1 = x1 or x2, h2 = x1 and x2
  by_hand[ow][0] = 20, by_hand[ow][1] = -20, by_hand[ob][0] = -10;  // h1, but not h2

  neuron single{seed{1}};
  std::puts("   step   loss of one neuron   of the network");
  for (int step = 0; step <= 4000; ++step) {
    const double one = require(single.step(x = corners, y = truth)),
                 three = require(learned.step(x = corners, y = truth));
    if (step % 500 == 0) std::printf("%7d %20.3f %16.3f\n", step, one, three);
  }

  program<sigmoid(alone), batch<4>, in<double>> line{single.parameters()};
  program<sigmoid(out), hidden, batch<4>, in<double>> hand{by_hand.parameters()}, made{learned.parameters()};
  require(line.run(x = corners)), require(hand.run(x = corners)), require(made.run(x = corners));
  std::puts("\nx1  x2   truth   one neuron   by hand   learned   its h1   its h2");
  for (std::size_t i = 0; i < 4; ++i)
    std::printf("%2g %3g %7g %12.2f %9.2f %9.2f %8.2f %8.2f\n", corners[2 * i], corners[2 * i + 1], truth[i],
                line[sigmoid(alone)][i], hand[sigmoid(out)][i], made[sigmoid(out)][i], made[hidden][2 * i],
                made[hidden][2 * i + 1]);

  std::puts("\n  x1→h1  x2→h1   bias  x1→h2  x2→h2   bias   h1→o   h2→o   bias");
  print("by hand", by_hand), print("learned", learned);

  const auto ends = evenly(-0.25, 1.25, 2);  // of the line w1 a + w2 b + bias = 0, on which a neuron says ½
  auto line_of = [&](double w1, double w2, double bias) {
    return std::vector{-(w1 * ends[0] + bias) / w2, -(w1 * ends[1] + bias) / w2};
  };
  const std::span<const double> w = learned[hw], b = learned[hb], v = learned[ow], h = made[hidden];
  picture p("09_xor.svg", 860, 480);
  p.columns("lines", ends, line_of(w[0], w[2], b[0]), line_of(w[1], w[3], b[1]), line_of(v[0], v[1], learned[ob][0]));
  p.columns("ones", std::vector{0, 1}, std::vector{1, 0}, std::vector{h[2], h[4]}, std::vector{h[3], h[5]});
  p.columns("noughts", std::vector{0, 1}, std::vector{0, 1}, std::vector{h[0], h[6]}, std::vector{h[1], h[7]});
  p << "set multiplot layout 1,2; set size ratio -1; set xrange [-0.25:1.25]; set yrange [-0.25:1.25]; set key below\n"
    << "one = 'with points pointtype 7 pointsize 2 linecolor \"#e69f00\" title \"xor is 1\"'\n"
    << "nought = 'with points pointtype 6 pointsize 2 linecolor \"#000000\" title \"xor is 0\"'\n"
    << "set xlabel 'x₁'; set ylabel 'x₂'; set title 'The inputs'\n"
    << "set label 1 'h₁ = ½' at 0.5,1.15 right; set label 2 'h₂ = ½' at 0.5,-0.12\n"
    << "plot $ones @one, $noughts @nought, for [i=2:3] $lines using 1:i with lines linestyle 2*i-3 notitle\n"
    << "set xlabel 'h₁'; set ylabel 'h₂'; set title 'After the hidden layer'\n"
    << "unset label 1; set label 2 'answer = ½' at 0.2,0.55\n"
    << "plot $ones using 3:4 @one, $noughts using 3:4 @nought, $lines using 1:4 with lines linestyle 4 notitle\n"
    << "unset multiplot\n";
}
