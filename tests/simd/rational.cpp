// rational.hpp compared with the exact functions in long double: the table of its errors. Also: range, symmetry, order
// and special values; lanes of vectors equal scalar results bit for bit; constant evaluation.

#include <tapeless/simd/math.hpp>
#include <tapeless/simd/rational.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

using namespace tapeless;

constexpr auto fast_tanh = [](auto x) { return simd::rational_tanh(x); };
constexpr auto fast_sigmoid = [](auto x) { return simd::rational_sigmoid(x); };
long double exact_tanh(long double x) { return std::tanh(x); }
long double exact_sigmoid(long double x) { return 1 / (1 + std::exp(-x)); }

struct errors {
  double absolute = 0, relative = 0, ulps = 0, fall = 0;  // below a value of a smaller x
};

// Over [low, high], in ascending order.
template <class T, class F>
errors measured(F f, long double (*exact)(long double), double low, double high) {
  constexpr int points = 400'000;
  errors worst;
  T highest = -1;
  for (int i = 0; i <= points; ++i) {
    const T x = T(low + (high - low) * i / points), y = f(x);
    const long double right = exact(x), error = std::fabs((long double)(y)-right);
    const double ulp = std::ldexp(1.0, std::ilogb(T(right)) + 1 - std::numeric_limits<T>::digits);
    worst.absolute = std::max(worst.absolute, double(error));
    worst.relative = std::max(worst.relative, double(error / std::fabs(right)));
    worst.ulps = std::max(worst.ulps, double(error) / ulp);
    worst.fall = std::max(worst.fall, double(highest - y));
    highest = std::max(highest, y);
  }
  return worst;
}
void within(const char* name, const errors& found, const errors& limit) {
  BOOST_TEST_MESSAGE(name << ": absolute " << found.absolute << ", relative " << found.relative << ", " << found.ulps
                          << " ULP, falls " << found.fall);
  BOOST_TEST(found.absolute <= limit.absolute, name << ": absolute " << found.absolute);
  BOOST_TEST(found.relative <= limit.relative, name << ": relative " << found.relative);
  BOOST_TEST(found.ulps <= limit.ulps, name << ": " << found.ulps << " ULP");
  BOOST_TEST(found.fall <= limit.fall, name << ": falls by " << found.fall);
}

template <class V, class F>
int differing_lanes(F f, double low, double high) {
  using T = simd::scalar_of<V>;
  constexpr int W = simd::lanes<V>, points = 6000;
  int differing = 0;
  for (int i = 0; i < points; i += W) {
    T x[W], y[W];
    for (int l = 0; l < W; ++l) x[l] = T(low + (high - low) * (i + l) / points);
    simd::storeu(y, V(f(simd::loadu<V>(x))));
    for (int l = 0; l < W; ++l) differing += simd::to_bits(y[l]) != simd::to_bits(T(f(x[l])));
  }
  return differing;
}
template <class V>
void lanes_equal_scalars() {
  BOOST_TEST(differing_lanes<V>(fast_tanh, -9, 9) == 0);
  BOOST_TEST(differing_lanes<V>(fast_sigmoid, -18, 18) == 0);
}

template <class T>
void special_values() {
  using limits = std::numeric_limits<T>;
  using V = simd::vec<T>;
  const auto tanh_is = [](T x, T y) {
    T lanes[simd::lanes<V>];
    simd::storeu(lanes, simd::rational_tanh(V(x)));
    BOOST_TEST(simd::to_bits(simd::rational_tanh(x)) == simd::to_bits(y));
    BOOST_TEST(simd::to_bits(lanes[0]) == simd::to_bits(y));
  };
  tanh_is(T(0), T(0));
  tanh_is(T(-0.0), T(-0.0));
  tanh_is(limits::denorm_min(), limits::denorm_min());
  tanh_is(-limits::denorm_min(), -limits::denorm_min());
  for (const T far : {T(7.3), T(20), T(1e30), limits::max(), limits::infinity()}) {
    tanh_is(far, T(1));
    tanh_is(-far, T(-1));
    BOOST_TEST(simd::rational_sigmoid(2 * far) == 1);
    BOOST_TEST(simd::rational_sigmoid(-2 * far) == 0);
  }
  for (const T tiny : {T(0), T(-0.0), limits::denorm_min(), -limits::min()})
    BOOST_TEST(simd::rational_sigmoid(tiny) == T(0.5));
  for (const T nan : {limits::quiet_NaN(), -limits::quiet_NaN()}) {
    T a[simd::lanes<V>], b[simd::lanes<V>];
    simd::storeu(a, simd::rational_tanh(V(nan)));
    simd::storeu(b, simd::rational_sigmoid(V(nan)));
    BOOST_TEST((std::isnan(a[0]) && std::isnan(b[0])));
    BOOST_TEST((std::isnan(simd::rational_tanh(nan)) && std::isnan(simd::rational_sigmoid(nan))));
  }
}

