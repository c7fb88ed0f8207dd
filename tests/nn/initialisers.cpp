// Initialisers: moments and bounds, fans of weights and filters, gains; orthogonality; the same bits in whatever order,
// in float and double, and in constant evaluation.
#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/nn/convolution.hpp>
#include <tapeless/nn/orthogonal.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/program/program.hpp>

namespace {

using namespace tapeless;
using doubles = std::vector<double>;

// The elements of a parameter of these extents.
doubles drawn(initialiser how, const shape& extents, std::uint64_t seed = 3, const char* name = "w") {
  doubles values(std::size_t(extents.size()));
  how({seed, hash_text(name), extents, nullptr, values.data()});
  return values;
}

struct moments {
  double mean = 0, deviation = 0, low = 0, high = 0;
};
moments of(const doubles& x) {
  moments m;
  for (double v : x) m.mean += v / double(x.size());
  for (double v : x) m.deviation += (v - m.mean) * (v - m.mean) / double(x.size());
  m.deviation = std::sqrt(m.deviation);
  m.low = *std::min_element(x.begin(), x.end());
  m.high = *std::max_element(x.begin(), x.end());
  return m;
}

void has(const moments& m, double mean, double deviation, const char* what) {
  BOOST_TEST(std::abs(m.mean - mean) < 0.02 * deviation, what << ": mean " << m.mean);
  BOOST_TEST(std::abs(m.deviation - deviation) < 0.01 * deviation, what << ": deviation " << m.deviation);
}

// a of [rows, columns] times its transpose, or the other way round if it is high.
void is_orthogonal(const doubles& a, int rows, int columns, double size, double tolerance) {
  const bool high = rows > columns;
  const int count = high ? columns : rows, length = high ? rows : columns;
  const auto at = [&](int v, int i) { return a[std::size_t(high ? i * columns + v : v * columns + i)]; };
  double worst = 0;
  for (int u = 0; u < count; ++u)
    for (int v = 0; v < count; ++v) {
      double dot = u == v ? -size * size : 0;
      for (int i = 0; i < length; ++i) dot += at(u, i) * at(v, i);
      worst = std::fmax(worst, std::abs(dot));
    }
  BOOST_TEST(worst <= tolerance, worst << " for " << rows << " x " << columns);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(initialisers)

BOOST_AUTO_TEST_CASE(moments_and_bounds) {
  const shape weights = make_shape(200, 300), filters = make_shape(8, 5, 5, 300);  // fans 200 and 300; 200 and 7500
  const auto check = [&](const char* what, initialiser how, double deviation, double filter_deviation, bool uniformly) {
    const moments m = of(drawn(how, weights)), f = of(drawn(how, filters));
    has(m, 0, deviation, what);
    has(f, 0, filter_deviation, what);
    if (!uniformly) return;
    for (double edge : {-m.low, m.high}) {
      BOOST_TEST(edge <= std::sqrt(3) * deviation * (1 + 1e-15), what);
      BOOST_TEST(edge > 0.999 * std::sqrt(3) * deviation, what);
    }
  };
  const auto root = [](double x) { return std::sqrt(x); };
  check("glorot_uniform", glorot_uniform, root(2. / 500), root(2. / 7700), true);
  check("glorot_normal", glorot_normal, root(2. / 500), root(2. / 7700), false);
  check("he_uniform", he_uniform, root(2. / 200), root(2. / 200), true);
  check("he_normal", he_normal, root(2. / 200), root(2. / 200), false);
  check("lecun_uniform", lecun_uniform, root(1. / 200), root(1. / 200), true);
  check("lecun_normal", lecun_normal, root(1. / 200), root(1. / 200), false);
  check("normal", normal<0.5>, 0.5, 0.5, false);
  check("truncated_normal", truncated_normal<0.5>, 0.5 * 0.8796256610342398, 0.5 * 0.8796256610342398, false);
  check("scaled", scaled<relu_gain, lecun_normal>, root(2. / 200), root(2. / 200), false);
  check("scaled", scaled<3.0, glorot_uniform>, 3 * root(2. / 500), 3 * root(2. / 7700), true);

  const moments t = of(drawn(truncated_normal<0.5>, weights)), u = of(drawn(uniform<-0.25, 0.75>, weights));
  BOOST_TEST(t.low >= -1);
  BOOST_TEST(t.low < -0.99);
  BOOST_TEST(t.high <= 1);
  BOOST_TEST(t.high > 0.99);
  has(u, 0.25, std::sqrt(1. / 12), "uniform");
  BOOST_TEST(u.low >= -0.25);
  BOOST_TEST(u.high < 0.75);
  for (double v : drawn(filled<0.125>, weights)) BOOST_TEST_REQUIRE(v == 0.125);
  BOOST_TEST(std::abs(leaky_relu_gain(0) - relu_gain) < 1e-15);
}

BOOST_AUTO_TEST_CASE(identity_and_orthogonal) {
  const auto ones_at = [](const doubles& x) {
    std::vector<int> places;
    for (std::size_t i = 0; i < x.size(); ++i) {
      BOOST_TEST((x[i] == 0 || x[i] == 1));
      if (x[i] == 1) places.push_back(int(i));
    }
    return places;
  };
  BOOST_TEST(ones_at(drawn(identity, make_shape(3, 3))) == (std::vector<int>{0, 4, 8}),
             boost::test_tools::per_element());
  BOOST_TEST(ones_at(drawn(identity, make_shape(3, 2))) == (std::vector<int>{0, 3}), boost::test_tools::per_element());
  // [channel, row, column, filter]: (0, 1, 2, 0) and (1, 1, 2, 1) of taps 3 x 5
  BOOST_TEST(ones_at(drawn(identity, make_shape(2, 3, 5, 2))) == (std::vector<int>{14, 45}),
             boost::test_tools::per_element());

  is_orthogonal(drawn(orthogonal, make_shape(40, 40)), 40, 40, 1, 1e-14);
  is_orthogonal(drawn(orthogonal, make_shape(7, 60)), 7, 60, 1, 1e-14);
  is_orthogonal(drawn(orthogonal, make_shape(60, 7)), 60, 7, 1, 1e-14);
  is_orthogonal(drawn(scaled<2.0, orthogonal>, make_shape(3, 5, 5, 16)), 75, 16, 2, 1e-13);
  is_orthogonal(drawn(orthogonal, make_shape(9)), 1, 9, 1, 1e-14);
  has(of(drawn(orthogonal, make_shape(100, 100))), 0, 0.1, "orthogonal");
  BOOST_TEST(std::abs(drawn(orthogonal, make_shape())[0]) == 1);
}

BOOST_AUTO_TEST_CASE(bits) {
  // The first rows of a larger matrix begin like a smaller one: each element has a number of its own.
  for (initialiser how :
       {initialiser{normal<1.0>}, initialiser{truncated_normal<1.0>}, initialiser{uniform<0.0, 1.0>}}) {
    const doubles small = drawn(how, make_shape(2, 8)), large = drawn(how, make_shape(100, 8));
    BOOST_TEST(std::equal(small.begin(), small.end(), large.begin()));
    BOOST_TEST(small != drawn(how, make_shape(2, 8), 4), boost::test_tools::per_element());
    BOOST_TEST(small != drawn(how, make_shape(2, 8), 3, "v"), boost::test_tools::per_element());
  }
  constexpr auto v = parameter<"v", 4, 3>.with<orthogonal>();
  constexpr auto w = parameter<"w", 3, 4>.with<truncated_normal<1.0>>();
  constexpr auto b = parameter<"b", 4>.with<scaled<2.0, ones>>();
  constexpr auto one = sum(v) + sum(w) + sum(b);
  constexpr auto other = sum(b) * sum(w) - sum(v);
  program<one, in<double>> p{seed{3}};
  program<other, in<double>> q{seed{3}};
  program<one> f{seed{3}};
  constexpr auto drawn_by_compiler = [] {
    program<sum(parameter<"v", 4, 3>.with<orthogonal>()), in<double>> r{seed{3}};
    double x[12];
    for (std::size_t i = 0; i < 12; ++i) x[i] = r[parameter<"v", 4, 3>.with<orthogonal>()][i];
    return std::array<double, 12>{x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8], x[9], x[10], x[11]};
  }();
  for (std::size_t i = 0; i < 12; ++i) {
    BOOST_TEST(p[v][i] == q[v][i]);
    BOOST_TEST(p[w][i] == q[w][i]);
    BOOST_TEST(f[w][i] == float(p[w][i]));
    BOOST_TEST(std::abs(double(f[v][i]) - p[v][i]) < 1e-6);
    BOOST_TEST(std::abs(drawn_by_compiler[i] - p[v][i]) < 1e-14);
  }
  for (double x : p[b]) BOOST_TEST(x == 2);
  is_orthogonal({f[v].begin(), f[v].end()}, 4, 3, 1, 1e-6);

  constexpr auto image = input<"image", 2, 6, 6>;
  constexpr auto layer = conv2d<"c", 3, 3, convolution{}, orthogonal>(image);
  program<layer, in<double>> net{seed{1}};
  const auto c = net[parameter<"c.weight">(layer)];
  is_orthogonal({c.begin(), c.end()}, 18, 3, 1, 1e-14);
}

BOOST_AUTO_TEST_SUITE_END()
