#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include <tapeless/io/batches.hpp>
#include <tapeless/io/dataset.hpp>
#include <tapeless/io/scaling.hpp>

namespace io = tapeless::io;
using boost::test_tools::per_element;

namespace {

io::dataset iris() { return io::classification(io::read_csv(TAPELESS_DATA_DIR "/iris.csv"), "species"); }
io::dataset digits() { return io::classification(io::read_csv(TAPELESS_DATA_DIR "/digits.csv"), "label"); }
io::dataset diabetes() { return io::regression(io::read_csv(TAPELESS_DATA_DIR "/diabetes.csv"), {"progression"}); }

std::vector<long> class_counts(const io::dataset& d) {
  std::vector<long> n;
  for (int c = 0; c < static_cast<int>(d.classes.size()); ++c)
    n.push_back(std::count(d.labels.begin(), d.labels.end(), c));
  return n;
}

constexpr bool shuffle_at_compile_time_is_a_permutation() {
  std::size_t order[10];
  bool seen[10]{}, moved = false;
  io::shuffle(order, 3, 0);
  for (std::size_t i = 0; i < 10; ++i) {
    seen[order[i]] = true;
    moved = moved || order[i] != i;
  }
  for (bool s : seen)
    if (!s) return false;
  return moved;
}
static_assert(shuffle_at_compile_time_is_a_permutation());

}  // namespace

BOOST_AUTO_TEST_SUITE(dataset)

BOOST_AUTO_TEST_CASE(labels_are_words_or_integers) {
  io::dataset flowers = iris();
  BOOST_TEST(flowers.classes == (std::vector<std::string>{"setosa", "versicolor", "virginica"}), per_element());
  BOOST_TEST(class_counts(flowers) == (std::vector<long>{50, 50, 50}), per_element());
  io::dataset images = digits();
  BOOST_TEST(images.width() == 64u);
  BOOST_TEST(images.classes.size() == 10u);
  BOOST_TEST(images.features.size() == 64u * 1797u);
  BOOST_CHECK_THROW(io::classification(io::read_csv(TAPELESS_DATA_DIR "/iris.csv"), "sepal_width_cm"),
                    io::format_error);
  BOOST_CHECK_THROW(io::classification(io::read_csv(TAPELESS_DATA_DIR "/iris.csv"), "colour"), io::column_error);
}

BOOST_AUTO_TEST_CASE(targets_are_taken_by_name) {
  io::dataset d = diabetes();
  BOOST_TEST(d.width() == 10u);
  BOOST_TEST(d.targets[0] == 151.0f);
  BOOST_TEST(d.features[0] == 59.0f);
  BOOST_CHECK_THROW(io::regression(io::read_csv(TAPELESS_DATA_DIR "/diabetes.csv"), {"cost"}), io::column_error);
}

BOOST_AUTO_TEST_CASE(features_are_taken_by_name_and_order) {
  io::dataset d = io::take(diabetes(), {"bmi", "age"});
  BOOST_TEST(d.width() == 2u);
  BOOST_TEST(d.features[0] == 32.1f);
  BOOST_TEST(d.features[1] == 59.0f);
  BOOST_CHECK_THROW(io::take(diabetes(), {"weight"}), io::column_error);
}

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

BOOST_AUTO_TEST_CASE(a_shuffle_is_a_function_of_seed_and_epoch) {
  std::vector<std::size_t> a(1797), b(1797), sorted;
  io::shuffle(a, 7, 1);
  io::shuffle(b, 7, 1);
  BOOST_TEST(a == b, per_element());
  io::shuffle(b, 7, 2);
  BOOST_TEST((a != b));
  io::shuffle(b, 8, 1);
  BOOST_TEST((a != b));
  std::sort(b.begin(), b.end());
  sorted.resize(b.size());
  std::iota(sorted.begin(), sorted.end(), std::size_t{0});
  BOOST_TEST(b == sorted, per_element());
}

