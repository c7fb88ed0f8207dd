// math.hpp compared with the standard library in long double: a table of function, domain and permitted ULP. Also:
// lanes of vectors equal scalar results bit for bit, for any number of elements; special values; constant evaluation.

#include <tapeless/simd/math.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

using namespace tapeless;

// The distance between got and want in units of the last place of want in T.
template <class T>
double ulps(T got, long double want) {
  const T rounded = T(want);
  constexpr double wrong = 1e30;
  if (rounded != rounded) return got != got ? 0 : wrong;
  if (std::isinf(rounded) || std::isinf(got)) return got == rounded ? 0 : wrong;
  if (rounded == 0 && got == 0) return std::signbit(rounded) == std::signbit(got) ? 0 : wrong;
  using limits = std::numeric_limits<T>;
  const int exponent = std::max(std::ilogb(rounded) + 1, limits::min_exponent) - limits::digits;
  return double(std::fabs((long double)(got)-want) / std::ldexp(1.0L, exponent));
}

// Deterministic points, distributed evenly over [low, high] or over the logarithm.
template <class T>
T point(int i, double low, double high, bool logarithmic) {
  const double u = (i * 0.6180339887498949) - std::floor(i * 0.6180339887498949);
  return logarithmic
             ? T(std::copysign(
                   std::exp(std::log(std::fabs(low)) + u * (std::log(std::fabs(high)) - std::log(std::fabs(low)))),
                   low))
             : T(low + u * (high - low));
}

constexpr int points = 6000;

// Checks are outside the templates to save compile time.
[[gnu::noinline]] void check_accuracy(const char* name, int bytes, double worst, double at, double permitted,
                                      int differing) {
  BOOST_TEST(worst <= permitted, name << " of " << bytes << " bytes: " << worst << " ULP at " << at);
  BOOST_TEST(differing == 0, name << " of " << bytes << " bytes: " << differing << " vector lanes differ from scalars");
}
[[gnu::noinline]] void check_special(const char* name, double scalar, double vector, double x, double y) {
  BOOST_TEST(scalar <= 4, name << " of " << x << ", " << y << ": " << scalar << " ULP");
  BOOST_TEST(vector <= 4, name << " of vectors of " << x << ", " << y << ": " << vector << " ULP");
}

template <class T, class F, class G>
void accurate(const char* name, F f, G reference, double low, double high, double permitted, bool logarithmic = false) {
  using V = simd::vec<T>;
  constexpr int W = simd::lanes<V>;
  double worst = 0;
  T worst_at = 0;
  int differing = 0;
  alignas(simd::vector_alignment) T x[W], y[W];
  for (int i = 0; i < points; i += W) {
    for (int l = 0; l < W; ++l) x[l] = point<T>(i + l, low, high, logarithmic);
    simd::store(y, V(f(simd::load<V>(x))));
    for (int l = 0; l < W; ++l) {
      differing += simd::to_bits(y[l]) != simd::to_bits(T(f(x[l])));
      if (const double u = ulps(y[l], reference((long double)(x[l]))); u > worst) worst = u, worst_at = x[l];
    }
  }
  check_accuracy(name, int(sizeof(T)), worst, double(worst_at), permitted, differing);
}

