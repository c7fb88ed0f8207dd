// Scaling and imputation: determined on one data set, applied to others, inverted.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <tapeless/io/data.hpp>

namespace io = tapeless::io;
using boost::test_tools::per_element;

namespace {

io::dataset iris() { return io::classification(io::read_csv(TAPELESS_DATA_DIR "/iris.csv"), "species"); }
io::dataset diabetes() { return io::regression(io::read_csv(TAPELESS_DATA_DIR "/diabetes.csv"), {"progression"}); }
io::dataset digits() { return io::classification(io::read_csv(TAPELESS_DATA_DIR "/digits.csv"), "label"); }

}  // namespace

BOOST_AUTO_TEST_SUITE(scaling)

BOOST_AUTO_TEST_CASE(standard_scaling_gives_mean_0_and_deviation_1) {
  io::dataset d = digits();
  io::standard_scaling(d).apply(d);
  for (std::size_t c = 0; c < d.width(); ++c) {
    double sum = 0, squares = 0;
    for (std::size_t r = 0; r < d.samples; ++r) {
      const double x = static_cast<double>(d.features[r * d.width() + c]);
      sum += x;
      squares += x * x;
    }
    const double n = static_cast<double>(d.samples), variance = squares / n;
    BOOST_TEST(std::abs(sum / n) < 1e-5);
    BOOST_TEST((variance == 0.0 || std::abs(variance - 1) < 1e-5));  // some pixels are always 0
  }
}

BOOST_AUTO_TEST_CASE(range_and_fixed_scaling) {
  io::dataset d = digits(), fixed = d;
  io::range_scaling(d).apply(d);
  BOOST_TEST(*std::min_element(d.features.begin(), d.features.end()) == 0.0f);
  BOOST_TEST(*std::max_element(d.features.begin(), d.features.end()) == 1.0f);
  io::fixed_scaling(fixed, 0, 16).apply(fixed);
  BOOST_TEST(fixed.features[2] == 5.0f / 16);
  io::dataset flowers = iris();
  const std::vector<float> before = flowers.features;
  BOOST_CHECK_THROW(io::standard_scaling(d).apply(flowers), io::extent_error);
  BOOST_TEST(flowers.features == before, per_element());
}

io::dataset column(const std::vector<float>& values) {
  io::dataset d;
  d.samples = values.size(), d.names = {"c"}, d.features = values;
  return d;
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_left_out_of_the_scaling_and_stays_missing) {
  for (std::size_t place : {0u, 1u, 2u, 3u}) {
    io::dataset a = column({1, 4, 4}), b;
    a.features.insert(a.features.begin() + static_cast<std::ptrdiff_t>(place), NAN), a.samples = 4;
    b = a;
    io::standard_scaling(a).apply(a);
    io::range_scaling(b).apply(b);
    for (std::size_t i = 0, k = 0; i < 4; ++i) {
      if (i == place) {
        BOOST_TEST((std::isnan(a.features[i]) && std::isnan(b.features[i])));
        continue;
      }
      const float root = std::sqrt(2.f);
      BOOST_TEST(std::abs(a.features[i] - (k ? root / 2 : -root)) < 1e-6f);
      BOOST_TEST(b.features[i] == (k ? 1.f : 0.f));
      ++k;
    }
  }
  io::dataset nothing = column({NAN, NAN});
  io::standard_scaling(nothing).apply(nothing);
  BOOST_TEST(std::isnan(nothing.features[0]));
}

