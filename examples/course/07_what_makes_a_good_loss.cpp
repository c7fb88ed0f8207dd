// What makes a good loss? Five candidates for an error e, and four ways to judge twelve answers.
#include <cmath>
#include <cstdio>
#include <vector>

#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto err = parameter<"e">;  // the error of an answer: it should become 0

template <auto Loss>
void try_out(const char* name) {
  std::printf("%-8s %-12s", name, to_string(grad(Loss, err)).c_str());
  for (const double start : {2.0, -2.0}) {
    training_step<Loss, sgd{0.05}, in<double>> net;
    net[err][0] = start;
    int steps = 0;
    while (steps < 200 && net.step().ok()) ++steps;  // a step fails if the loss is not a finite number
    if (steps < 200) std::printf("    fails, step %2d", steps + 1);
    else std::printf("%15.2f   ", std::abs(net[err][0]) < 1e-6 ? 0 : net[err][0]);
  }
  std::puts("");
}

constexpr auto y = input<"y", 12>;  // labels
constexpr auto p = input<"p", 12>;  // answers: how probable is it that the label is 1?
constexpr auto wrong = mean(not_equal(0.5_c < p, y));
constexpr auto absolute = mae(p, y);
constexpr auto squared = mse(p, y);
constexpr auto cross_entropy = -mean(y * log(p) + (1_c - y) * log(1_c - p));

int main() {
  std::puts("loss     derivative   e, after 200 steps from 2 and from -2");
  try_out<pow(err, 3_c)>("e^3");
  try_out<log(err)>("log e");
  try_out<sin(err)>("sin e");
  try_out<1_c / err>("1/e");
  try_out<5_c * square(err) - 2_c>("5e^2 - 2");

  const std::vector<double> labels = {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0};
  std::vector<double> answers = {0.9, 0.8, 0.7, 0.9, 0.6, 0.3, 0.2, 0.1, 0.4, 0.3, 0.6, 0.9};
  program<wrong, absolute, squared, cross_entropy, in<double>> judge;
  std::puts("\nanswers    wrong  error rate     MAE     MSE  cross-entropy");
  for (const char* which : {"before", "better"}) {
    require(judge.run(y = labels, p = answers));
    const double rate = judge[wrong][0];
    std::printf("%-10s %3.0f %9.0f %%  %9.4f %7.4f %10.4f\n", which, 12 * rate, 100 * rate, judge[absolute][0],
                judge[squared][0], judge[cross_entropy][0]);
    for (std::size_t i = 0; i < 12; ++i)
      answers[i] += 0.1 * (labels[i] - answers[i]);  // a tenth of the way to the truth
  }

  std::puts("\nA single answer p to label 1: how steep is the loss?\n     p      MAE     MSE  cross-entropy");
  constexpr auto answer = input<"p">;
  constexpr auto of_absolute = grad(mae(answer, 1_c), answer);
  constexpr auto of_squared = grad(mse(answer, 1_c), answer);
  constexpr auto of_entropy = grad(-log(answer), answer);
  program<of_absolute, of_squared, of_entropy, in<double>> slope;
  for (const double at : {0.001, 0.1, 0.5, 0.9}) {
    require(slope.run(answer = at));
    std::printf("%6g %8.1f %7.1f %11.1f\n", at, slope[of_absolute][0], slope[of_squared][0], slope[of_entropy][0]);
  }

  picture candidates("07_what_makes_a_good_loss.svg", 1000, 300);
  candidates
      << "set multiplot layout 1,5; unset key; set samples 401; set xlabel 'error e'; set xtics 2; set ytics 5\n"
      << "set xrange [-3:3]; set yrange [-10:10]; set arrow from 0,graph 0 to 0,graph 1 nohead linestyle 7 dashtype 3\n"
      << "set title 'e³'; set ylabel 'loss'; plot x**3 linestyle 2\nset title 'log e'; unset ylabel; plot log(x) "
         "linestyle 2\n"
      << "set title '1/e'; plot x < 0 ? 1/x : NaN linestyle 2, x > 0 ? 1/x : NaN linestyle 2\n"
      << "set title 'sin e'; set xrange [-7:7]; set xtics 4; set yrange [-2:2]; set ytics 1; plot sin(x) linestyle 2\n"
      << "set title '5e² − 2'; set xrange [-3:3]; set yrange [-10:10]; set xtics 2; set ytics 5; plot 5*x**2 - 2 "
         "linestyle 3\nunset multiplot\n";

  picture one("07_what_makes_a_good_loss_answers.svg");
  one << "set xlabel 'answer p, when the label is 1'; set ylabel 'loss'; set xrange [0:1]; set yrange [0:4]\n"
      << "set samples 401; plot -log(x) linestyle 1 title 'cross-entropy −log p', "
      << "(1 - x)**2 linestyle 3 title 'squared (1 − p)²', 1 - x linestyle 5 title 'absolute |1 − p|', "
      << "x < 0.5 ? 1 : 0 linestyle 2 dashtype 2 title 'wrong or right'\n";
}
