// What happens in a network, number by number? Three neurons: forward, backward, update.
#include <cstdio>
#include <vector>

#include <tapeless/ops/products.hpp>
#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x1 = input<"x1">;
constexpr auto x2 = input<"x2">;
constexpr auto y = input<"y">;
constexpr auto w1 = parameter<"w1">;
constexpr auto w2 = parameter<"w2">;
constexpr auto b1 = parameter<"b1">;
constexpr auto w3 = parameter<"w3">;
constexpr auto w4 = parameter<"w4">;
constexpr auto b2 = parameter<"b2">;
constexpr auto w5 = parameter<"w5">;
constexpr auto w6 = parameter<"w6">;
constexpr auto b3 = parameter<"b3">;

constexpr auto o1 = w1 * x1 + w2 * x2 + b1;
constexpr auto o2 = w3 * x1 + w4 * x2 + b2;
constexpr auto o3 = relu(o1);
constexpr auto o4 = relu(o2);
constexpr auto o5 = w5 * o3 + w6 * o4 + b3;
constexpr auto L = square(o5 - y);

// The hidden layer once more: its weights as a matrix W, and what comes back to it as a vector.
constexpr auto W = input<"W", 2, 2>;
constexpr auto X = input<"X", 2>;
constexpr auto back = input<"dL/dZ", 2>;
constexpr auto Z = matvec(W, X);
constexpr auto to_W = vjp(Z, W, back);  // (dZ/dW)ᵀ dL/dZ
constexpr auto to_X = vjp(Z, X, back);  // (dZ/dX)ᵀ dL/dZ

int main() {
  training_step<L, sgd{1e-3}, in<double>> net;  // w <- w - 0.001 dL/dw, for every parameter
  net[w1][0] = 0, net[w2][0] = 2, net[b1][0] = 3;
  net[w3][0] = -4, net[w4][0] = -1, net[b2][0] = 1;
  net[w5][0] = -2, net[w6][0] = 0, net[b3][0] = 6;

  program<o1, o2, o3, o4, o5, L, grad(L, o5), grad(L, w5), grad(L, o3), grad(L, o1), grad(L, w1), in<double>> at{
      net.parameters()};
  require(at.run(x1 = 2, x2 = 1, y = 5));
  const double do5 = at[grad(L, o5)][0], dw5 = at[grad(L, w5)][0], do3 = at[grad(L, o3)][0], do1 = at[grad(L, o1)][0];
  const double dw1 = at[grad(L, w1)][0];
  std::printf("forward:  o1 = %g, o2 = %g, o3 = %g, o4 = %g, o5 = %g, L = %g\n", at[o1][0], at[o2][0], at[o3][0],
              at[o4][0], at[o5][0], at[L][0]);
  std::printf("backward: dL/do5 = %g, dL/dw5 = %g, dL/do3 = %g, dL/do1 = %g, dL/dw1 = %g\n", do5, dw5, do3, do1, dw1);

  for (int step = 0; step <= 40; ++step) {
    const double loss = require(net.step(x1 = 2, x2 = 1, y = 5));
    if (step == 0) std::printf("update:   w5 = %g, w1 = %g\n\nstep      L\n", net[w5][0], net[w1][0]);
    if (step <= 3 || step % 10 == 0) std::printf("%4d %8.4f\n", step, loss);
  }
  std::printf("\nnow w1 = %.3f, w5 = %.3f, but w3 = %g, w4 = %g, b2 = %g, w6 = %g\n", net[w1][0], net[w5][0],
              net[w3][0], net[w4][0], net[b2][0], net[w6][0]);

  std::printf("\nwith matrices: Z = %s, dL/dW = %s, dL/dX = %s\n", to_string(Z).c_str(), to_string(to_W).c_str(),
              to_string(to_X).c_str());
  program<to_W, to_X, in<double>> layer;
  require(layer.run(W = std::vector{0.0, 2.0, -4.0, -1.0}, X = std::vector{2.0, 1.0}, back = std::vector{do1, 0.0}));
  std::printf("dL/dW = (%g, %g; %g, %g), dL/dX = (%g, %g)\n", layer[to_W][0], layer[to_W][1], layer[to_W][2],
              layer[to_W][3], layer[to_X][0], layer[to_X][1]);

  picture p("06_a_network_by_hand.svg", 840, 480);
  p << "unset border; unset tics; unset grid; unset key; set style fill empty; set xrange [0:12.5]; set yrange "
       "[0:7.2]\n";
  const auto node = [&](double left, double height, const char* name) {
    p << "set object circle at " << left << ',' << height << " size 0.36 linewidth 2 fillcolor '#555555'\n"
      << "set label '" << name << "' at " << left << ',' << height << " center\n";
  };
  node(1, 5, "x₁"), node(1, 1.8, "x₂"), node(4.8, 5, "relu"), node(4.8, 1.8, "relu");
  node(8.6, 3.4, "+"), node(11.2, 3.4, "L");
  p << "set arrow from 1.4,5 to 4.4,5 linestyle 7; set arrow from 1.4,1.8 to 4.4,1.8 linestyle 7\n"
    << "set arrow from 1.4,4.7 to 4.4,2.1 linestyle 7; set arrow from 1.4,2.1 to 4.4,4.7 linestyle 7\n"
    << "set arrow from 5.3,4.8 to 8.2,3.7 linestyle 7; set arrow from 5.3,2 to 8.2,3.1 linestyle 7\n"
    << "set arrow from 9.1,3.4 to 10.8,3.4 linestyle 7\n";
  const auto label = [&](double left, double height, int style, const char* name, double value) {
    p << "set label '" << name << " = " << value << "' at " << left << ',' << height << " center textcolor linestyle "
      << style << '\n';
  };
  label(1, 5.7, 1, "x₁", 2), label(1, 1.1, 1, "x₂", 1);  // values
  label(4.8, 6.5, 1, "o₁", at[o1][0]), label(4.8, 6.1, 1, "o₃", at[o3][0]), label(4.8, 1.1, 1, "o₂", at[o2][0]);
  label(4.8, 0.7, 1, "o₄", at[o4][0]), label(8.6, 4.1, 1, "o₅", at[o5][0]), label(11.2, 4.1, 1, "L", at[L][0]);
  label(8.6, 2.7, 2, "∂L/∂o₅", do5), label(4.8, 5.7, 2, "∂L/∂o₁", do1);  // derivatives
  label(2.9, 4.7, 2, "∂L/∂w₁", dw1), label(5.9, 3.8, 2, "∂L/∂w₅", dw5);
  label(2.9, 5.3, 8, "w₁", 0), label(1.4, 3, 8, "w₂", 2), label(1.4, 3.8, 8, "w₃", -4);  // weights
  label(2.9, 1.5, 8, "w₄", -1), label(7.2, 4.6, 8, "w₅", -2), label(7.2, 2.2, 8, "w₆", 0);
  p << "plot NaN\n";
}