template <class T>
void table() {
  constexpr bool single = sizeof(T) == 4;
  const double e_low = single ? -103 : -744, e_high = single ? 88.7 : 709.7;
  const double tiny = single ? 1e-44 : 3e-323, huge = single ? 3e38 : 1e308, turn = single ? 1e4 : 1e6;
  const bool log_spaced = true;
  const double nearly_exact = simd::has_fma ? 1 : 1.5;  // without it, products are rounded separately
  const double tail = !simd::has_fma ? 6 : single ? 4 : 5.5;
#define ROW(f, ...) \
  accurate<T>(      \
      #f, [](auto x) { return simd::f(x); }, [](long double x) { return std::f(x); }, __VA_ARGS__)
  //  function, domain, permitted ULP
  ROW(exp, e_low, e_high, nearly_exact);
  ROW(exp, -1, 1, nearly_exact);
  ROW(exp2, single ? -149 : -1074, single ? 127.9 : 1023.9, nearly_exact);
  ROW(expm1, -20, e_high, 2);
  ROW(expm1, -1, 1, 2);
  ROW(expm1, 1e-20, 1, 2, log_spaced);
  ROW(log, tiny, huge, nearly_exact, log_spaced);
  ROW(log, 0.5, 2, nearly_exact);
  ROW(log2, tiny, huge, 2, log_spaced);
  ROW(log2, 0.5, 2, 2);
  ROW(log1p, -0.9999, 3, 2);
  ROW(log1p, 1e-30, 1e30, 2, log_spaced);
  ROW(log1p, -1e-30, -0.99, 2, log_spaced);
  ROW(sin, -10, 10, 2);
  ROW(sin, 0, turn, 2);
  ROW(cos, -10, 10, 2);
  ROW(cos, 0, turn, 2);
  ROW(tan, -10, 10, 4);
  ROW(tan, 0, turn, 4);
  ROW(sin, turn, huge, 2, log_spaced);
  ROW(cos, turn, huge, 2, log_spaced);
  ROW(tan, turn, huge, 4, log_spaced);
  ROW(sin, turn, 10 * turn, 2);
  ROW(cos, -10 * turn, -turn, 2);
  ROW(asin, -1, 1, 3);
  ROW(asin, 1e-30, 1, 3, log_spaced);
  ROW(acos, -1, 1, 2);
  ROW(atan, -5, 5, 3);
  ROW(atan, 1e-30, 1e30, 3, log_spaced);
  ROW(sinh, -5, 5, 3);
  ROW(sinh, 1e-30, e_high + 0.7, 3, log_spaced);
  ROW(cosh, -e_high - 0.7, e_high + 0.7, 2);
  ROW(tanh, -10, 10, 2.6);
  ROW(tanh, 1e-30, 1, 2.6, log_spaced);
  ROW(acosh, 1, 3, 3.5);
  ROW(acosh, 1, 1.02, 3.5);
  ROW(acosh, 1, huge, 3.5, log_spaced);
  ROW(acosh, single ? 8000 : 1.3e8, single ? 8400 : 1.4e8, 3.5);
  ROW(atanh, -1, 1, 2.5);
  ROW(atanh, 0.4, 0.6, 2.5);
  ROW(atanh, tiny, 1, 2.5, log_spaced);
  ROW(erf, -6, 6, 2);
  ROW(erf, 1e-30, 2, 2, log_spaced);
  ROW(erfc, -6, 6, tail);
  ROW(erfc, 1e-30, single ? 9 : 26, tail, log_spaced);
  ROW(erfc, single ? 9 : 26, single ? 10.2 : 27.4, tail);
  ROW(cbrt, -8, 8, nearly_exact);
  ROW(cbrt, tiny, huge, nearly_exact, log_spaced);
#undef ROW
  // The C library's asinh of long double has fewer digits than a double next to 0 and far from it.
  const auto asinh = [](long double x) {
    const long double a = std::fabs(x);
    return std::copysign(a == 0 ? 0 : std::log1p(a + a / (1 / a + std::sqrt(1 + 1 / (a * a)))), x);
  };
  for (const double low : {1e-30, -1e-30}) {
    accurate<T>(
        "asinh", [](auto x) { return simd::asinh(x); }, asinh, low, std::copysign(huge, low), 2.5, log_spaced);
  }
  accurate<T>(
      "asinh", [](auto x) { return simd::asinh(x); }, asinh, -3, 3, 2.5);
  accurate<T>(
      "asinh", [](auto x) { return simd::asinh(x); }, asinh, single ? 8000 : 1.3e8, single ? 8400 : 1.4e8, 2.5);
  const auto normal_cdf = [](long double x) { return 0.5L * std::erfc(-x / std::sqrt(2.0L)); };
  accurate<T>(
      "normal_cdf", [](auto x) { return simd::normal_cdf(x); }, normal_cdf, -8, 8, tail);
  accurate<T>(
      "normal_cdf", [](auto x) { return simd::normal_cdf(x); }, normal_cdf, single ? -14.4 : -38.6, -1, tail);
  const auto softplus = [](long double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); };
  const auto sigmoid = [](long double x) { return 1 / (1 + std::exp(-x)); };
  accurate<T>(
      "rsqrt", [](auto x) { return simd::rsqrt(x); }, [](long double x) { return 1 / std::sqrt(x); }, 1e-30, 1e30, 2,
      log_spaced);
  accurate<T>(
      "sigmoid", [](auto x) { return simd::sigmoid(x); }, sigmoid, -5, 5, 2.5);
  accurate<T>(
      "sigmoid", [](auto x) { return simd::sigmoid(x); }, sigmoid, single ? -87 : -700, 50, 2.5);
  accurate<T>(
      "softplus", [](auto x) { return simd::softplus(x); }, softplus, -5, 5, 2);
  accurate<T>(
      "softplus", [](auto x) { return simd::softplus(x); }, softplus, e_low, 50, 2);
  for (const T c : {T(0.3), T(-1.7), T(4)}) {
    accurate<T>(
        "atan2(x, c)", [=](auto x) { return simd::atan2(x, decltype(x)(c)); },
        [=](long double x) { return std::atan2(x, (long double)(c)); }, -5, 5, 3);
    accurate<T>(
        "atan2(c, x)", [=](auto x) { return simd::atan2(decltype(x)(c), x); },
        [=](long double x) { return std::atan2((long double)(c), x); }, -5, 5, 3);
    accurate<T>(
        "rem(x, c)", [=](auto x) { return simd::rem(x, decltype(x)(c)); },
        [=](long double x) { return std::fmod(x, (long double)(c)); }, -50, 50, simd::has_fma ? 0 : 1e9);
  }
  for (const T y : {T(3.7), T(-2.5), T(1) / 3, T(2)})
    accurate<T>(
        "pow(x, c)", [=](auto x) { return simd::pow(x, decltype(x)(y)); },
        [=](long double x) { return std::pow(x, (long double)(y)); }, 1e-9, 1e9, 2, log_spaced);
  accurate<T>(
      "pow(x, large)", [](auto x) { return simd::pow(x, decltype(x)(single ? T(200) : T(1900))); },
      [](long double x) { return std::pow(x, single ? 200.0L : 1900.0L); }, 0.7, 1.41, 2);
  for (const T x : {T(0.71), T(1.41), T(1.9), T(10)})
    accurate<T>(
        "pow(c, x)", [=](auto y) { return simd::pow(decltype(y)(x), y); },
        [=](long double y) { return std::pow((long double)(x), y); }, single ? -38 : -300, single ? 38 : 300, 2);
}

