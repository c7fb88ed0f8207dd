// First steps: values and derivatives that can be checked by hand.
#include <cstdio>

#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

namespace product {
// [product]
constexpr auto x = input<"x">;
constexpr auto y = input<"y">;
constexpr auto z = input<"z">;
constexpr auto f = (x + y) * z;

constexpr auto dx = grad(f, x);
constexpr auto dy = grad(f, y);
constexpr auto dz = grad(f, z);

void show() {
  std::printf("f = %s\ndf/dx = %s\ndf/dz = %s\n", to_string(f).c_str(), to_string(dx).c_str(), to_string(dz).c_str());

  program<f, dx, dy, dz> run;
  run.run(x = -2, y = 5, z = -4);
  std::printf("f = %g, gradient (%g, %g, %g)\n", run[f][0], run[dx][0], run[dy][0], run[dz][0]);
}
// [/product]
}  // namespace product

namespace network {
// [network]
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
constexpr auto loss = square(o5 - y);
// [/network]

// [steps]
constexpr auto do5 = grad(loss, o5);  // with respect to any sub-expression
constexpr auto do3 = grad(loss, o3);
constexpr auto dw5 = grad(loss, w5);
constexpr auto dw1 = grad(loss, w1);

void show() {
  training_step<loss, sgd{1e-3}> net;
  net[w1][0] = 0, net[w2][0] = 2, net[b1][0] = 3;
  net[w3][0] = -4, net[w4][0] = -1, net[b2][0] = 1;
  net[w5][0] = -2, net[w6][0] = 0, net[b3][0] = 6;

  program<o1, o2, o3, o4, o5, loss, do5, dw5, do3, dw1> run{net.parameters()};
  run.run(x1 = 2, x2 = 1, y = 5);
  std::printf("o1 = %g, o2 = %g, o3 = %g, o4 = %g, o5 = %g, loss = %g\n", run[o1][0], run[o2][0], run[o3][0],
              run[o4][0], run[o5][0], run[loss][0]);
  std::printf("dL/do5 = %g, dL/dw5 = %g, dL/do3 = %g, dL/dw1 = %g\n", run[do5][0], run[dw5][0], run[do3][0],
              run[dw1][0]);

  require(net.step(x1 = 2, x2 = 1, y = 5));
  std::printf("after one step: w5 = %g, w1 = %g\n", net[w5][0], net[w1][0]);
}
// [/steps]
}  // namespace network

int main() {
  std::puts("== product");
  product::show();
  std::puts("== network");
  network::show();
}
