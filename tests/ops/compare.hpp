// Shared by the tests of operations: random numbers, comparison, derivatives compared with central differences.
#pragma once

#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/calculus/gradient.hpp>
#include <tapeless/program/program.hpp>

namespace compare {

inline std::vector<double> drawn(std::size_t count, std::uint64_t stream) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = tapeless::counter_random::uniform(1, stream, i) - 0.5;
  return values;
}

template <class A, class B>
void close(const A& found, const B& expected, double tolerance = 1e-12) {
  BOOST_TEST_REQUIRE(std::size(found) == std::size(expected));
  for (std::size_t i = 0; i < std::size(expected); ++i)
    BOOST_TEST(std::abs(found[i] - expected[i]) <= tolerance * (1 + std::abs(expected[i])),
               "element " << i << ": " << found[i] << ", expected " << expected[i]);
}

// Compares the gradient of a scalar expression with respect to an input with central differences; `others` are further
// bindings.
template <auto Objective, auto Input, class... Others>
void gradient(std::vector<double> at, const Others&... others) {
  using namespace tapeless;
  constexpr auto slope = grad(Objective, Input);
  program<Objective, slope, in<double>> run;
  BOOST_TEST_REQUIRE(run.run(Input = at, others...).ok());
  const std::span<const double> found = run[slope];
  const std::vector<double> derivative(found.begin(), found.end());
  std::vector<double> expected;
  for (double& element : at) {
    const double here = element, step = 1e-5;
    double value[2];
    for (int side = 0; side < 2; ++side) {
      element = here + (side ? step : -step);
      BOOST_TEST_REQUIRE(run.run(Input = at, others...).ok());
      value[side] = run[Objective][0];
    }
    element = here;
    expected.push_back((value[1] - value[0]) / (2 * step));
  }
  close(derivative, expected, 1e-8);
}

// Checks that a program for one sample and a program with tiles of five agree for each of these samples.
template <auto Output, auto Input>
void batch_equals_sample(const std::vector<double>& samples) {
  using namespace tapeless;
  constexpr std::size_t in_size = static_cast<std::size_t>(Input.shape.size());
  constexpr std::size_t out_size = static_cast<std::size_t>(Output.shape.size());
  const std::size_t count = samples.size() / in_size;
  program<Output, in<double>> one;
  program<Output, in<double>, batch<5>> many;
  std::vector<double> all(count * out_size);
  BOOST_TEST_REQUIRE(many.run(Input = samples, Output = all).ok());
  for (std::size_t s = 0; s < count; ++s) {
    BOOST_TEST_REQUIRE(one.run(Input = std::span<const double>(samples.data() + s * in_size, in_size)).ok());
    close(std::span<const double>(all.data() + s * out_size, out_size), one[Output]);
  }
}

}  // namespace compare
