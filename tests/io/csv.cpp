#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include <tapeless/io/csv.hpp>

namespace io = tapeless::io;

namespace {

// The exception that is thrown when a text is read as CSV.
template <class Error>
Error thrown_by(const std::string& text, const io::csv_options& options = {}) {
  try {
    io::parse_csv(text, "t.csv", options);
  } catch (const Error& e) {
    return e;
  }
  throw std::logic_error("nothing was thrown");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(csv)

BOOST_AUTO_TEST_CASE(numbers_and_texts_are_told_apart) {
  io::table<> t = io::parse_csv("a,name,b\n1,x,-2.5e1\n +3 ,\"y, \"\"z\"\"\",4\n", "t.csv");
  BOOST_TEST(t.rows == 2u);
  BOOST_TEST(t.names == (std::vector<std::string>{"a", "b"}), boost::test_tools::per_element());
  BOOST_TEST(t.numbers == (std::vector<float>{1, -25, 3, 4}), boost::test_tools::per_element());
  BOOST_TEST(t.text("name")[1] == "y, \"z\"");
  BOOST_TEST(t(1, t.column("b")) == 4.0f);
}

BOOST_AUTO_TEST_CASE(line_ends_blank_lines_and_a_byte_order_mark_do_not_matter) {
  for (const char* text : {"a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a,b\n1,2\n3,4",
                           "\xEF\xBB\xBF\na,b\n\n1,2\n3,4\n\n", "\"a\",\"b\"\r\n\"1\",2\r\n3,\"4\""}) {
    io::table<double> t = io::parse_csv<double>(text, "t.csv");
    BOOST_TEST(t.names == (std::vector<std::string>{"a", "b"}), boost::test_tools::per_element());
    BOOST_TEST(t.numbers == (std::vector<double>{1, 2, 3, 4}), boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(options_decide_separator_texts_and_missing_numbers) {
  io::csv_options options{.separator = ';', .text_columns = {"id"}, .missing_as_nan = true};
  io::table<> t = io::parse_csv("id;x\n007;\nA12;2,5\n", "t.csv", {.separator = ';', .text_columns = {"id", "x"}});
  BOOST_TEST(t.text("x")[1] == "2,5");
  t = io::parse_csv("id;x\n007;\nA12;2\n", "t.csv", options);
  BOOST_TEST(t.text("id")[0] == "007");
  BOOST_TEST(std::isnan(t(0, 0)));
  BOOST_TEST(t(1, 0) == 2.0f);
}

BOOST_AUTO_TEST_CASE(numbers_too_small_are_0_and_numbers_too_large_are_none) {
  const io::table<> t = io::parse_csv("a,b,c\n1e-50,-1e-400,1e-40\n0.5,-0.0,+.25\n", "t.csv");
  BOOST_TEST(t.numbers == (std::vector<float>{0, 0, 1e-40f, 0.5f, 0, 0.25f}), boost::test_tools::per_element());
  BOOST_TEST(std::signbit(t(0, 1)));
  const std::string zeros(400, '0');
  for (const std::string& small :
       {std::string("1e-400"), "0." + zeros + "1", "-.0" + zeros + "5", std::string("1E-999")})
    BOOST_TEST(std::abs(io::parse_csv<double>("a\n" + small + "\n", "t.csv")(0, 0)) == 0.0, small);
  BOOST_TEST(io::parse_csv<double>("a\n1e-50\n", "t.csv")(0, 0) == 1e-50);
  for (const std::string& large :
       {std::string("1e50"), std::string("-1e400"), std::string("1e400"), "1" + zeros, "-1" + zeros + ".5"}) {
    BOOST_TEST(thrown_by<io::format_error>("a\n" + large + "\n").where().line == 2u, large);  // not a text
    BOOST_CHECK_THROW(io::parse_csv("a\n1\n" + large + "\n", "t.csv"), io::format_error);
  }
}

BOOST_AUTO_TEST_CASE(signs_without_a_number_are_texts) {
  for (const char* text : {"+-5", "-+5", "++5", "--5", "+", "-", "+-", ".", "e5", "+inf", "5-", "1e", "1e+", "1..2",
                           "1.2.3", "e", "1e5.5", "0x10", "1 2"})
    BOOST_TEST(io::parse_csv(std::string("a\n") + text + "\n", "t.csv").text("a")[0] == text);
}

// Missing values do not determine the type of a column, in whichever row they are.
BOOST_AUTO_TEST_CASE(missing_numbers_in_any_row) {
  const io::csv_options options{.missing_as_nan = true};
  for (const char* missing : {"", "NA", "N/A", "NaN", "nan", "null", "?", " NA "}) {
    const std::string m = missing;
    const io::table<> t =
        io::parse_csv("p,name,q\n" + m + "," + m + "," + m + "\n0.5,abc,2\n" + m + ",NA," + m + "\n", "t.csv", options);
    BOOST_TEST(t.names == (std::vector<std::string>{"p", "q"}), boost::test_tools::per_element());
    BOOST_TEST((std::isnan(t(0, 0)) && std::isnan(t(0, 1)) && std::isnan(t(2, 0)) && std::isnan(t(2, 1))), missing);
    BOOST_TEST(t(1, 0) == 0.5f);
    BOOST_TEST(t.text("name")[0] == m);
    BOOST_TEST(thrown_by<io::format_error>("p,q\n1,2\nNA,3\n").where().line == 3u);
    BOOST_TEST(thrown_by<io::format_error>("p,q\n" + m + ",2\n0,3\n").where().line == 2u);  // a column of numbers
  }
  BOOST_TEST(io::parse_csv("p,q\nNA,1\nNA,2\n", "t.csv", options).columns() == 2u);
  BOOST_CHECK_THROW(io::parse_csv("p\nNA\n1\nabc\n", "t.csv", options), io::format_error);
  const io::csv_options own{.missing_as_nan = true, .missing = {"?"}};
  BOOST_TEST(std::isnan(io::parse_csv("p\n?\n1\n", "t.csv", own)(0, 0)));
  BOOST_TEST(io::parse_csv("p\nNA\n1\n", "t.csv", own).names.empty());
}

BOOST_AUTO_TEST_CASE(words_that_read_as_numbers_in_c_are_texts) {
  io::table<> t = io::parse_csv("a,b\ninfinity,inf\n1,2\n", "t.csv");
  BOOST_TEST(t.names.empty());
  BOOST_TEST(t.text("a")[1] == "1");
}

BOOST_AUTO_TEST_CASE(an_error_names_file_line_column_and_both_sides) {
  auto e = thrown_by<io::format_error>("a,b\n1,2\n\n3,abc\n");
  BOOST_TEST(e.what() == "t.csv:4:2: expected a number in column b, found \"abc\"");
  BOOST_TEST(e.where().line == 4u);
  BOOST_TEST(e.where().column == 2u);
  BOOST_TEST(thrown_by<io::format_error>("a,b\n1,2\n3,1e99\n").found() == "\"1e99\", which is too large");
}

BOOST_AUTO_TEST_CASE(a_quoted_line_end_counts_as_a_line) {
  BOOST_TEST(thrown_by<io::format_error>("t,a\n\"x\ny\",1\nz,!\n").what() ==
             "t.csv:4:2: expected a number in column a, found \"!\"");
}

BOOST_AUTO_TEST_CASE(malformed_tables_are_refused) {
  BOOST_TEST(thrown_by<io::format_error>("").found() == "an empty file");
  BOOST_TEST(thrown_by<io::format_error>("a,b\n").expected() == "at least one row below the names");
  BOOST_TEST(thrown_by<io::format_error>("a,b\n1,2\n3\n").what() == "t.csv:3: expected 2 fields, found 1");
  BOOST_TEST(thrown_by<io::format_error>("a,a\n1,2\n").where().column == 2u);
  BOOST_TEST(thrown_by<io::format_error>("a,b\n1,\"2\n").expected() == "a closing quote");
  BOOST_TEST(thrown_by<io::format_error>("a,b\n\"1\"x,2\n").found() == "\"x\"");
  BOOST_TEST(thrown_by<io::format_error>("a,b\n1,2\n3,\n").found() ==
             "\"\", a missing one (csv_options::missing_as_nan)");
  BOOST_TEST(thrown_by<io::column_error>("a,b\n1,2\n", {.text_columns = {"c"}}).expected() == "a column named c");
}

BOOST_AUTO_TEST_CASE(a_missing_column_is_named_with_those_that_exist) {
  io::table<> t = io::parse_csv("a,b\n1,x\n", "t.csv");
  BOOST_CHECK_EXCEPTION(t.column("b"), io::column_error, [](const io::error& e) {
    return std::string(e.what()) == "t.csv: expected a numeric column named b, found only a";
  });
  BOOST_CHECK_THROW(t.text("a"), io::column_error);
}

BOOST_AUTO_TEST_CASE(a_failed_load_leaves_its_target_as_it_was) {
  io::table<> t = io::parse_csv("a\n1\n", "t.csv");
  BOOST_CHECK_THROW(t = io::read_csv("no such file.csv"), io::file_error);
  BOOST_CHECK_THROW(t = io::read_csv(TAPELESS_DATA_DIR), io::file_error);  // a directory
  BOOST_CHECK_THROW(t = io::parse_csv("a\n1\n2\n?\n", "t.csv"), io::format_error);
  BOOST_TEST(t.numbers == std::vector<float>{1}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_data_of_the_examples_are_read_whole) {
  io::table<> digits = io::read_csv(TAPELESS_DATA_DIR "/digits.csv");
  BOOST_TEST(digits.rows == 1797u);
  BOOST_TEST(digits.columns() == 65u);
  BOOST_TEST(digits.numbers.size() == 1797u * 65u);
  BOOST_TEST(digits(0, 2) == 5.0f);
  io::table<> iris = io::read_csv(TAPELESS_DATA_DIR "/iris.csv");
  BOOST_TEST(iris.text("species")[149] == "virginica");
  BOOST_TEST(io::read_csv<double>(TAPELESS_DATA_DIR "/diabetes.csv")(0, 8) == 4.8598);
}

BOOST_AUTO_TEST_SUITE_END()
