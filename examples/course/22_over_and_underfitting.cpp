// Can a model be too good? Polynomials of degree 1 to 12, judged by points that they have not seen.
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

#include <tapeless/fit/least_squares.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/fit.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto powers = input<"powers", 12>;  // x, x², ..., x¹²
constexpr auto truth = input<"truth">;
constexpr auto polynomial = sum(dense<"weights", 1>(powers));  // w₁ x + w₂ x² + ... + w₁₂ x¹² + b
constexpr auto loss = square(polynomial - truth);

constexpr int training_points = 15;  // points to learn from

struct samples {
  std::vector<double> xs, ys, powers;
};
// A wave, sin 3x, with noise. The powers above the degree are set to 0, which takes them out of the polynomial.
samples make(int points, int degree, unsigned seed) {
  samples s;
  std::minstd_rand random(seed);
  auto uniform = [&] { return static_cast<double>(random()) / 2147483647; };
  for (const double x : evenly(-1, 1, points)) {
    s.xs.push_back(x), s.ys.push_back(std::sin(3 * x) + 0.5 * (uniform() + uniform() + uniform() - 1.5));
    for (int k = 1; k <= 12; ++k) s.powers.push_back(k <= degree ? std::pow(x, k) : 0);
  }
  return s;
}

int main() {
  // The best weights of each degree, at once: least_squares looks for the lowest point with second derivatives.
  std::vector<double> degrees, known, unseen, curves[13];
  std::puts("degree   training   validation   largest weight");
  for (int degree = 1; degree <= 12; ++degree) {
    const samples training = make(training_points, degree, 4), validation = make(100, degree, 14);
    least_squares<polynomial - truth, batch<16>, in<double>> fitting;
    const double cost = require(fitting.minimise(powers = training.powers, truth = training.ys));
    program<polynomial, batch<16>, in<double>> run{fitting.parameters()};
    std::vector<double>& guesses = curves[degree];
    guesses.resize(100);
    require(run.run(powers = validation.powers, polynomial = guesses));
    double sum = 0, largest = 0;
    for (std::size_t i = 0; i < 100; ++i) sum += std::pow(guesses[i] - validation.ys[i], 2);
    for (const double w : fitting[parameter<"weights.weight">(loss)]) largest = std::fmax(largest, std::abs(w));
    degrees.push_back(degree), known.push_back(2 * cost / training_points), unseen.push_back(sum / 100);
    std::printf("%6d %10.3f %12.3f %16.0f\n", degree, known.back(), unseen.back(), largest);
  }

  // Degree 12 again, but step by step, and with an eye on the points that it does not learn from.
  const samples train = make(training_points, 12, 4), validate = make(100, 12, 14);
  training_step<loss, adam{0.02}, batch<16>, in<double>> net{seed{1}};
  const training_history h = fit(net, training(powers = train.powers, truth = train.ys),
                                 validation(powers = validate.powers, truth = validate.ys),
                                 fit_options{.epochs = 10000, .output = show::nothing});
  std::vector<double> epochs, losses, validations;
  std::puts("\nDegree 12, step by step\n epoch   training   validation");
  for (const epoch_record& e : h.epochs) {
    if (e.epoch == 1 || e.epoch == 100 || e.epoch == 1000 || e.epoch == 10000)
      std::printf("%6ld %10.3f %12.3f\n", e.epoch, e.loss, e.validation_loss);
    if (epochs.empty() || static_cast<double>(e.epoch) > 1.03 * epochs.back())
      epochs.push_back(static_cast<double>(e.epoch)), losses.push_back(e.loss),
          validations.push_back(e.validation_loss);
  }
  const epoch_record& best = h.epochs[static_cast<std::size_t>(h.best)];
  std::printf("\nbest epoch: %ld, training %.3f, validation %.3f\n", best.epoch, best.loss, best.validation_loss);

  picture p("22_over_and_underfitting.svg"), q("22_over_and_underfitting_2.svg"), r("22_over_and_underfitting_3.svg");
  p.columns("points", train.xs, train.ys).columns("curves", validate.xs, curves[1], curves[3], curves[12]);
  p << "set xlabel 'x'; set ylabel 'y'; set yrange [-2:2]; set key bottom right\n"
    << "plot sin(3*x) linestyle 7 dashtype 2 title 'without noise', $curves using 1:2 with lines linestyle 5 title "
       "'degree 1', "
    << "$curves using 1:3 with lines linestyle 1 title 'degree 3', $curves using 1:4 with lines linestyle 2 title "
       "'degree 12', "
    << "$points with points linestyle 8 pointtype 7 title 'training points'\n";
  q.columns("e", degrees, known, unseen);
  q << "set xlabel 'degree'; set ylabel 'loss'; set yrange [0:0.3]; set xrange [0.5:12.5]; set xtics 1; set key top "
       "center\n"
    << "plot $e using 1:3 with linespoints linestyle 2 title 'validation', $e using 1:2 with linespoints linestyle 1 "
       "title 'training'\n";
  r.columns("e", epochs, losses, validations);
  r << "set xlabel 'epoch'; set ylabel 'loss'; set logscale x; set yrange [0:0.3]; set xrange [10:10000]\n"
    << "set arrow from " << best.epoch << ",0.3 to " << best.epoch << ",0 nohead linestyle 7 dashtype 2\n"
    << "set label 'best epoch' at " << best.epoch << ",0.2 offset 1,0\n"
    << "plot $e using 1:3 with lines linestyle 2 title 'validation', $e using 1:2 with lines linestyle 1 title "
       "'training'\n";
}
