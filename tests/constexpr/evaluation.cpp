// Values, derivatives and errors in constant evaluation.
#include <array>
#include <span>

#include <tapeless/tapeless.hpp>

using namespace tapeless;

namespace {

// f = (x + y) z at (-2, 5, -4), with its gradient.
constexpr auto x = input<"x">;
constexpr auto y = input<"y">;
constexpr auto z = input<"z">;
constexpr auto f = (x + y) * z;

consteval bool known_answer() {
  program<f, grad(f, x), grad(f, y), grad(f, z), lanes<1>> p;
  p.run(x = -2, y = 5, z = -4);
  return p[f][0] == -12 && p[grad(f, x)][0] == -4 && p[grad(f, y)][0] == -4 && p[grad(f, z)][0] == 3;
}
static_assert(known_answer());

// x = (2, 1), y = 5: a small network, its loss, its gradient and one step, compared with values computed by hand.
constexpr auto in_ = input<"in", 2>;
constexpr auto target = input<"target">;
constexpr auto hidden = relu(dense<"first", 2>(in_));
constexpr auto out = reshape<>(dense<"second", 1>(hidden));
constexpr auto loss = square(out - target);

consteval bool hand_made_network() {
  training_step<loss, sgd{1e-3}, lanes<1>, in<double>> net;
  auto w = net[parameter<"first.weight">(loss)];  // [in][out]
  w[0] = 0, w[2] = 2, w[1] = -4, w[3] = -1;
  auto b = net[parameter<"first.bias">(loss)];
  b[0] = 3, b[1] = 1;
  auto v = net[parameter<"second.weight">(loss)];
  v[0] = -2, v[1] = 0;
  net[parameter<"second.bias">(loss)][0] = 6;
  program<hidden, out, loss, lanes<1>, in<double>> p{net.parameters()};
  p.run(in_ = std::array{2.0, 1.0}, target = 5.0);
  const bool forward = p[hidden][0] == 5 && p[hidden][1] == 0 && p[out][0] == -4 && p[loss][0] == 81;
  const double before = net.step(in_ = std::array{2.0, 1.0}, target = 5.0);
  const auto near = [](double a, double e) { return a - e < 1e-15 && e - a < 1e-15; };
  return forward && before == 81 && near(v[0], -1.91) && near(w[0], -0.072) && v[1] == 0 && w[1] == -4;
}
static_assert(hand_made_network());

// Sums, products, softmax and movement; mistakes are errors in constant evaluation too.
constexpr auto m = input<"m", 2, 3>;
constexpr auto scores = softmax(sum<0>(m));
constexpr auto moved = concat<0>(transpose(m), transpose(flip<0>(m)));

consteval bool values() {
  program<scores, moved, max(m), matmul(m, transpose(m)), lanes<1>, in<double>> p;
  if (p.run(m = std::array<double, 6>{1, 2, 3, 4, 5, 6}).error) return false;
  double total = 0;
  for (double s : p[scores]) total += s;
  return p[moved][0] == 1 && p[moved][1] == 4 && p[moved][6] == 4 && p[max(m)][0] == 6 &&
         p[matmul(m, transpose(m))][1] == 32 && total > 1 - 1e-14 && total < 1 + 1e-14;
}
static_assert(values());

consteval bool refuses(long elements) {
  program<scores, lanes<1>, in<double>> p;
  const double numbers_[12]{};
  const error e = p.run(m = std::span(numbers_, static_cast<std::size_t>(elements))).error;
  return e.what == fault::partial_sample && e.expected == 6 && e.found == elements;
}
static_assert(refuses(7) && refuses(5));

}  // namespace