BOOST_AUTO_TEST_CASE(a_constant_feature_becomes_0) {
  for (float value : {0.1f, -3e38f, 1e-45f, 0.f, 16777217.f}) {
    for (std::size_t samples : {1u, 3u, 100000u}) {
      const io::dataset d = column(std::vector<float>(samples, value));
      for (const io::scaling& s : {io::standard_scaling(d), io::range_scaling(d)}) {
        io::dataset t = column({value, 0.2f, 1e30f});
        s.apply(t);
        for (float x : t.features) BOOST_TEST(x == 0);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(ranges_at_the_ends_of_float) {
  io::dataset a = column({-3e38f, 3e38f, 0}), b = a, c = column({0, 1e-45f}), e = column({1e8f, 1e8f + 8, 1e8f + 16});
  io::range_scaling(a).apply(a);
  BOOST_TEST(a.features == (std::vector<float>{0, 1, 0.5f}), per_element());
  io::standard_scaling(b).apply(b);
  BOOST_TEST(std::abs(b.features[1] - std::sqrt(1.5f)) < 1e-6f);
  io::range_scaling(c).apply(c);
  BOOST_TEST(c.features == (std::vector<float>{0, 1}), per_element());
  io::standard_scaling(e).apply(e);
  BOOST_TEST(std::abs(e.features[2] - std::sqrt(1.5f)) < 1e-6f);
  BOOST_TEST(e.features[1] == 0);
  for (double high : {0.0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
    BOOST_CHECK_THROW(io::fixed_scaling(a, 0, high), io::extent_error);
}

BOOST_AUTO_TEST_CASE(the_inverse_gives_the_values_back) {
  for (io::of what : {io::of::features, io::of::targets}) {
    const io::dataset before = diabetes();
    const std::vector<float>& values = what == io::of::features ? before.features : before.targets;
    for (const io::scaling& s : {io::standard_scaling(before, what), io::range_scaling(before, what),
                                 io::fixed_scaling(before, -5, 300, what)}) {
      io::dataset d = before;
      s.apply(d);
      BOOST_TEST(((d.features == before.features) == (what == io::of::targets)));  // nothing else changes
      BOOST_TEST(((d.targets == before.targets) == (what == io::of::features)));
      std::vector<float> alone = values;
      s.apply(std::span<float>(alone));
      BOOST_TEST((alone == (what == io::of::features ? d.features : d.targets)));
      s.invert(std::span<float>(alone));
      s.invert(d);
      const std::vector<float>& after = what == io::of::features ? d.features : d.targets;
      BOOST_TEST((alone == after));
      for (std::size_t i = 0; i < values.size(); ++i)
        if (std::abs(after[i] - values[i]) > 1e-4f) BOOST_TEST(after[i] == values[i]);
    }
  }
}

BOOST_AUTO_TEST_CASE(scaling_belongs_to_the_data_it_comes_from) {
  const auto [train, test] = io::split(diabetes(), 0.3, 1);
  const io::scaling s = io::range_scaling(train, io::of::targets);
  io::dataset d = test;
  s.apply(d);
  const auto [low, high] = std::minmax_element(train.targets.begin(), train.targets.end());
  for (std::size_t i = 0; i < test.samples; ++i)
    BOOST_TEST(std::abs(d.targets[i] - (test.targets[i] - *low) / (*high - *low)) < 1e-6f);
}

BOOST_AUTO_TEST_CASE(constant_columns_are_told_and_come_back) {
  io::dataset d =
      io::regression(io::parse_csv("a,b,c,y\n1,2,7,1\n1,3,7,1\n1,4,,1\n", "t.csv", {.missing_as_nan = true}), {"y"});
  for (const io::scaling& s : {io::standard_scaling(d), io::range_scaling(d)}) {
    BOOST_TEST(s.constant() == (std::vector<std::size_t>{0, 2}), per_element());
    io::dataset e = d;
    s.apply(e);
    s.invert(e);
    BOOST_TEST(e.features[0] == 1);
    BOOST_TEST(e.features[2] == 7);
    BOOST_TEST(std::isnan(e.features[8]));
  }
  BOOST_TEST(io::standard_scaling(d, io::of::targets).constant() == std::vector<std::size_t>{0}, per_element());
}

BOOST_AUTO_TEST_CASE(values_of_another_width_are_refused) {
  io::dataset d = diabetes();
  const io::scaling s = io::standard_scaling(d), y = io::standard_scaling(d, io::of::targets);
  std::vector<float> values(15, 1.0f);
  BOOST_CHECK_THROW(s.apply(std::span<float>(values)), io::extent_error);
  BOOST_CHECK_THROW(s.invert(std::span<float>(values)), io::extent_error);
  BOOST_TEST(std::count(values.begin(), values.end(), 1.0f) == 15);
  y.apply(std::span<float>(values));
  io::dataset images = digits();
  BOOST_CHECK_THROW(y.apply(images), io::extent_error);  // no targets
}

BOOST_AUTO_TEST_CASE(missing_features_become_means_or_a_constant) {
  io::dataset d = io::regression(io::parse_csv("a,b,y\n1,,1\n,5,1\n4,7,1\n", "t.csv", {.missing_as_nan = true}), {"y"});
  io::dataset e = d, other = io::rows(d, {1, 0});
  io::mean_imputation(d).apply(e);
  BOOST_TEST(e.features == (std::vector<float>{1, 6, 2.5f, 5, 4, 7}), per_element());
  io::mean_imputation(d).apply(other);
  BOOST_TEST(other.features == (std::vector<float>{2.5f, 5, 1, 6}), per_element());
  e = d;
  io::constant_imputation(d, -1).apply(e);
  BOOST_TEST(e.features == (std::vector<float>{1, -1, -1, 5, 4, 7}), per_element());
  BOOST_CHECK_EXCEPTION(io::mean_imputation(io::rows(d, {0, 0})), io::column_error,
                        [](const io::error& x) { return x.expected() == "a value of feature b"; });
  io::dataset narrow = io::take(d, {"a"});
  BOOST_CHECK_THROW(io::mean_imputation(d).apply(narrow), io::extent_error);
  BOOST_TEST(std::isnan(narrow.features[1]));
}

BOOST_AUTO_TEST_SUITE_END()
