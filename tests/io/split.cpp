// Parts and folds: every sample is in exactly one, for any seed.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <tapeless/io/data.hpp>

#include "data_sets.hpp"

namespace io = tapeless::io;
using boost::test_tools::per_element;

namespace {

using namespace io_tests;

// All rows of some lists, sorted.
std::vector<std::size_t> sorted(std::vector<std::size_t> a, const std::vector<std::size_t>& b = {},
                                const std::vector<std::size_t>& c = {}) {
  a.insert(a.end(), b.begin(), b.end());
  a.insert(a.end(), c.begin(), c.end());
  std::sort(a.begin(), a.end());
  return a;
}
std::vector<std::size_t> all_rows(std::size_t count) {
  std::vector<std::size_t> rows(count);
  for (std::size_t i = 0; i < count; ++i) rows[i] = i;
  return rows;
}

// Groups of very different sizes.
io::groups some_groups(std::size_t samples) {
  io::groups g;
  for (std::size_t i = 0; i < samples; ++i) g.of.push_back(i % 3 ? i * i % 41 : i % 7 + 100);
  return g;
}
std::set<std::uint64_t> groups_in(const io::groups& g, const std::vector<std::size_t>& rows) {
  std::set<std::uint64_t> in;
  for (std::size_t row : rows) in.insert(g.of[row]);
  return in;
}
bool apart(const std::set<std::uint64_t>& a, const std::set<std::uint64_t>& b) {
  return std::none_of(a.begin(), a.end(), [&](std::uint64_t g) { return b.contains(g); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(split)

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
  io::dataset wrong = iris();
  wrong.labels[7] = -1;
  BOOST_CHECK_THROW(io::split(wrong, 0.2, 5, io::stratify::by_label), io::extent_error);
  BOOST_CHECK_THROW(io::split(iris(), 1.5, 5), io::extent_error);
  BOOST_CHECK_THROW(io::split(iris(), 0, 5), io::extent_error);
  BOOST_CHECK_THROW(io::split(iris(), 1, 5), io::extent_error);
}

BOOST_AUTO_TEST_CASE(three_parts_hold_every_sample_once) {
  const io::dataset d = diabetes();
  for (std::uint64_t seed : {1u, 2u, 3u}) {
    const io::row_parts p = io::split_rows(d, {.validation = 0.1, .test = 0.2}, seed);
    BOOST_TEST(p.test.size() == 88u);
    BOOST_TEST(p.validation.size() == 44u);
    BOOST_TEST(sorted(p.train, p.validation, p.test) == all_rows(d.samples), per_element());
  }
  const io::three_parts p = io::split(iris(), {.validation = 0.2, .test = 0.4}, 3, io::stratify::by_label);
  BOOST_TEST(class_counts(p.validation) == (std::vector<long>{10, 10, 10}), per_element());
  BOOST_TEST(class_counts(p.test) == (std::vector<long>{20, 20, 20}), per_element());
  BOOST_TEST(class_counts(p.train) == (std::vector<long>{20, 20, 20}), per_element());
}

// The part to test with does not depend on whether there is one to validate with.
BOOST_AUTO_TEST_CASE(a_part_to_validate_with_is_taken_from_that_to_train_with) {
  const io::dataset d = diabetes();
  BOOST_TEST(io::split(d, 0.2, 4).test.targets == io::split(d, {.validation = 0.3, .test = 0.2}, 4).test.targets,
             per_element());
}

// Two samples of each of 100 classes: none could give a fifth of its own.
BOOST_AUTO_TEST_CASE(many_small_classes_are_stratified_together) {
  io::dataset d{"d", 200};
  for (int c = 0; c < 100; ++c) {
    d.classes.push_back(std::to_string(c));
    d.labels.insert(d.labels.end(), {c, c});
  }
  const io::row_parts p = io::split_rows(d, {.validation = 0.1, .test = 0.2}, 3, io::stratify::by_label);
  BOOST_TEST(p.test.size() == 40u);
  BOOST_TEST(p.validation.size() == 20u);
  for (long n : class_counts(io::rows(d, p.test))) BOOST_TEST(n <= 1);
}

BOOST_AUTO_TEST_CASE(a_part_that_would_be_empty_is_an_error) {
  const io::dataset d = io::rows(diabetes(), {0, 1, 2, 3});
  BOOST_CHECK_THROW(io::split(d, 0.1, 1), io::extent_error);
  BOOST_CHECK_THROW(io::split(d, 0.9, 1), io::extent_error);
  BOOST_CHECK_THROW(io::split(d, {.validation = 0.1, .test = 0.3}, 1), io::extent_error);
  BOOST_CHECK_THROW(io::split(d, {.validation = 0.5, .test = 0.5}, 1), io::extent_error);
  BOOST_CHECK_EXCEPTION(io::split_rows(d, {.test = 0.1}, 1), io::extent_error, [](const io::error& e) {
    return e.expected() == "a sample or more to test with" && e.found() == "none";
  });
  BOOST_CHECK_THROW(io::split({}, 0.5, 1), io::extent_error);
  BOOST_CHECK_THROW(io::split(d, {.validation = -0.1, .test = 0.5}, 1), io::extent_error);
  BOOST_CHECK_THROW(io::split(d, {.validation = 0.6, .test = 0.6}, 1), io::extent_error);
  BOOST_CHECK_THROW(io::split(d, std::numeric_limits<double>::quiet_NaN(), 1), io::extent_error);
  BOOST_TEST(io::split_rows(d, {.test = 0.5}, 1).validation.empty());  // none was asked for
}

BOOST_AUTO_TEST_CASE(a_group_is_in_one_part) {
  const io::dataset d = diabetes();
  const io::groups g = some_groups(d.samples);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const io::row_parts p = io::split_rows(d, {.validation = 0.2, .test = 0.3}, seed, g);
    BOOST_TEST(sorted(p.train, p.validation, p.test) == all_rows(d.samples), per_element());
    const auto train = groups_in(g, p.train), validation = groups_in(g, p.validation), test = groups_in(g, p.test);
    BOOST_TEST((apart(train, validation) && apart(train, test) && apart(validation, test)));
    BOOST_TEST((p.test.size() > 110 && p.test.size() < 155));  // 133 asked for
  }
  BOOST_TEST(io::split(d, 0.3, 7, g).test.targets == io::split(d, 0.3, 7, g).test.targets, per_element());
  BOOST_CHECK_THROW(io::split(d, 0.3, 7, io::groups{{1, 2, 3}}), io::extent_error);
  BOOST_CHECK_THROW(io::split(d, 0.3, 7, io::groups{std::vector<std::uint64_t>(d.samples, 5)}), io::extent_error);
}

BOOST_AUTO_TEST_CASE(groups_come_from_a_column) {
  const io::table<> t =
      io::parse_csv("x,who,n\n1,a,0.5\n2,b,0.25\n3,a,\n4,c,0.5\n5,c,\n", "t.csv", {.missing_as_nan = true});
  const io::groups who = io::groups_by(t, "who"), n = io::groups_by(t, "n");
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t j = 0; j < 5; ++j) {
      BOOST_TEST((who.of[i] == who.of[j]) == (t.text("who")[i] == t.text("who")[j]));
      BOOST_TEST((n.of[i] == n.of[j]) == (t(i, 1) == t(j, 1) || (t(i, 1) != t(i, 1) && t(j, 1) != t(j, 1))));
    }
  BOOST_CHECK_THROW(io::groups_by(t, "whom"), io::column_error);
}

BOOST_AUTO_TEST_CASE(every_sample_is_validated_with_once) {
  const io::dataset d = iris();
  for (std::size_t k : {2u, 3u, 7u, 150u})
    for (io::stratify how : {io::stratify::no, io::stratify::by_label}) {
      std::vector<std::size_t> validated;
      const std::vector<io::fold> folds = io::folds(d, k, 9, how);
      BOOST_TEST(folds.size() == k);
      for (const io::fold& f : folds) {
        BOOST_TEST((f.validation.size() == 150 / k || f.validation.size() == 150 / k + 1));
        BOOST_TEST(sorted(f.train, f.validation) == all_rows(150), per_element());
        validated.insert(validated.end(), f.validation.begin(), f.validation.end());
        if (how == io::stratify::by_label)
          for (long n : class_counts(io::rows(d, f.validation)))
            BOOST_TEST((n >= 50 / static_cast<long>(k) && n <= 50 / static_cast<long>(k) + 1));
      }
      BOOST_TEST(sorted(validated) == all_rows(150), per_element());
    }
  BOOST_TEST((io::folds(d, 5, 1)[0].validation == io::folds(d, 5, 1)[0].validation));
  BOOST_TEST((io::folds(d, 5, 1)[0].validation != io::folds(d, 5, 2)[0].validation));
  for (std::size_t k : {0u, 1u, 151u}) BOOST_CHECK_THROW(io::folds(d, k, 1), io::extent_error);
  BOOST_CHECK_THROW(io::folds(diabetes(), 5, 1, io::stratify::by_label), io::extent_error);
}

BOOST_AUTO_TEST_CASE(a_group_is_in_one_fold) {
  const io::dataset d = diabetes();
  const io::groups g = some_groups(d.samples);
  std::vector<std::size_t> validated;
  for (const io::fold& f : io::folds(d, 4, 3, g)) {
    BOOST_TEST(apart(groups_in(g, f.train), groups_in(g, f.validation)));
    BOOST_TEST((f.validation.size() > 100 && f.validation.size() < 121));  // 110 and a half
    validated.insert(validated.end(), f.validation.begin(), f.validation.end());
  }
  BOOST_TEST(sorted(validated) == all_rows(d.samples), per_element());
  BOOST_CHECK_THROW(io::folds(d, 60, 3, g), io::extent_error);  // fewer groups than folds
}

BOOST_AUTO_TEST_SUITE_END()