// Checks that f, on vectors and on scalars, has the value that the standard requires for each special value.
template <class T>
void special_values() {
  using limits = std::numeric_limits<T>;
  using V = simd::vec<T>;
  const T inf = limits::infinity();
  const T values[] = {T(0),
                      T(-0.0),
                      T(1),
                      T(-1),
                      inf,
                      -inf,
                      limits::quiet_NaN(),
                      limits::denorm_min(),
                      -limits::denorm_min(),
                      limits::min(),
                      limits::max(),
                      -limits::max(),
                      T(2),
                      T(-2),
                      T(0.5),
                      T(3),
                      T(-3),
                      T(2.5),
                      T(-1.5),
                      T(100),
                      T(1e-30)};
  const auto agree = [](const char* name, T scalar, V vector, long double want, T x, T y) {
    T lanes[simd::lanes<V>];
    simd::storeu(lanes, vector);
    check_special(name, ulps(scalar, want), ulps(lanes[0], want), double(x), double(y));
  };
  for (const T x : values) {
    const auto wide = [](T t) { return (long double)(t); };
#define AGREE(f) agree(#f, simd::f(x), simd::f(V(x)), std::f(wide(x)), x, T(0))
    AGREE(exp), AGREE(exp2), AGREE(expm1), AGREE(log), AGREE(log2), AGREE(log1p);
    AGREE(sin), AGREE(cos), AGREE(tan);
    AGREE(asin), AGREE(acos), AGREE(atan), AGREE(sinh), AGREE(cosh), AGREE(tanh), AGREE(erf), AGREE(erfc), AGREE(cbrt),
        AGREE(trunc), AGREE(ceil), AGREE(asinh), AGREE(acosh), AGREE(atanh);
#undef AGREE
    for (const T y : values) {
      agree("pow", simd::pow(x, y), simd::pow(V(x), V(y)), std::pow(wide(x), wide(y)), x, y);
      agree("atan2", simd::atan2(x, y), simd::atan2(V(x), V(y)), std::atan2(wide(x), wide(y)), x, y);
      if (std::abs(x / y) < 1e6 || std::isinf(x) || std::isinf(y) || y == 0)
        agree("rem", simd::rem(x, y), simd::rem(V(x), V(y)), std::fmod(wide(x), wide(y)), x, y);
    }
  }
  BOOST_TEST(simd::sigmoid(inf) == 1);
  BOOST_TEST(simd::sigmoid(-inf) == 0);
  BOOST_TEST(simd::normal_cdf(inf) == 1);
  BOOST_TEST(simd::normal_cdf(-inf) == 0);
  BOOST_TEST(simd::softplus(inf) == inf);
  BOOST_TEST(simd::softplus(-inf) == 0);
  BOOST_TEST(simd::rsqrt(T(0)) == inf);
  BOOST_TEST(simd::sign(T(-3)) == -1);
  BOOST_TEST(std::signbit(simd::sign(T(-0.0))));
  BOOST_TEST(simd::mod(T(-1), T(3)) == 2);
  BOOST_TEST(simd::mod(T(1), T(-3)) == -2);
  BOOST_TEST(!(simd::sigmoid(limits::quiet_NaN()) <= 1));
}