BOOST_AUTO_TEST_CASE(all_orders_of_four_are_about_equally_likely) {
  std::vector<int> seen(256);
  std::size_t order[4];
  for (std::uint64_t epoch = 0; epoch < 2400; ++epoch) {
    io::shuffle(order, 1, epoch);
    ++seen[order[0] + 4 * order[1] + 16 * order[2] + 64 * order[3]];
  }
  int orders = 0;
  for (int n : seen)
    if (n) {
      ++orders;
      BOOST_TEST((n > 60 && n < 140));  // 100 expected, four standard deviations
    }
  BOOST_TEST(orders == 24);
}

BOOST_AUTO_TEST_CASE(a_split_keeps_every_sample_once) {
  io::dataset d = diabetes();
  for (std::size_t i = 0; i < d.samples; ++i) d.targets[i] = static_cast<float>(i);  // as serial numbers
  io::parts p = io::split(d, 0.25, 11);
  BOOST_TEST(p.test.samples == 111u);
  BOOST_TEST(p.train.samples == d.samples - 111u);
  BOOST_TEST(p.train.features.size() == p.train.samples * d.width());
  std::vector<float> all = p.train.targets;
  all.insert(all.end(), p.test.targets.begin(), p.test.targets.end());
  std::sort(all.begin(), all.end());
  BOOST_TEST(all == d.targets, per_element());
  BOOST_TEST(io::split(d, 0.25, 11).test.targets == p.test.targets, per_element());
  BOOST_TEST((io::split(d, 0.25, 12).test.targets != p.test.targets));
}

BOOST_AUTO_TEST_CASE(a_stratified_split_keeps_the_proportions) {
  io::parts p = io::split(iris(), 0.2, 5, io::stratify::by_label);
  BOOST_TEST(class_counts(p.test) == (std::vector<long>{10, 10, 10}), per_element());
  BOOST_TEST(class_counts(p.train) == (std::vector<long>{40, 40, 40}), per_element());
  BOOST_CHECK_THROW(io::split(diabetes(), 0.2, 5, io::stratify::by_label), io::extent_error);
  BOOST_CHECK_THROW(io::split(iris(), 1.5, 5), io::extent_error);
  BOOST_CHECK_THROW(io::split(iris(), 0, 5), io::extent_error);
  BOOST_CHECK_THROW(io::split(iris(), 1, 5), io::extent_error);
}

BOOST_AUTO_TEST_CASE(a_batch_is_the_rows_asked_for) {
  io::dataset d = iris();
  const std::vector<std::size_t> rows{149, 0, 50};
  std::vector<float> x(12), one_hot(9);
  std::vector<int> labels(3);
  io::gather_batch(d, rows, x, std::span(labels));
  BOOST_TEST(labels == (std::vector<int>{2, 0, 1}), per_element());
  BOOST_TEST(std::vector<float>(x.begin() + 4, x.begin() + 8) == (std::vector<float>{5.1f, 3.5f, 1.4f, 0.2f}),
             per_element());
  io::gather_batch(d, rows, x, std::span(one_hot));
  BOOST_TEST(one_hot == (std::vector<float>{0, 0, 1, 1, 0, 0, 0, 1, 0}), per_element());
  std::vector<float> y(2);
  io::gather_targets(diabetes(), std::vector<std::size_t>{1, 0}, y);
  BOOST_TEST(y == (std::vector<float>{75, 151}), per_element());
}

BOOST_AUTO_TEST_CASE(a_batch_that_does_not_fit_writes_nothing) {
  io::dataset d = iris();
  std::vector<float> x(8, -1.0f), shorter(7, -1.0f);
  std::vector<int> labels(2, -1), more(3, -1);
  const std::vector<std::size_t> rows{0, 1}, outside{0, 150};
  BOOST_CHECK_THROW(io::gather_batch(d, rows, shorter, std::span(labels)), io::extent_error);
  BOOST_CHECK_THROW(io::gather_batch(d, rows, x, std::span(more)), io::extent_error);
  BOOST_CHECK_THROW(io::gather_batch(d, outside, x, std::span(labels)), io::extent_error);
  BOOST_CHECK_THROW(io::gather_labels(diabetes(), rows, labels), io::extent_error);
  BOOST_TEST(std::count(x.begin(), x.end(), -1.0f) == 8);
  BOOST_TEST(std::count(labels.begin(), labels.end(), -1) == 2);
}

BOOST_AUTO_TEST_SUITE_END()
