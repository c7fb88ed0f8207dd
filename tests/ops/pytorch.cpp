// Values and gradients that PyTorch has for the same operands, among them zeros, ties of rounding and elements on
// thresholds (tests/reference/operations.py).
#include <string_view>

#include "../reference/operations.hpp"
#include "compare.hpp"

#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/glu.hpp>
#include <tapeless/nn/thresholds.hpp>
#include <tapeless/ops/cumulative.hpp>
#include <tapeless/ops/repetition.hpp>
#include <tapeless/ops/scatter.hpp>
#include <tapeless/ops/softmax.hpp>
#include <tapeless/ops/top_k.hpp>
#include <tapeless/ops/triangular.hpp>

using namespace tapeless;

namespace {

constexpr auto x = input<"x", 3, 4>;
constexpr auto y = input<"y", 3, 4>;
constexpr auto i = table<numbers{1.0, 3.0, 0.0, 0.0, 2.0, 1.0}, 3, 2>;
constexpr auto v = table<numbers{-0.6, -0.35, -0.1, 0.15, 0.4, 0.65}, 3, 2>;
constexpr auto first = reshape<3, 1>(slice<1, 0, 1>(x));

// The sum with the weights of the recorded gradients; depends on x and y.
template <auto F>
consteval auto weighted() {
  constexpr int n = decltype(F)::shape.size();
  return sum(reshape<n>(F) * (mod(iota<n>, 5_c) / 2_c - 0.75_c)) + 0_c * (sum(x) + sum(y));
}

[[gnu::noinline]] void close_to_recorded(const char* name, std::span<const double> value, std::span<const double> by_x,
                                         std::span<const double> by_y) {
  int found = 0;
  for (const ops_tests::recorded& r : ops_tests::by_pytorch) {
    if (std::string_view(r.name) != name) continue;
    ++found;
    BOOST_TEST_CONTEXT(name) {
      compare::close(value, r.value);
      compare::close(by_x, r.by_x);
      compare::close(by_y, r.by_y);
    }
  }
  BOOST_TEST(found == 1, name);
}

template <auto... F>
void agree(std::initializer_list<const char*> names) {
  program<F..., grad(weighted<F>(), x)..., grad(weighted<F>(), y)..., (0_c * (sum(x) + sum(y))), in<double>> run;
  std::vector<double> at_x, at_y;
  for (int n = 0; n < 12; ++n)
    at_x.push_back(((n * 7 + 3) % 13 - 6) / 4.0), at_y.push_back(((n * 5 + 2) % 11 - 4.5) / 3);
  BOOST_TEST_REQUIRE(run.run(x = at_x, y = at_y).ok());
  const char* const* name = names.begin();
  (close_to_recorded(*name++, run[F], run[grad(weighted<F>(), x)], run[grad(weighted<F>(), y)]), ...);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(operations_by_pytorch)

BOOST_AUTO_TEST_CASE(elementwise_functions) {
  agree<round(x) * x, ceil(x) * x, trunc(x) * x, fmod(x, y)>({"round", "ceil", "trunc", "fmod"});
  agree<mod(x, y), ((x && (y > 0_c)) * x), (((x > 0_c) || (y > 0_c)) * x), logical_xor(x, y > 0_c) * y>(
      {"mod", "and", "or", "xor"});
  agree<!x * y, asinh(x), acosh(x * x + 1.25_c), atanh(x * 0.5_c)>({"not", "asinh", "acosh", "atanh"});
  agree<erfc(x)>({"erfc"});
}

BOOST_AUTO_TEST_CASE(activation_functions) {
  agree<log_sigmoid(x), celu<0.5>(x), hard_shrink(x), soft_shrink(x)>(
      {"log_sigmoid", "celu", "hard_shrink", "soft_shrink"});
  agree<thresholded<0.25, -1.0>(x), glu(x), softmin<0>(x)>({"threshold", "glu", "softmin"});
}

BOOST_AUTO_TEST_CASE(along_axes) {
  agree<tril<1>(x), triu<-1>(x), argmin<1>(x) * reshape<3>(first), tile<2, 1, 2>(x)>(
      {"tril", "triu", "argmin", "tile"});
  agree<repeat_interleave<1, 2>(x), cumsum<0>(x), cumprod<1>(x), gather_along<1>(x, i)>(
      {"repeat_interleave", "cumsum", "cumprod", "gather_along"});
  agree<scatter_add_along<1, 5>(v * v, i) * first, top_k<3, 0>(x).values, top_k<2>(x).indices * slice<1, 0, 2>(x)>(
      {"scatter_add_along", "top_k", "top_k.indices"});
}

BOOST_AUTO_TEST_SUITE_END()
