#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include <tapeless/io/data.hpp>

#include "data_sets.hpp"

namespace io = tapeless::io;
using boost::test_tools::per_element;
using words = std::vector<std::string>;

namespace {

using namespace io_tests;

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

BOOST_AUTO_TEST_CASE(integer_labels_begin_anywhere_and_keep_their_names) {
  auto of = [](const std::string& text) { return io::classification(io::parse_csv(text, "t.csv"), "y"); };
  io::dataset d = of("x,y\n1,1\n2,-1\n3,1\n");
  BOOST_TEST(d.classes == (words{"-1", "1"}), per_element());
  BOOST_TEST(d.labels == (std::vector<int>{1, 0, 1}), per_element());
  d = of("x,y\n1,10\n2,9\n3,2\n4,9\n");  // in numerical order, not in alphabetical
  BOOST_TEST(d.classes == (words{"2", "9", "10"}), per_element());
  BOOST_TEST(d.labels == (std::vector<int>{2, 1, 0, 1}), per_element());
  BOOST_CHECK_EXCEPTION(of("x,y\n1,0\n\n2,0.5\n"), io::format_error, [](const io::error& e) {
    return std::string(e.what()) == "t.csv:4: expected an integer as label in column y, found 0.500000";
  });
  const io::table<> missing = io::parse_csv("x,y\n1,0\n2,\n", "t.csv", {.missing_as_nan = true});
  BOOST_CHECK_EXCEPTION(io::classification(missing, "y"), io::format_error,
                        [](const io::error& e) { return e.where().line == 3 && e.found() == "a missing value"; });
}

// Data from another file have the labels of the first, also where a class does not occur.
BOOST_AUTO_TEST_CASE(classes_can_be_given) {
  auto of = [](const std::string& text, const words& classes) {
    return io::classification(io::parse_csv(text, "t.csv"), "y", {.classes = classes});
  };
  BOOST_TEST(of("x,y\n1,c\n2,a\n", {"a", "b", "c"}).labels == (std::vector<int>{2, 0}), per_element());
  BOOST_TEST(of("x,y\n1,c\n2,a\n", {"c", "a"}).labels == (std::vector<int>{0, 1}), per_element());
  BOOST_TEST(of("x,y\n1,7\n2,7\n", {"5", "7"}).labels == (std::vector<int>{1, 1}), per_element());
  for (const char* text : {"x,y\n1,a\n2,d\n", "x,y\n1,5\n2,6\n"})
    BOOST_CHECK_EXCEPTION(of(text, {"a", "5"}), io::format_error,
                          [](const io::error& e) { return e.where().line == 3; });
}

BOOST_AUTO_TEST_CASE(texts_are_refused_left_out_with_a_word_or_encoded) {
  const io::table<> t = io::parse_csv("x,colour,y,size\n1,red,a,L\n2,blue,b,S\n3,red,a,M\n", "t.csv");
  BOOST_CHECK_EXCEPTION(io::classification(t, "y"), io::column_error, [](const io::error& e) {
    return std::string(e.what()) ==
           "t.csv:2: expected numbers in all columns of features (io::texts: one_hot or leave_out), found text in "
           "column "
           "colour: \"red\"";
  });
  BOOST_CHECK_THROW(io::regression(t, {"x"}), io::column_error);
  io::dataset d = io::classification(t, "y", {.texts = io::texts::leave_out});
  BOOST_TEST(d.names == words{"x"}, per_element());
  BOOST_TEST(d.left_out == (words{"colour", "size"}), per_element());
  BOOST_TEST(io::rows(d, {1}).left_out == d.left_out, per_element());
  d = io::classification(t, "y", {.texts = io::texts::one_hot});
  BOOST_TEST(d.names == (words{"x", "colour=blue", "colour=red", "size=L", "size=M", "size=S"}), per_element());
  BOOST_TEST(d.features == (std::vector<float>{1, 0, 1, 1, 0, 0, 2, 1, 0, 0, 0, 1, 3, 0, 1, 0, 1, 0}), per_element());
  BOOST_TEST(d.labels == (std::vector<int>{0, 1, 0}), per_element());
  BOOST_TEST(d.left_out.empty());
  d = io::regression(t, {"x"}, io::texts::one_hot);
  BOOST_TEST(d.width() == 7u);
  BOOST_TEST(d.targets == (std::vector<float>{1, 2, 3}), per_element());
}

BOOST_AUTO_TEST_CASE(one_column_of_text_as_indices_or_one_hot) {
  const io::table<> t = io::parse_csv("x,colour\n1,red\n2,blue\n", "t.csv");
  io::table<> i = io::indexed(t, "colour");
  BOOST_TEST(i.names == (words{"x", "colour"}), per_element());
  BOOST_TEST(i.numbers == (std::vector<float>{1, 1, 2, 0}), per_element());
  BOOST_TEST(i.text_names.empty());
  const words known{"red", "green", "blue"};  // of the training data
  i = io::one_hot(t, "colour", known);
  BOOST_TEST(i.numbers == (std::vector<float>{1, 1, 0, 0, 2, 0, 0, 1}), per_element());
  BOOST_CHECK_EXCEPTION(io::one_hot(t, "colour", {"red"}), io::format_error, [](const io::error& e) {
    return std::string(e.what()) == "t.csv:3: expected a known category in column colour, found \"blue\"";
  });
  BOOST_CHECK_THROW(io::one_hot(t, "x"), io::column_error);
  BOOST_CHECK_THROW(io::one_hot(io::parse_csv("a=b,a\n1,b\n", "t.csv"), "a"), io::column_error);
}

BOOST_AUTO_TEST_CASE(columns_are_taken_out_of_a_table) {
  const io::table<> t = io::parse_csv("a,b,c,d,e\n1,x,2,y,3\n4,z,5,w,6\n", "t.csv");
  const io::table<> u = io::without(t, {"c", "b"});
  BOOST_TEST(u.names == (words{"a", "e"}), per_element());
  BOOST_TEST(u.numbers == (std::vector<float>{1, 3, 4, 6}), per_element());
  BOOST_TEST(u.text_names == words{"d"}, per_element());
  BOOST_TEST(u.text("d") == (words{"y", "w"}), per_element());
  BOOST_TEST(u.line(1) == 3u);
  BOOST_TEST(io::without(t, {"a", "c", "e"}).numbers.empty());
  BOOST_TEST((io::without(t, {}).texts == t.texts));
  BOOST_CHECK_THROW(io::without(t, {"f"}), io::column_error);
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
  io::dataset wrong = iris();
  wrong.labels[1] = 3;
  std::vector<float> one_hot(6, -1.0f), none;
  BOOST_CHECK_THROW(io::gather_one_hot(wrong, rows, one_hot), io::extent_error);
  BOOST_CHECK_THROW(io::gather_one_hot(diabetes(), rows, none), io::extent_error);  // no labels
  BOOST_CHECK_THROW(io::gather_labels(diabetes(), {}, {}), io::extent_error);
  BOOST_TEST(std::count(one_hot.begin(), one_hot.end(), -1.0f) == 6);
  BOOST_TEST(std::count(x.begin(), x.end(), -1.0f) == 8);
  BOOST_TEST(std::count(labels.begin(), labels.end(), -1) == 2);
}

BOOST_AUTO_TEST_SUITE_END()
