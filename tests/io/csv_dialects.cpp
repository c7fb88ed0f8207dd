// CSV as people have it: with and without a header, other separators and decimal signs, other line ends, large files.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include <tapeless/io/csv.hpp>
#include <tapeless/io/write_csv.hpp>

#include "temporary_file.hpp"

namespace io = tapeless::io;
using boost::test_tools::per_element;
using words = std::vector<std::string>;
using numbers = std::vector<float>;

BOOST_AUTO_TEST_SUITE(csv_dialects)

BOOST_AUTO_TEST_CASE(a_file_without_header_has_names_of_its_own_or_given_ones) {
  const std::string text = "5.1,3.5,setosa\n4.9,3,virginica\n";
  io::table<> t = io::parse_csv(text, "t.csv", {.header = io::header::no});
  BOOST_TEST(t.names == (words{"c0", "c1"}), per_element());
  BOOST_TEST(t.text_names == words{"c2"}, per_element());
  BOOST_TEST(t.numbers == (numbers{5.1f, 3.5f, 4.9f, 3}), per_element());
  BOOST_TEST(t.line(0) == 1u);
  t = io::parse_csv(text, "t.csv", {.header = io::header::no, .names = {"length", "width", "species"}});
  BOOST_TEST(t.text("species")[1] == "virginica");
  BOOST_TEST(t.rows == 2u);
  t = io::parse_csv("a,b\n1,2\n", "t.csv", {.names = {"x", "y"}});  // other names than the file's
  BOOST_TEST(t.names == (words{"x", "y"}), per_element());
  BOOST_TEST(t.rows == 1u);
}

BOOST_AUTO_TEST_CASE(decimal_commas_with_semicolons_or_tabs) {
  for (char separator : {';', '\t', '|'}) {
    std::string text = "a;b;c\r\n1,5;-0,25;x,y\r\n1e3;,5;z\r\n";
    for (char& c : text)
      if (c == ';') c = separator;
    const io::table<> t = io::parse_csv(text, "t.csv", {.separator = separator, .decimal = ','});
    BOOST_TEST(t.numbers == (numbers{1.5f, -0.25f, 1000, 0.5f}), per_element());
    BOOST_TEST(t.text("c")[0] == "x,y");
  }
  const io::csv_options comma{.separator = ';', .decimal = ','};
  BOOST_TEST(io::parse_csv<double>("a\n0,12345678901234567890123\n", "t.csv", comma)(0, 0) ==
             0.12345678901234567890123);
  const io::csv_options column{.separator = ';', .decimal = ',', .header = io::header::no};
  BOOST_TEST(io::parse_csv("1,5\n-2,5e3\n", "t.csv", column).numbers == (numbers{1.5f, -2500}), per_element());
  BOOST_TEST(io::parse_csv("a\n1.5\n", "t.csv", comma).names.empty());      // a point is no decimal sign here
  BOOST_TEST(io::parse_csv("a\n1.234,5\n", "t.csv", comma).names.empty());  // nor does it group digits
}

BOOST_AUTO_TEST_CASE(a_carriage_return_alone_ends_a_line) {
  const io::table<> t = io::parse_csv("a,b\r1,2\r\r3,x\r", "t.csv", {.text_columns = {"b"}});
  BOOST_TEST(t.numbers == (numbers{1, 3}), per_element());
  BOOST_TEST(t.text("b") == (words{"2", "x"}), per_element());
  BOOST_TEST(t.line(1) == 4u);
}

BOOST_AUTO_TEST_CASE(names_are_without_blanks_and_texts_as_they_are) {
  const io::table<> t = io::parse_csv("a ,\tb, c,\" d\"\n1, 2 , x,3\n", "t.csv");
  BOOST_TEST(t.names == (words{"a", "b", " d"}), per_element());
  BOOST_TEST(t.text("c")[0] == " x");
}

// Missing values, however many, do not decide what a column is.
BOOST_AUTO_TEST_CASE(the_first_value_decides_wherever_it_is) {
  std::string text = "a,b,c\n";
  for (int i = 0; i < 5000; ++i) text += "NA,,?\n";
  const io::table<> t = io::parse_csv(text + "1,x,2\n", "t.csv", {.missing_as_nan = true});
  BOOST_TEST(t.names == (words{"a", "c"}), per_element());
  BOOST_TEST(t(5000, 1) == 2.0f);
  BOOST_TEST(std::isnan(t(0, 0)));
}