// Angles next to a multiple of pi/2, where nearly all digits cancel.
template <class T>
void angles_next_to_a_quarter_turn() {
  for (const double x :
       {0x1.6ac5b262ca1ffp+849, 0x1.921fb54442d18p+0, 0x1.921fb54442d18p+900, 0x1.921fb6p+0, 0x1.921fb6p+100,
        0x1.6d1cbfp+14, 0x1.b951f2p+86, 33.0 * 0x1p53, 11.0, 22.0, 355.0, 5e5, 1e6, 1048576.0}) {
    if (x > double(std::numeric_limits<T>::max())) continue;
    const T t = T(x);
    BOOST_TEST(ulps(simd::sin(t), std::sin((long double)(t))) <= 2, x);
    BOOST_TEST(ulps(simd::cos(t), std::cos((long double)(t))) <= 2, x);
    BOOST_TEST(ulps(simd::tan(-t), std::tan(-(long double)(t))) <= 4, x);
    BOOST_TEST(std::abs(simd::sin(t)) <= 1);
  }
}

// Arrays of 1 to 2W+1 elements with a partial last vector have the scalar results.
template <class T>
void any_number_of_elements() {
  using V = simd::vec<T>;
  constexpr int W = simd::lanes<V>;
  for (int n = 1; n <= 2 * W + 1; ++n) {
    T x[2 * W + 1], y[2 * W + 1];
    for (int i = 0; i < n; ++i) x[i] = T(0.37) * T(i) - T(2);
    for (int i = 0; i < n; i += W) {
      const int rest = std::min(W, n - i);
      simd::store_partial(y + i, simd::tanh(simd::load_partial<V>(x + i, rest)), rest);
    }
    for (int i = 0; i < n; ++i) BOOST_TEST(y[i] == simd::tanh(x[i]));
  }
}

// Narrower vectors have the scalar results as well.
template <class V>
void narrow_lanes_equal_scalars() {
  using T = simd::scalar_of<V>;
  constexpr int W = simd::lanes<V>;
  int differing = 0;
  const auto compare = [&](auto f, double low, double high) {
    for (int i = 0; i < points; i += W) {
      T x[W], y[W];
      for (int l = 0; l < W; ++l) x[l] = point<T>(i + l, low, high, false);
      simd::storeu(y, V(f(simd::loadu<V>(x))));
      for (int l = 0; l < W; ++l) differing += simd::to_bits(y[l]) != simd::to_bits(T(f(x[l])));
    }
  };
  compare([](auto x) { return simd::exp(x); }, -120, 95);
  compare([](auto x) { return simd::tanh(x); }, -9, 9);
  compare([](auto x) { return simd::log(x); }, 0, 50);
  compare([](auto x) { return simd::sin(x); }, -40, 40);
  compare([](auto x) { return simd::sin(x); }, -1e9, 1e9);
  compare([](auto x) { return simd::tan(x); }, -1e38, 1e38);
  compare([](auto x) { return simd::erf(x); }, -4, 4);
  compare([](auto x) { return simd::normal_cdf(x); }, -14, 14);
  compare([](auto x) { return simd::pow(x, decltype(x)(T(1.7))); }, 0, 30);
  BOOST_TEST(differing == 0, W << " lanes of " << sizeof(T) << " bytes");
}

