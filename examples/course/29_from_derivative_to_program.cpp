// From the derivative to the program: the formula, the plan, the loops; and what a tape does instead.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <span>
#include <vector>

#include <tapeless/print/plan.hpp>
#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr std::size_t inputs = 8, largest = 1024;
constexpr auto x = input<"x", inputs>;
constexpr auto y = input<"y">;
constexpr auto w = parameter<"w", inputs>;
constexpr auto loss = square(tanh(dot(w, x)) - y);
using trainer = training_step<loss, sgd{0.1}, batch<32>, in<double>>;
double xs[largest * inputs], ys[largest];  // the samples

// The loops: what the plan says, written by hand.
void loops(double (&v)[inputs], std::size_t n) {
  double g[inputs] = {};
  for (std::size_t s = 0; s < n; ++s) {
    double z = 0;
    for (std::size_t i = 0; i < inputs; ++i) z += v[i] * xs[s * inputs + i];
    const double t = std::tanh(z), d = 2 * (t - ys[s]) * (1 - t * t) / static_cast<double>(n);
    for (std::size_t i = 0; i < inputs; ++i) g[i] += xs[s * inputs + i] * d;
  }
  for (std::size_t i = 0; i < inputs; ++i) v[i] -= 0.1 * g[i];
}

// The tape: each operation is written down as it happens, with the derivative with respect to each of its operands.
struct entry {
  double value, adjoint;
  std::size_t a, b;
  double da, db;
};
std::vector<entry> record;

std::size_t note(double value, std::size_t a = 0, double da = 0, std::size_t b = 0, double db = 0) {
  record.push_back({value, 0, a, b, da, db});
  return record.size() - 1;
}
std::size_t add(std::size_t a, std::size_t b) { return note(record[a].value + record[b].value, a, 1, b, 1); }
std::size_t multiply(std::size_t a, std::size_t b) {
  return note(record[a].value * record[b].value, a, record[b].value, b, record[a].value);
}
std::size_t squash(std::size_t a) {
  const double t = std::tanh(record[a].value);
  return note(t, a, 1 - t * t);
}

void tape(double (&v)[inputs], std::size_t n) {
  record.clear();
  for (const double weight : v) note(weight);  // entries 0 to 7
  std::size_t mean = note(0);
  const std::size_t minus = note(-1), share = note(1 / static_cast<double>(n));
  for (std::size_t s = 0; s < n; ++s) {
    std::size_t z = multiply(0, note(xs[s * inputs]));
    for (std::size_t i = 1; i < inputs; ++i) z = add(z, multiply(i, note(xs[s * inputs + i])));
    const std::size_t r = add(squash(z), multiply(minus, note(ys[s])));
    mean = add(mean, multiply(share, multiply(r, r)));
  }
  record[mean].adjoint = 1;
  for (std::size_t i = record.size(); i-- > 0;) {  // the chain rule, from the last entry to the first
    const entry e = record[i];
    record[e.a].adjoint += e.adjoint * e.da, record[e.b].adjoint += e.adjoint * e.db;
  }
  for (std::size_t i = 0; i < inputs; ++i) v[i] -= 0.1 * record[i].adjoint;
}

int main() {
  std::printf("L = %s\n\ndL/dw:\n%s\n\n", to_string(loss).c_str(), to_string(grad(loss, w)).c_str());
  std::printf("%s\n", plan_text<trainer>().data());
  for (std::size_t i = 0; double& v : xs) v = std::sin(static_cast<double>(i * i)), ++i;
  for (std::size_t i = 0; double& v : ys) v = std::sin(static_cast<double>(i++));

  trainer net;
  double by_loops[inputs] = {}, by_tape[inputs] = {}, apart = 0;
  std::vector<double> sizes, tape_bytes;
  std::puts("samples   entries on the tape   their bytes   bytes of the program");
  for (std::size_t n = 32; n <= largest; n *= 2) {
    tape(by_tape, n), loops(by_loops, n);
    require(net.step(x = std::span(xs).first(n * inputs), y = std::span(ys).first(n)));
    const std::size_t bytes = record.size() * sizeof(entry);
    std::printf("%7zu %21zu %13zu %22ld\n", n, record.size(), bytes, trainer::report.bytes);
    sizes.push_back(static_cast<double>(n)), tape_bytes.push_back(static_cast<double>(bytes));
  }
  for (std::size_t i = 0; i < inputs; ++i)
    apart = std::fmax(apart, std::fmax(std::abs(net[w][i] - by_loops[i]), std::abs(net[w][i] - by_tape[i])));
  std::printf("\nprogram, loops and tape agree: %s\n", apart < 1e-12 ? "yes" : "no");

  auto seconds = [](auto step) {  // of the fastest of many calls
    double best = 1;
    for (int i = 0; i < 300; ++i) {
      const auto start = std::chrono::steady_clock::now();
      step();
      best = std::fmin(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
  };
  const double ratio = seconds([&] { tape(by_tape, largest); }) / seconds([&] { require(net.step(x = xs, y = ys)); });
  std::printf("the program is more than 4 times as fast as the tape: %s\n", ratio > 4 ? "yes" : "no");

  picture p("29_from_derivative_to_program.svg");
  p.columns("tape", sizes, tape_bytes);
  p << "set logscale x 2; set logscale y 10; set xlabel 'samples in a step'; set ylabel 'memory of a step (bytes)'\n"
    << "set xrange [28:1200]; set yrange [1000:1e7]; set format y '10^{%T}'; set key top left\n"
    << "plot $tape with linespoints linestyle 2 title 'tape', " << trainer::report.bytes
    << " linestyle 1 title 'program'\n";
}
