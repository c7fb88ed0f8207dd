// Why do gradients vanish? On its way back through a layer, a gradient is multiplied by the slopes of the activation.
#include <cmath>
#include <cstdio>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = input<"x">;

// Prints f and its slope at some points, and keeps both curves for the picture.
template <auto F>
void look_at(const char* name, picture& p) {
  constexpr auto slope = grad(F, x);
  program<F, slope, in<double>> at;
  const std::vector<double> xs = evenly(-6, 6, 121);
  std::vector<double> values, slopes;
  for (const double point : xs) require(at.run(x = point)), values.push_back(at[F][0]), slopes.push_back(at[slope][0]);
  p.columns(name, xs, values, slopes);
  std::printf("%-10s", name);
  for (const std::size_t i : {10u, 40u, 60u, 80u, 110u}) std::printf("%9.4f", values[i]);
  std::printf("\n  slope   ");
  for (const std::size_t i : {10u, 40u, 60u, 80u, 110u}) std::printf("%9.4f", slopes[i]);
  std::puts("");
}

constexpr auto below = input<"below", 64>;  // what goes into a layer,
constexpr auto dh = input<"dh", 64>;        // and ∂L/∂h, the gradient that comes back to its result h

// The length of ∂L/∂h after each of ten layers, if it is 1 after the last.
template <auto Activation, initialiser Draw>
std::vector<double> lengths() {
  constexpr auto h = Activation(dense<"layer", 64, Draw>(below));
  constexpr auto back = vjp(h, below, dh);  // ∂L/∂h times ∂h/∂below
  std::vector<std::vector<double>> results(1);
  for (int j = 0; j < 64; ++j) results[0].push_back(std::sin(j));
  for (unsigned k = 1; k <= 10; ++k) {
    program<h, in<double>> forward{seed{k}};  // layer k has the weights that seed k draws
    require(forward.run(below = results.back()));
    results.emplace_back(forward[h].begin(), forward[h].end());
  }
  std::vector<double> gradient(64, 0.125), found(11);
  for (unsigned k = 10;; --k) {
    for (const double element : gradient) found[k] += element * element;
    found[k] = std::sqrt(found[k]);
    if (k == 0) return found;
    program<back, in<double>> backward{seed{k}};  // the same weights
    require(backward.run(below = results[k - 1], dh = gradient));
    gradient.assign(backward[back].begin(), backward[back].end());
  }
}

int main() {
  {
    picture p("11_vanishing_gradients_slopes.svg", 860, 400);
    std::puts("x                -5       -2        0        2        5");
    look_at<sigmoid(x)>("sigmoid", p), look_at<tanh(x)>("tanh", p), look_at<relu(x)>("ReLU", p);
    look_at<softplus(x)>("softplus", p);
    p << "set multiplot layout 1,2; set xlabel 'x'; set key top left; names = 'sigmoid tanh ReLU softplus'\n"
      << "set title 'Activations'; set ylabel 'f(x)'; set yrange [-1.5:3]\n"
      << "plot for [i=1:4] '$'.word(names, i) using 1:2 with lines linestyle i title word(names, i)\n"
      << "set title 'Their slopes'; set ylabel 'df/dx'; set yrange [-0.1:1.2]\n"
      << "plot for [i=1:4] '$'.word(names, i) using 1:3 with lines linestyle i notitle\n"
      << "unset multiplot\n";
  }
  const auto s = lengths<layer::sigmoid, glorot_uniform>(), t = lengths<layer::tanh, glorot_uniform>();
  const auto r = lengths<layer::relu, he_uniform>();
  std::puts("\nafter layer    sigmoid      tanh      ReLU");
  for (std::size_t k = 10; k <= 10; --k) std::printf("%12zu %9.1e %9.2f %9.2f\n", k, s[k], t[k], r[k]);

  picture p("11_vanishing_gradients.svg");
  p.columns("layers", evenly(0, 10, 11), s, t, r);
  p << "set xlabel 'after layer (0: the inputs)'; set ylabel 'length of the gradient'\n"
    << "set logscale y; set format y '10^{%L}'; set key bottom right\n"
    << "plot $layers using 1:4 with linespoints linestyle 3 title 'ReLU', "
    << "'' using 1:3 with linespoints linestyle 2 title 'tanh', "
    << "'' using 1:2 with linespoints linestyle 1 title 'sigmoid'\n";
}