constexpr bool near(double a, double b) { return simd::abs(a - b) <= 4e-16 * simd::max(1.0, simd::abs(b)); }
static_assert(simd::exp(0.0f) == 1 && near(simd::exp(1.0), 2.718281828459045) && simd::exp(1000.0f) > 3e38f);
static_assert(simd::exp(-1000.0f) == 0 && simd::exp2(-3.0) == 0.125 && near(simd::expm1(0.5), 0.6487212707001282));
static_assert(simd::log(1.0) == 0 && near(simd::log(10.0), 2.302585092994046) && simd::log2(8.0f) == 3);
static_assert(near(simd::log1p(0.5), 0.4054651081081644) && near(simd::pow(2.0, 0.5), 1.4142135623730951));
static_assert(near(simd::sin(1.0), 0.8414709848078965) && near(simd::cos(2.0), -0.4161468365471424));
static_assert(near(simd::tan(1.0), 1.5574077246549023) && near(simd::asin(0.5), 0.5235987755982989));
static_assert(near(simd::acos(-0.5), 2.0943951023931957) && near(simd::atan(1.0), 0.7853981633974483));
static_assert(near(simd::atan2(1.0, -1.0), 2.356194490192345) && near(simd::sinh(1.0), 1.1752011936438014));
static_assert(near(simd::cosh(1.0), 1.5430806348152437) && near(simd::tanh(0.5), 0.46211715726000973));
static_assert(near(simd::asinh(-1.0), -0.881373587019543) && near(simd::acosh(1.5), 0.9624236501192069));
static_assert(near(simd::atanh(0.5), 0.5493061443340548) && simd::ceil(-1.5) == -1 && simd::ceil(1.5) == 2);
static_assert(near(simd::erf(0.5), 0.5204998778130465) && near(simd::erf(1.5), 0.9661051464753108) &&
              simd::cbrt(27.0) == 3);
static_assert(near(simd::erfc(2.0), 0.004677734981047266) && near(simd::normal_cdf(-3.0), 0.0013498980316300933));
static_assert(simd::rsqrt(4.0f) == 0.5f && near(simd::sigmoid(1.0), 0.7310585786300049));
static_assert(near(simd::softplus(1.0), 1.3132616875182228) && simd::sign(-2.0) == -1 && simd::rem(-7.0, 3.0) == -1 &&
              simd::mod(-7.0, 3.0) == 2);
static_assert(near(simd::sin(1e22), -0.8522008497671888) && near(simd::cos(1e300), -0.5753861119575491));
// Thousands of activations fit into one constant evaluation under the compilers' default limits.
static_assert([] {
  float sum = 0;
  for (int i = -2000; i < 2000; ++i) sum += simd::tanh(float(i) / 500) + simd::sigmoid(float(i) / 500);
  return sum > 1990 && sum < 2010;
}());

}  // namespace

BOOST_AUTO_TEST_SUITE(simd_math)

BOOST_AUTO_TEST_CASE(accuracy_in_float) { table<float>(); }
BOOST_AUTO_TEST_CASE(accuracy_in_double) { table<double>(); }
BOOST_AUTO_TEST_CASE(special_values_as_the_standard_says) {
  special_values<float>();
  special_values<double>();
}
BOOST_AUTO_TEST_CASE(angles_of_any_size) {
  angles_next_to_a_quarter_turn<float>();
  angles_next_to_a_quarter_turn<double>();
}
BOOST_AUTO_TEST_CASE(narrow_vectors_hold_the_scalar_results) {
  narrow_lanes_equal_scalars<simd::vec_of<float, 4>>();
  narrow_lanes_equal_scalars<simd::vec_of<float, 8>>();
  narrow_lanes_equal_scalars<simd::vec_of<double, 2>>();
  narrow_lanes_equal_scalars<simd::vec_of<double, 4>>();
}
BOOST_AUTO_TEST_CASE(any_number_of_elements_equals_scalars) {
  any_number_of_elements<float>();
  any_number_of_elements<double>();
}

BOOST_AUTO_TEST_SUITE_END()