BOOST_AUTO_TEST_CASE(a_row_knows_its_line) {
  const io::table<> t = io::parse_csv("a,b\n1,x\n\n\n2,\"y\nz\"\n3,w\n", "t.csv");
  BOOST_TEST(t.line(0) == 2u);
  BOOST_TEST(t.line(1) == 5u);
  BOOST_TEST(t.line(2) == 7u);
}

// A file of several blocks, in which blocks end anywhere, is the text.
BOOST_AUTO_TEST_CASE(a_file_of_many_blocks_is_the_same_as_its_text) {
  std::string text = "n,word,x\r\n";
  for (int i = 0; i < 40000; ++i)
    text += std::to_string(i) + (i % 7 ? ",plain," : ",\"two\r\nlines, \"\"quoted\"\"\",") + std::to_string(i * 0.37) +
            "\r\n";
  const temporary_file file("blocks.csv", text);
  const io::table<double> a = io::parse_csv<double>(text, file.path), b = io::read_csv<double>(file.path);
  BOOST_TEST(a.rows == 40000u);
  BOOST_TEST(a.numbers == b.numbers, per_element());
  BOOST_TEST((a.texts == b.texts && a.lines == b.lines));
  BOOST_TEST(b(39999, 1) == 39999 * 0.37, boost::test_tools::tolerance(1e-6));

  text += "1,x,2,3\r\n";
  const temporary_file ragged("ragged.csv", text);
  std::string whole, blocks;
  try {
    io::parse_csv(text, ragged.path);
  } catch (const io::format_error& e) {
    whole = e.what();
  }
  try {
    io::read_csv(ragged.path);
  } catch (const io::format_error& e) {
    blocks = e.what();
  }
  BOOST_TEST(whole.ends_with(":45717: expected 3 fields, found 4"), whole);
  BOOST_TEST(whole == blocks);
}

// The comparison of each name with each took minutes.
BOOST_AUTO_TEST_CASE(very_many_columns_are_read_and_a_name_among_them_found_twice) {
  std::string names, row;
  for (int i = 0; i < 200000; ++i) names += "n" + std::to_string(i) + ",", row += "1,";
  const io::table<> t = io::parse_csv(names + "last\n" + row + "2\n", "t.csv");
  BOOST_TEST(t.columns() == 200001u);
  BOOST_TEST(t(0, t.column("last")) == 2.0f);
  BOOST_CHECK_EXCEPTION(io::parse_csv(names + "n777\n" + row + "2\n", "t.csv"), io::format_error,
                        [](const io::error& e) { return e.where().line == 1 && e.where().column == 200001; });
}

BOOST_AUTO_TEST_CASE(a_table_that_is_written_and_read_is_the_same) {
  const io::csv_options options{.separator = ';', .decimal = ',', .text_columns = {"id"}, .missing_as_nan = true};
  const io::table<double> t = io::parse_csv<double>(
      "x;id;y;\"odd; name\"\n0,1;007;NA;\"a\n\"\"b\"\"\"\n-0;8; 1e-310;\n1e300;;?; c\n", "t.csv", options);
  const temporary_file file("written.csv", "");
  io::write_csv(file.path, t, options);
  const io::table<double> again = io::read_csv<double>(file.path, options);
  BOOST_TEST(t.names == again.names, per_element());
  BOOST_TEST(t.text_names == again.text_names, per_element());
  BOOST_TEST((t.texts == again.texts));
  BOOST_TEST(t.numbers.size() == 6u);
  BOOST_REQUIRE(t.numbers.size() == again.numbers.size());
  for (std::size_t i = 0; i < t.numbers.size(); ++i) {
    BOOST_TEST((std::isnan(t.numbers[i]) ? std::isnan(again.numbers[i]) : t.numbers[i] == again.numbers[i]));
    BOOST_TEST(std::signbit(t.numbers[i]) == std::signbit(again.numbers[i]));
  }
  BOOST_CHECK_THROW(io::write_csv(TAPELESS_DATA_DIR, t), io::file_error);
}

BOOST_AUTO_TEST_SUITE_END()
