// Scans with all kinds of bodies, compared with their steps unrolled: values, gradients with respect to a shared weight
// and to the sequence; a scan in the body of a scan; a long sequence in parts; three derivatives.
#include <cmath>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/plan/verify.hpp>
#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using doubles = std::vector<double>;

constexpr auto xs = input<"xs", 3, 4>;
constexpr auto x = input<"x", 4>;
constexpr auto h = slot<"h", 4>;
constexpr auto start = parameter<"start", 4>;
constexpr auto weight = parameter<"weight", 4, 4>;

doubles drawn(int count, std::uint64_t stream) {
  doubles v(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = 2 * counter_random::uniform(23, stream, i) - 1;
  return v;
}

template <class A, class B>
void close(const A& found, const B& expected, double tolerance = 1e-12) {
  BOOST_TEST_REQUIRE(std::size(found) == std::size(expected));
  for (std::size_t i = 0; i < std::size(expected); ++i)
    if (!(std::abs(static_cast<double>(found[i] - expected[i])) <= tolerance))
      BOOST_ERROR("element " << i << ": " << found[i] << ", expected " << expected[i]);
}

template <int T, graph G>
consteval auto element(expr<G> sequence) {
  return reshape<4>(slice<0, T, T + 1>(sequence));
}

template <auto Loop, auto Unrolled>
void equal() {
  constexpr auto a = sum(square(Loop));
  constexpr auto b = sum(square(Unrolled));
  program<Loop, grad(a, weight), grad(a, start), grad(a, xs), in<double>> loop{seed{3}};
  program<Unrolled, grad(b, weight), grad(b, start), grad(b, xs), in<double>> unrolled{loop.parameters()};
  const doubles sequence = drawn(12, 1);
  loop.for_each_parameter([&](const char* name, const shape& s, auto values) {
    const doubles some = drawn(s.size(), hash_text(name));
    std::copy(some.begin(), some.end(), values.begin());
  });
  unrolled.set_parameters(loop.parameters());
  BOOST_TEST_REQUIRE(loop.run(xs = sequence).ok());
  BOOST_TEST_REQUIRE(unrolled.run(xs = sequence).ok());
  close(loop[Loop], unrolled[Unrolled]);
  close(loop[grad(a, weight)], unrolled[grad(b, weight)]);
  close(loop[grad(a, start)], unrolled[grad(b, start)]);
  close(loop[grad(a, xs)], unrolled[grad(b, xs)]);
}

// Step is a function of an element and a state.
template <class Step>
void three_steps() {
  constexpr Step step{};
  constexpr auto next = step(x, h);
  constexpr auto loop = scan(next, each(x, xs), carry(h, next, start));
  constexpr auto first = step(element<0>(xs), start);
  constexpr auto second = step(element<1>(xs), first);
  constexpr auto third = step(element<2>(xs), second);
  equal<loop, stack<0>(first, second, third)>();
}

struct attention {
  constexpr auto operator()(auto e, auto s) const { return softmax(matmul(weight, s) + e); }
};
struct gated {
  constexpr auto operator()(auto e, auto s) const { return relu(matmul(weight, s)) + e * s; }
};
struct stopped {
  constexpr auto operator()(auto e, auto s) const { return tanh(matmul(weight, stop_gradient(s)) + e); }
};
struct convolved {
  constexpr auto operator()(auto e, auto s) const {
    return tanh(reshape<4>(conv1d<"conv", 1, 3, convolution{.padding = 1}>(reshape<1, 4>(s))) + matmul(weight, e));
  }
};
struct pooled {
  constexpr auto operator()(auto e, auto s) const {
    return concat<0>(max_pool1d<2>(s), avg_pool1d<2>(e)) * mean(weight * weight);
  }
};
struct normalised {
  constexpr auto operator()(auto e, auto s) const {
    return (s - mean(s)) / sqrt(variance(s) + 0.1_c) + matmul(weight, e);
  }
};
struct rated {
  constexpr auto operator()(auto e, auto s) const { return scalar<"rate", 0.3> * s + matmul(weight, e); }
};
struct twice {
  constexpr auto operator()(auto e, auto s) const {
    return matmul(transpose(weight), tanh(matmul(weight, s))) + e * sum(weight);
  }
};
struct shift_register {
  constexpr auto operator()(auto e, auto s) const {
    return concat<0>(slice<0, 1, 4>(s), slice<0, 0, 1>(matmul(weight, e)));
  }
};

// The last value of c <- sin(c + number) over the numbers of a row.
constexpr auto number = input<"number">;
constexpr auto running = slot<"running">;
constexpr auto moved_on = sin(running + number);
struct summary_by_scan {
  constexpr auto operator()(auto row) const {
    return reshape<>(slice<0, -1, to_end>(scan(moved_on, each(number, row), carry(running, moved_on))));
  }
};
struct summary_by_hand {
  constexpr auto operator()(auto row) const {
    const auto first = sin(reshape<>(slice<0, 0, 1>(row)));
    const auto second = sin(first + reshape<>(slice<0, 1, 2>(row)));
    const auto third = sin(second + reshape<>(slice<0, 2, 3>(row)));
    return sin(third + reshape<>(slice<0, 3, 4>(row)));
  }
};
template <class Summary>
struct nested {
  constexpr auto operator()(auto e, auto s) const { return tanh(matmul(weight, s)) * Summary{}(e); }
};

BOOST_AUTO_TEST_SUITE(scans)

BOOST_AUTO_TEST_CASE(bodies_of_every_kind) {
  three_steps<attention>();
  three_steps<gated>();
  three_steps<stopped>();
  three_steps<convolved>();
  three_steps<pooled>();
  three_steps<normalised>();
  three_steps<rated>();
  three_steps<twice>();
  three_steps<shift_register>();
}

// The body contains another loop, along the element of the outer one.
BOOST_AUTO_TEST_CASE(a_scan_in_a_scan) {
  three_steps<nested<summary_by_scan>>();
  constexpr nested<summary_by_scan> step{};
  constexpr nested<summary_by_hand> by_hand{};
  constexpr auto next = step(x, h);
  constexpr auto first = by_hand(element<0>(xs), start);
  constexpr auto second = by_hand(element<1>(xs), first);
  constexpr auto third = by_hand(element<2>(xs), second);
  equal<scan(next, each(x, xs), carry(h, next, start)), stack<0>(first, second, third)>();
}

// The state remains in the program between calls.
BOOST_AUTO_TEST_CASE(a_long_sequence_in_parts) {
  constexpr auto next = gru_cell<"gru", 4>(x, h);
  constexpr auto part = scan(next, each(x, xs), carry(h, next, h));
  constexpr auto last = reshape<4>(slice<0, -1, to_end>(part));
  constexpr auto all = input<"all", 9, 4>;
  constexpr auto whole = scan(next, each(x, all), carry(h, next));
  program<part, assign(h, last), in<double>> parts{seed{1}};
  program<whole, in<double>> at_once{parts.parameters()};
  const doubles sequence = drawn(36, 2);
  BOOST_TEST_REQUIRE(at_once.run(all = sequence).ok());
  for (std::size_t k = 0; k < 3; ++k) {
    BOOST_TEST_REQUIRE(parts.run(xs = std::span(sequence).subspan(12 * k, 12)).ok());
    close(parts[part], at_once[whole].subspan(12 * k, 12));
  }
}

// A loop over parameters alone is the same for all samples: it has one value, and all samples train it.
BOOST_AUTO_TEST_CASE(a_sequence_of_parameters) {
  constexpr auto learnt = parameter<"learnt", 3, 4>;
  constexpr auto y = input<"y", 4>;
  constexpr auto next = gru_cell<"gru", 4>(x, h);
  constexpr auto states = scan(next, each(x, learnt), carry(h, next));
  constexpr auto loss = sum(square(states - y));
  constexpr auto slope = grad(loss, learnt);
  program<states, loss, slope, in<double>, batch<5>> many{seed{2}};
  program<loss, slope, in<double>> one{many.parameters()};
  const doubles targets = drawn(20, 3);
  BOOST_TEST_REQUIRE(many.run(y = targets).ok());
  static_assert(decltype(many[states])::extent == 12);
  BOOST_TEST(many[loss].size() == 5);
  for (std::size_t s = 0; s < 5; ++s) {
    BOOST_TEST_REQUIRE(one.run(y = std::span(targets).subspan(4 * s, 4)).ok());
    close(many[loss].subspan(s, 1), one[loss]);
    close(many[slope].subspan(12 * s, 12), one[slope]);
  }
}

// Elements that all samples share, beside elements and a first state that differ by sample.
template <class Step>
void shared_elements() {
  constexpr Step step{};
  constexpr auto ys = parameter<"ys", 3, 4>;
  constexpr auto u = input<"u", 4>;
  constexpr auto begin = input<"begin", 4>;
  constexpr auto next = step(u, h);
  constexpr auto both = step(u + x, h);
  constexpr auto alone = scan(next, each(u, ys), carry(h, next, begin));
  constexpr auto beside = scan(both, each(x, xs), each(u, ys), carry(h, both, begin));
  constexpr auto first = step(element<0>(ys), begin);
  constexpr auto second = step(element<1>(ys), first);
  constexpr auto third = step(element<2>(ys), second);
  constexpr auto one = step(element<0>(ys) + element<0>(xs), begin);
  constexpr auto two = step(element<1>(ys) + element<1>(xs), one);
  constexpr auto three = step(element<2>(ys) + element<2>(xs), two);
  constexpr auto a = sum(square(alone)) + sum(beside * xs);
  constexpr auto b = sum(square(stack<0>(first, second, third))) + sum(stack<0>(one, two, three) * xs);
  program<a, grad(a, weight), grad(a, ys), grad(a, begin), grad(a, xs), in<double>, batch<4>> loop{seed{3}};
  program<b, grad(b, weight), grad(b, ys), grad(b, begin), grad(b, xs), in<double>, batch<4>> unrolled{
      loop.parameters()};
  BOOST_TEST(verify<decltype(loop)>());
  const doubles sequences = drawn(5 * 12, 1), starts = drawn(5 * 4, 2);
  BOOST_TEST_REQUIRE(loop.run(xs = sequences, begin = starts).ok());
  BOOST_TEST_REQUIRE(unrolled.run(xs = sequences, begin = starts).ok());
  close(loop[a], unrolled[b]);
  close(loop[grad(a, weight)], unrolled[grad(b, weight)]);
  close(loop[grad(a, ys)], unrolled[grad(b, ys)]);
  close(loop[grad(a, begin)], unrolled[grad(b, begin)]);
  close(loop[grad(a, xs)], unrolled[grad(b, xs)]);
}

BOOST_AUTO_TEST_CASE(elements_that_samples_share) {
  shared_elements<gated>();
  shared_elements<attention>();
  shared_elements<twice>();
}

// They lie in memory once: more samples add states, not elements.
BOOST_AUTO_TEST_CASE(shared_elements_are_not_copied) {
  constexpr auto times = table<numbers<1000>{}, 1000>;
  constexpr auto begin = input<"begin">;
  constexpr auto next = sin(running + number);
  constexpr auto last = reshape<>(slice<0, -1, to_end>(scan(next, each(number, times), carry(running, next, begin))));
  constexpr long one = program<last, batch<16>>::report.arena_bytes;
  constexpr long two = program<last, batch<32>>::report.arena_bytes;
  static_assert(two - one < 1100 * 16 * 4);
}

// The report counts the FLOPs of every step.
BOOST_AUTO_TEST_CASE(flops) {
  constexpr auto sequence = input<"sequence", 100, 4>;
  constexpr auto next = tanh(matmul(weight, h) + x);
  constexpr auto short_one = scan(next, each(x, slice<0, 0, 10>(sequence)), carry(h, next));
  constexpr auto long_one = scan(next, each(x, sequence), carry(h, next));
  static_assert(program<long_one>::report.contraction_flops == 100 * 2 * 4 * 4);
  static_assert(program<long_one, batch<8>>::report.contraction_flops == 8 * 100 * 2 * 4 * 4);
  static_assert(program<short_one>::report.flops * 10 == program<long_one>::report.flops);
}

BOOST_AUTO_TEST_CASE(three_derivatives) {
  constexpr auto numbers_in = input<"numbers", 3>;
  constexpr auto w = parameter<"w">;
  constexpr auto next = sin(w * running + number);
  constexpr auto f = sum(scan(next, each(number, numbers_in), carry(running, next)));
  constexpr auto first = grad(f, w);
  constexpr auto second = grad(first, w);
  constexpr auto third = grad(second, w);
  program<f, first, second, third, in<double>> run;
  const doubles sequence{0.3, 0.2, 0.7};
  const auto at = [&](double v) {
    run.for_each_parameter([&](const char*, const shape&, auto values) { values[0] = v; });
    BOOST_TEST_REQUIRE(run.run(numbers_in = sequence).ok());
    return doubles{run[f][0], run[first][0], run[second][0], run[third][0]};
  };
  const double step = 1e-4;
  const doubles here = at(0.5), above = at(0.5 + step), below = at(0.5 - step);
  for (std::size_t k = 0; k < 3; ++k) BOOST_TEST(std::abs((above[k] - below[k]) / (2 * step) - here[k + 1]) < 1e-7);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