template <class T>
void stay_in_range() {
  int outside = 0, uneven = 0;
  for (int i = 0; i <= 200'000; ++i) {
    const T x = T(8e-5) * T(i);
    for (const T t : {simd::rational_tanh(x), simd::rational_sigmoid(x), simd::rational_sigmoid(-x)})
      outside += !(t >= 0 && t <= 1);
    uneven += simd::rational_tanh(-x) != -simd::rational_tanh(x);
  }
  BOOST_TEST(outside == 0);
  BOOST_TEST(uneven == 0);
}

static_assert(simd::rational_tanh(0.0f) == 0 && simd::rational_tanh(100.0) == 1 && simd::rational_sigmoid(0.0) == 0.5);
static_assert(simd::abs(simd::rational_tanh(-0.5) + 0.46211715726000973) < 1.3e-6);
static_assert(simd::abs(simd::rational_sigmoid(1.0f) - 0.7310585786f) < 8e-7f);

}  // namespace

BOOST_AUTO_TEST_SUITE(simd_rational)

BOOST_AUTO_TEST_CASE(errors_are_those_of_the_table) {
  constexpr double any = 1e300;
  within("rational_tanh in float", measured<float>(fast_tanh, exact_tanh, -10, 10), {1.55e-6, 1.55e-6, 26, 4.8e-7});
  within("rational_tanh in double", measured<double>(fast_tanh, exact_tanh, -10, 10), {1.3e-6, 1.3e-6, 1.2e10, 0});
  within("rational_tanh near 0 in float", measured<float>(fast_tanh, exact_tanh, 1e-6, 0.1),
         {1.5e-7, 1.55e-6, 26, 1e-8});
  within("rational_tanh near 0 in double", measured<double>(fast_tanh, exact_tanh, 1e-9, 0.1),
         {1.3e-7, 1.3e-6, 1.2e10, 0});
  within("rational_sigmoid in float", measured<float>(fast_sigmoid, exact_sigmoid, -30, 30),
         {7.8e-7, any, any, 2.4e-7});
  within("rational_sigmoid in double", measured<double>(fast_sigmoid, exact_sigmoid, -30, 30), {6.3e-7, any, any, 0});
  within("rational_sigmoid above 0 in float", measured<float>(fast_sigmoid, exact_sigmoid, 0, 30),
         {7.8e-7, 1.1e-6, 13.5, 2.4e-7});
  within("rational_sigmoid above 0 in double", measured<double>(fast_sigmoid, exact_sigmoid, 0, 30),
         {6.3e-7, 1e-6, 6e9, 0});
}
BOOST_AUTO_TEST_CASE(values_stay_in_range) {
  stay_in_range<float>();
  stay_in_range<double>();
}
BOOST_AUTO_TEST_CASE(special_values_of_approximations) {
  special_values<float>();
  special_values<double>();
}
BOOST_AUTO_TEST_CASE(vectors_of_any_width_hold_the_scalar_results) {
  lanes_equal_scalars<simd::vec<float>>();
  lanes_equal_scalars<simd::vec<double>>();
  lanes_equal_scalars<simd::vec_of<float, 4>>();
  lanes_equal_scalars<simd::vec_of<float, 8>>();
  lanes_equal_scalars<simd::vec_of<double, 2>>();
  lanes_equal_scalars<simd::vec_of<double, 4>>();
}

BOOST_AUTO_TEST_SUITE_END()
