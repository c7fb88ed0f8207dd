// Every kind of file that is no table, or another one than was meant, is an error with its line; nothing is read from
// it.
#include <boost/test/unit_test.hpp>
#include <string>

#include <tapeless/io/csv.hpp>

#include "temporary_file.hpp"

namespace io = tapeless::io;
using namespace std::string_literals;

namespace {

// What the error says when a text is read; "nothing" if none is thrown. The same from a file, apart from its name.
template <class Error = io::format_error>
std::string refusal(const std::string& text, const io::csv_options& options = {}) {
  std::string said = "nothing";
  try {
    io::parse_csv(text, "t.csv", options);
  } catch (const Error& e) {
    said = e.what();
  }
  const temporary_file file("error.csv", text);
  try {
    io::read_csv(file.path, options);
    BOOST_TEST(said == "nothing");
  } catch (const Error& e) {
    BOOST_TEST(e.what() == file.path + said.substr(said.find(':')));
  }
  return said;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(csv_errors)

BOOST_AUTO_TEST_CASE(utf_16_is_recognised_with_and_without_its_mark) {
  for (const std::string& text : {"\xFF\xFE"
                                  "a\0,\0b\0\n\0"s,
                                  "\xFE\xFF\0a\0,\0b\0\n"s, "a\0,\0b\0\n\0"s, "\0a\0,\0b\0\n"s, "\xFF\xFE"s})
    BOOST_TEST(refusal(text) == "t.csv:1: expected a text in UTF-8, found UTF-16");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_text_is_refused) {
  BOOST_TEST(refusal("a,b\n1,2\n3,\0004\n"s) == "t.csv:3: expected text, found a byte 0");
  BOOST_TEST(refusal("\x1F\x8B\x08,x\n1,2\n") == "t.csv:1:1: expected a table as text, found a byte 31");
  BOOST_TEST(refusal("a,PK\3\4\n1,2\n") == "t.csv:1:2: expected a table as text, found a byte 3");
  BOOST_TEST(refusal("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s) == "t.csv:3: expected text, found a byte 0");
}

BOOST_AUTO_TEST_CASE(a_wrong_separator_is_refused_and_named) {
  BOOST_TEST(refusal("a;b;c\n1;2;3\n4;5;6\n") ==
             "t.csv:1: expected columns separated by \",\", found \";\" in every line (csv_options::separator)");
  BOOST_TEST(refusal("a\tb\n1\t2\n").find("\"\t\" in every line") != std::string::npos);
  BOOST_TEST(refusal("a,b\n1,2\n", {.separator = ';'}).find("\",\" in every line") != std::string::npos);
  BOOST_TEST(refusal("a;b\n1,5;2,5\n").find("\";\" in every line") != std::string::npos);
  BOOST_TEST(refusal("1;2\n3;4\n", {.header = io::header::no}).find("\";\" in every line") != std::string::npos);
  BOOST_TEST(refusal("text; more\nonly words here\n") == "nothing");  // one column whose name has a semicolon
  BOOST_TEST(refusal("\"a;b\"\n1\n") == "nothing");
}

BOOST_AUTO_TEST_CASE(ragged_and_empty_tables_are_refused) {
  BOOST_TEST(refusal("") == "t.csv:1: expected a line of column names, found an empty file");
  BOOST_TEST(refusal("\n\r\n\r") == "t.csv:4: expected a line of column names, found an empty file");
  BOOST_TEST(refusal("a,b\n") == "t.csv:2: expected at least one row below the names, found none");
  BOOST_TEST(refusal("a,b\n1,2\n\n3,4,5\n") == "t.csv:4: expected 2 fields, found 3");
  BOOST_TEST(refusal("a,b\n1,2\n3\n") == "t.csv:3: expected 2 fields, found 1");
  BOOST_TEST(refusal("a,b\n1,2\n", {.names = {"x"}}) ==
             "t.csv:1: expected 1 fields, as csv_options::names has, found 2");
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_refused_with_its_field) {
  BOOST_TEST(refusal("a,b\n1,2\n3,four\n") == "t.csv:3:2: expected a number in column b, found \"four\"");
  BOOST_TEST(refusal("a,b\n1,2\n3,\n") ==
             "t.csv:3:2: expected a number in column b, found \"\", a missing one (csv_options::missing_as_nan)");
  BOOST_TEST(refusal("a,b\nNA,2\n3,1\n") ==
             "t.csv:2:1: expected a number in column a, found \"NA\", a missing one (csv_options::missing_as_nan)");
  BOOST_TEST(refusal("a\n1e39\n") == "t.csv:2:1: expected a number in column a, found \"1e39\", which is too large");
  BOOST_TEST(refusal("a\n1\n" + std::string(1000, 'x') + "\n").size() < 200u);
}

BOOST_AUTO_TEST_CASE(quotes_that_do_not_match_are_refused) {
  BOOST_TEST(refusal("a,b\n1,\"2\n3,4\n") == "t.csv:2:2: expected a closing quote, found the end of the file");
  BOOST_TEST(refusal("a,b\n\"1\"2,3\n") == "t.csv:2:1: expected a separator after the closing quote, found \"2\"");
}

BOOST_AUTO_TEST_CASE(options_that_contradict_each_other_are_refused) {
  for (char separator : {'"', '\n', '\r', '\0', '.', '-', '7', 'e'})
    BOOST_CHECK_THROW(io::parse_csv("a\n1\n", "t.csv", {.separator = separator}), io::option_error);
  BOOST_CHECK_THROW(io::parse_csv("a\n1\n", "t.csv", {.decimal = ','}), io::option_error);
  BOOST_CHECK_THROW(io::parse_csv("a\n1\n", "t.csv", {.decimal = ':'}), io::option_error);
  BOOST_TEST(refusal<io::column_error>("a,b\n1,2\n", {.text_columns = {"b", "c"}}) ==
             "t.csv:1: expected a column named c, found none");
}

BOOST_AUTO_TEST_SUITE_END()
