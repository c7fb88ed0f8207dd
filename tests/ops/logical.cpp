// Logic, rounding and remainders: truth tables with NaN, the conventions of halves and signs, special values, what
// simplification makes of them.
#include <cmath>
#include <limits>

#include "compare.hpp"

#include <tapeless/ops/elementary.hpp>
#include <tapeless/print/to_string.hpp>

using namespace tapeless;

namespace {

constexpr auto x = input<"x", 16>;
constexpr auto y = input<"y", 16>;
constexpr double none = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();

template <class T, class Run, class E, class F>
void each(const Run& run, E expression, const std::vector<T>& a, const std::vector<T>& b, F f, const char* name) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const T found = run[expression][i], expected = f(a[i], b[i]);
    BOOST_TEST((found == expected || (std::isnan(found) && std::isnan(expected))),
               name << " of " << a[i] << ", " << b[i] << ": " << found << ", expected " << expected);
    if (expected == 0) BOOST_TEST(std::signbit(found) == std::signbit(expected), name << " of " << a[i]);
  }
}

template <class T, auto... Options>
void truth() {
  std::vector<T> a, b;
  for (double p : {0.0, -0.0, 1.0, none})
    for (double q : {0.0, -2.5, none, infinity}) a.push_back(static_cast<T>(p)), b.push_back(static_cast<T>(q));
  program<x && y, x || y, logical_xor(x, y), !x, where(x && !(y < 1_c), x, y), where(x < y || y < x, 1_c, 2_c), in<T>,
          Options...>
      run;
  BOOST_TEST_REQUIRE(run.run(x = a, y = b).ok());
  const auto is = [](T t) { return t != 0; };
  each(
      run, x && y, a, b, [=](T p, T q) { return T(is(p) && is(q)); }, "and");
  each(
      run, x || y, a, b, [=](T p, T q) { return T(is(p) || is(q)); }, "or");
  each(
      run, logical_xor(x, y), a, b, [=](T p, T q) { return T(is(p) != is(q)); }, "xor");
  each(
      run, !x, a, b, [=](T p, T) { return T(!is(p)); }, "not");
  each(
      run, where(x && !(y < 1_c), x, y), a, b, [=](T p, T q) { return is(p) && !(q < 1) ? p : q; }, "where and");
  each(
      run, where(x < y || y < x, 1_c, 2_c), a, b, [](T p, T q) { return T(p < q || q < p ? 1 : 2); }, "where or");
}

template <class T, auto... Options>
void rounded() {
  const std::vector<T> a = {T(-2.5), T(-1.5), T(-0.5), T(0.5),  T(1.5),  T(2.5),  T(-0.3),     T(7),
                            T(-7),   T(5.5),  T(-5.5), T(1e30), T(-0.0), T(none), T(infinity), T(0.7)};
  const std::vector<T> b = {T(2), T(-1), T(0.75), T(-2), T(0.4), T(-0.4), T(1), T(3),
                            T(3), T(-2), T(2),    T(3),  T(1),   T(1),    T(2), T(0)};
  program<round(x), ceil(x), trunc(x), fmod(x, y), in<T>, Options...> run;
  program<mod(x, y), floor(x), (0_c * y), in<T>, Options...> other;
  BOOST_TEST_REQUIRE(run.run(x = a, y = b).ok());
  BOOST_TEST_REQUIRE(other.run(x = a, y = b).ok());
  each(
      run, round(x), a, b, [](T p, T) { return std::nearbyint(p); }, "round");
  each(
      run, ceil(x), a, b, [](T p, T) { return std::ceil(p); }, "ceil");
  each(
      run, trunc(x), a, b, [](T p, T) { return std::trunc(p); }, "trunc");
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (i == 11) continue;  // the quotient has more digits than the format
    const T r = std::fmod(a[i], b[i]), found = run[fmod(x, y)][i], modular = other[mod(x, y)][i];
    const T expected = r != 0 && (r < 0) != (b[i] < 0) ? r + b[i] : r;
    BOOST_TEST((found == r || (std::isnan(found) && std::isnan(r))), "fmod of " << a[i] << ", " << b[i]);
    BOOST_TEST((std::abs(modular - expected) <= 1e-6 || (std::isnan(modular) && std::isnan(expected))),
               "mod of " << a[i] << ", " << b[i] << ": " << modular << ", expected " << expected);
  }
}

template <graph A, graph B>
consteval bool same(expr<A>, expr<B>) {
  return A.root().hash == B.root().hash;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(logic)

BOOST_AUTO_TEST_CASE(truth_values) {
  truth<double>();
  truth<float, lanes<1>>();
  truth<float>();
}

BOOST_AUTO_TEST_CASE(halves_and_signs) {
  rounded<double>();
  rounded<float, lanes<1>>();
  rounded<float>();
}

BOOST_AUTO_TEST_CASE(simplified) {
  // Not of a comparison is the opposite comparison, which is true for NaN; twice is the comparison itself.
  BOOST_TEST(std::string(to_string(grad(sum(where(!(x < y), x, 0_c)), x)).data()) == "[x >= y]");
  BOOST_TEST(std::string(to_string(grad(sum(where(!!(x < y), x, 0_c)), x)).data()) == "[x < y]");
  BOOST_TEST(std::string(to_string((x < y) && !(y <= 0.5_c)).data()) == "[[x < y] && [not [y <= 0.5]]]");
  BOOST_TEST(std::string(to_latex(logical_xor(x, y)).data()) == "[x \\oplus y]");
  static_assert(same(x && y, y && x) && same(logical_or(x, y), x || y));
  BOOST_TEST(std::string(to_string(grad(sum(x * round(round(x))), x)).data()) == "round(x)");
}

static_assert([] {
  program<(x && y), mod(x, y), lanes<1>> run;
  std::array<float, 16> a{}, b{};
  a[1] = -1, b[1] = 3;
  for (float& v : b) v += 1;
  if (!run.run(input<"x", 16> = a, input<"y", 16> = b).ok()) return false;
  return run[x && y][1] == 1 && run[x && y][0] == 0 && run[mod(x, y)][1] == 3;
}());

BOOST_AUTO_TEST_SUITE_END()
