// Laws of vec.hpp: every lane has the scalar result, partial accesses stay in bounds, reductions have a fixed order.
// Each law is instantiated for float and double, for the widest vectors and for narrower ones; with TAPELESS_NO_SIMD a
// vector is a scalar, for which the laws hold too.

#include <tapeless/simd/vec.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <type_traits>

namespace {

using namespace tapeless;

template <class T>
bool same(T a, T b) {
  return (a != a && b != b) || simd::to_bits(a) == simd::to_bits(b);
}

// Zeros, halves between integers, large, subnormal, infinite, NaN.
template <class T>
constexpr T specials[] = {T(0),
                          T(-0.0),
                          T(1.5),
                          T(-1.5),
                          T(2.5),
                          T(-2.5),
                          T(0.5),
                          T(-0.5),
                          T(3.7),
                          T(-3.2),
                          T(1e9),
                          T(-1e9),
                          T(7),
                          T(1e-40),
                          std::numeric_limits<T>::infinity(),
                          -std::numeric_limits<T>::infinity(),
                          std::numeric_limits<T>::quiet_NaN()};

// f on vectors of every triple of specials equals f on scalars.
template <class V, class F>
int differing_lanes(F f) {
  using T = simd::scalar_of<V>;
  constexpr int W = simd::lanes<V>, count = int(std::size(specials<T>));
  alignas(simd::vector_alignment) T a[W], b[W], c[W], y[W];
  int differing = 0;
  for (int i = 0; i < count; ++i)
    for (int j = 0; j < count; ++j) {
      for (int l = 0; l < W; ++l) {
        a[l] = specials<T>[(i + l) % count];
        b[l] = specials<T>[(j + 3 * l) % count];
        c[l] = specials<T>[(i + j + 5 * l) % count];
      }
      simd::store(y, V(f(simd::load<V>(a), simd::load<V>(b), simd::load<V>(c))));
      for (int l = 0; l < W; ++l) differing += !same(y[l], T(f(a[l], b[l], c[l])));
    }
  return differing;
}

template <class V>
void lanes_equal_scalars() {
#define SAME(expression)                                                                                        \
  BOOST_TEST(differing_lanes<V>([]([[maybe_unused]] auto a, [[maybe_unused]] auto b, [[maybe_unused]] auto c) { \
               return expression;                                                                               \
             }) == 0,                                                                                           \
             #expression << ", " << simd::lanes<V> << " lanes")
  SAME(a + b);
  SAME(a - b);
  SAME(a * b);
  SAME(a / b);
  SAME(simd::fma(a, b, c));
  SAME(simd::min(a, b));
  SAME(simd::max(a, b));
  SAME(simd::minimum(a, b));
  SAME(simd::maximum(a, b));
  SAME(simd::abs(a));
  SAME(simd::neg(a));
  SAME(simd::copysign(a, b));
  SAME(simd::flipsign(a, b));
  SAME(simd::sqrt(a));
  SAME(simd::floor(a));
  SAME(simd::nearest(a));
  SAME(simd::select(simd::eq(a, b), c, a));
  SAME(simd::select(simd::ne(a, b), c, a));
  SAME(simd::select(simd::lt(a, b), c, a));
  SAME(simd::select(simd::le(a, b), c, a));
  SAME(simd::select(simd::gt(a, b), c, a));
  SAME(simd::select(simd::ge(a, b), c, a));
  SAME(simd::select(simd::nlt(a, b), c, a));
  SAME(simd::select(simd::nle(a, b), c, a));
  SAME(simd::select(simd::and_(simd::lt(a, b), simd::lt(b, c)), c, a));
  SAME(simd::select(simd::or_(simd::lt(a, b), simd::lt(b, c)), c, a));
  SAME(simd::from_bits<decltype(a)>(simd::to_bits(a)));
#undef SAME
}

template <class T>
void scalars_equal_the_standard_library() {
  for (const T x : specials<T>) {
    BOOST_TEST(same(simd::sqrt(x), std::sqrt(x)));
    BOOST_TEST(same(simd::floor(x), std::floor(x)));
    BOOST_TEST(same(simd::nearest(x), std::nearbyint(x)));
    BOOST_TEST(same(simd::abs(x), std::abs(x)));
    BOOST_TEST(same(simd::neg(x), -x));
    // what constant evaluation uses
    BOOST_TEST(same(simd::detail::constant_sqrt(x), std::sqrt(x)));
    BOOST_TEST(same(simd::detail::constant_floor(x), std::floor(x)));
    BOOST_TEST(same(simd::detail::constant_nearest(x), std::nearbyint(x)));
  }
  int wrong = 0;
  for (int i = 1; i < 20000; ++i) {
    const T x = std::ldexp(T(1) + T(i) * T(0.000731), (i * 7) % (std::numeric_limits<T>::max_exponent * 2 - 40) -
                                                          std::numeric_limits<T>::max_exponent + 20);
    wrong += simd::detail::constant_sqrt(x) != std::sqrt(x);
  }
  BOOST_TEST(wrong == 0);
}

template <class V>
void partial_access_stays_inside() {
  using T = simd::scalar_of<V>;
  constexpr int W = simd::lanes<V>;
  const T guard = T(-99);
  T memory[3 * W], lanes[W];
  for (int n = 0; n <= W; ++n)
    for (int offset = 0; offset <= W; ++offset) {
      for (T& m : memory) m = guard;
      for (int i = 0; i < n; ++i) memory[offset + i] = T(i + 1);
      const V v = simd::load_partial<V>(memory + offset, n);
      simd::storeu(lanes, v);
      for (int i = 0; i < W; ++i) BOOST_TEST(lanes[i] == (i < n ? T(i + 1) : T(0)));
      for (T& m : memory) m = guard;
      simd::store_partial(memory + offset, simd::iota<V>(), n);
      for (int i = 0; i < 3 * W; ++i) BOOST_TEST(memory[i] == (i >= offset && i < offset + n ? T(i - offset) : guard));
    }
}

// Sums of 1 to 2W+1 numbers with a partial last vector, and the order of a reduction, which adds halves.
template <class V>
void reductions() {
  using T = simd::scalar_of<V>;
  constexpr int W = simd::lanes<V>;
  T x[2 * W + 1];
  for (int n = 1; n <= 2 * W + 1; ++n) {
    for (int i = 0; i < n; ++i) x[i] = T(i + 1);
    V sum = simd::splat<V>(0);
    for (int i = 0; i < n; i += W) sum = sum + simd::load_partial<V>(x + i, n - i < W ? n - i : W);
    BOOST_TEST(simd::reduce_add(sum) == T(n * (n + 1) / 2));
  }
  T y[W], tree[W];
  for (int i = 0; i < W; ++i) tree[i] = y[i] = T(1) / T(3 * i + 1);
  for (int half = W / 2; half > 0; half /= 2)
    for (int i = 0; i < half; ++i) tree[i] += tree[i + half];
  const V v = simd::loadu<V>(y);
  BOOST_TEST(simd::reduce_add(v) == tree[0]);
  T sums[4];
  simd::store_sums(sums, v, simd::neg(v), v + v, v * v);
  BOOST_TEST(sums[0] == tree[0]);
  BOOST_TEST(sums[1] == -tree[0]);
  BOOST_TEST(sums[2] == 2 * tree[0]);
  BOOST_TEST(sums[3] == simd::reduce_add(v * v));
  for (int i = 0; i < W; ++i) tree[i] = y[i];
  for (int half = W / 2; half > 0; half /= 2)
    for (int i = 0; i < half; ++i) tree[i] *= tree[i + half];
  BOOST_TEST(simd::reduce_mul(v) == tree[0]);
  BOOST_TEST(simd::reduce_max(v) == y[0]);
  BOOST_TEST(simd::reduce_min(v) == y[W - 1]);
  for (int i = 0; i < W; ++i) {  // any single lane is noticed
    BOOST_TEST(simd::any(simd::eq(simd::iota<V>(), simd::splat<V>(T(i)))));
    BOOST_TEST(!simd::any(simd::eq(simd::iota<V>(), simd::splat<V>(T(W)))));
  }
}

constexpr float float_nan = std::numeric_limits<float>::quiet_NaN();
static_assert(simd::lanes<double> == 1 &&
              simd::lanes<simd::vec<float>> == 2 * simd::lanes<simd::vec<double>> - !simd::has_vectors);
static_assert(simd::sqrt(4.0f) == 2.0f && simd::sqrt(2.0) == 0x1.6a09e667f3bcdp+0);
static_assert(simd::floor(-0.5) == -1 && simd::floor(2.75f) == 2 && simd::nearest(2.5f) == 2 &&
              simd::nearest(-3.5) == -4);
static_assert(simd::fma(2.0f, 3.0f, 4.0f) == 10 && simd::abs(-2.0f) == 2 && simd::copysign(3.0, -0.0) == -3);
static_assert(simd::min(1.0f, 2.0f) == 1 && simd::max(1.0f, 2.0f) == 2 && simd::min(float_nan, 2.0f) == 2);
static_assert(simd::select(simd::lt(1.0, 2.0), 5.0, 6.0) == 5 && simd::reduce_add(3.0) == 3 &&
              simd::iota<float>() == 0);
static_assert([] {
  double memory[2] = {1, 2};
  simd::store_partial(memory, 7.0, 0);
  simd::store(memory + 1, simd::load<double>(memory) + simd::load_partial<double>(memory, 0));
  return memory[0] == 1 && memory[1] == 1;
}());

}  // namespace

BOOST_AUTO_TEST_SUITE(simd_vec)

// Calls f with every vector type of T that the machine has, and T itself.
template <class T, class F>
void each_width(F f) {
  constexpr int most = simd::lanes<simd::vec<T>>;
  f(std::type_identity<simd::vec_of<T, most>>{});
  if constexpr (most >= 4) f(std::type_identity<simd::vec_of<T, most / 2>>{});
  if constexpr (most >= 8) f(std::type_identity<simd::vec_of<T, most / 4>>{});
  if constexpr (most > 1) f(std::type_identity<T>{});
}

BOOST_AUTO_TEST_CASE(every_lane_is_the_scalar_result) {
  each_width<float>([]<class V>(std::type_identity<V>) { lanes_equal_scalars<V>(); });
  each_width<double>([]<class V>(std::type_identity<V>) { lanes_equal_scalars<V>(); });
}
BOOST_AUTO_TEST_CASE(scalars_agree_with_the_standard_library) {
  scalars_equal_the_standard_library<float>();
  scalars_equal_the_standard_library<double>();
}
BOOST_AUTO_TEST_CASE(partial_loads_and_stores_stay_inside) {
  each_width<float>([]<class V>(std::type_identity<V>) { partial_access_stays_inside<V>(); });
  each_width<double>([]<class V>(std::type_identity<V>) { partial_access_stays_inside<V>(); });
}
BOOST_AUTO_TEST_CASE(reductions_have_one_order) {
  each_width<float>([]<class V>(std::type_identity<V>) { reductions<V>(); });
  each_width<double>([]<class V>(std::type_identity<V>) { reductions<V>(); });
}

BOOST_AUTO_TEST_SUITE_END()
