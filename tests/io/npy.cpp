// NPY and NPZ: files as NumPy writes them, every type and order, round trips, and what is refused.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <tapeless/io/npy.hpp>
#include <tapeless/io/npz.hpp>

#include "temporary_file.hpp"

namespace io = tapeless::io;
using namespace std::string_literals;
using boost::test_tools::per_element;

namespace {

std::string npy_of(std::string header, const std::string& body, int version = 1) {
  header += '\n';
  std::string out = "\x93NUMPY"s + static_cast<char>(version) + '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) out += static_cast<char>(header.size() >> (8 * i) & 0xFF);
  return out + header + body;
}
std::string npy(const std::string& type, const std::string& shape, const std::string& body, bool fortran = false) {
  return npy_of(
      "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }",
      body);
}

template <class T = double>
std::vector<T> values(const std::string& bytes) {
  return io::parse_npy<T>(bytes, "a.npy").values;
}
template <class T = float>
std::string npy_refusal(const std::string& bytes) {
  try {
    io::parse_npy<T>(bytes, "a.npy");
  } catch (const io::format_error& e) {
    return e.what();
  }
  return "nothing";
}
std::string npz_refusal(const std::string& bytes) {
  try {
    io::parse_npz(bytes, "a.npz");
  } catch (const io::format_error& e) {
    return e.what();
  }
  return "nothing";
}

template <class T>
void returns(const std::vector<T>& some) {
  for (const std::vector<std::size_t>& shape :
       {std::vector<std::size_t>{some.size()}, {1, some.size(), 1}, {some.size(), 1}}) {
    const io::array<T> a{"a", shape, some}, b = io::parse_npy<T>(io::format_npy(a), "b");
    BOOST_TEST(b.shape == shape, per_element());
    BOOST_TEST((b.values == some));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(npy_files)

BOOST_AUTO_TEST_CASE(elements_of_every_type_and_order) {
  BOOST_TEST(values(npy("<f4", "(2,)", "\0\0\xC0\x3F\0\0\0\xC0"s)) == (std::vector<double>{1.5, -2}), per_element());
  BOOST_TEST(values(npy(">f4", "(1,)", "\x3F\xC0\0\0"s)) == std::vector<double>{1.5}, per_element());
  BOOST_TEST(values(npy("<f8", "()", "\0\0\0\0\0\0\xF8\x3F"s)) == std::vector<double>{1.5}, per_element());
  BOOST_TEST(values(npy(">f8", "(1, 1)", "\x3F\xF8\0\0\0\0\0\0"s)) == std::vector<double>{1.5}, per_element());
  BOOST_TEST(values(npy("|i1", "(2,)", "\xFF\x7F"s)) == (std::vector<double>{-1, 127}), per_element());
  BOOST_TEST(values(npy("<i2", "(1,)", "\xFE\xFF"s)) == std::vector<double>{-2}, per_element());
  BOOST_TEST(values(npy(">i4", "(1,)", "\xFF\xFF\xFF\xFD"s)) == std::vector<double>{-3}, per_element());
  BOOST_TEST(
      values<std::int64_t>(npy("<i8", "(1,)", "\1\0\0\0\0\0\x20\0"s)) == std::vector<std::int64_t>{(1LL << 53) + 1},
      per_element());
  BOOST_TEST(values(npy("|u1", "(2,)", "\0\xFF"s)) == (std::vector<double>{0, 255}), per_element());
  BOOST_TEST(values(npy(">u2", "(1,)", "\xFF\xFE"s)) == std::vector<double>{65534}, per_element());
  BOOST_TEST(values(npy("<u4", "(1,)", "\xFF\xFF\xFF\xFF"s)) == std::vector<double>{4294967295.0}, per_element());
  BOOST_TEST(values(npy("<u8", "(1,)", std::string(8, '\xFF'))) == std::vector<double>{18446744073709551616.0},
             per_element());
  BOOST_TEST(values(npy("|b1", "(3,)", "\0\1\2"s)) == (std::vector<double>{0, 1, 1}), per_element());
  BOOST_TEST(values(npy("<f4", "(0, 7)", "")).empty());
}

BOOST_AUTO_TEST_CASE(fortran_order_becomes_c_order) {
  BOOST_TEST(values(npy("|u1", "(2, 3)", "\0\3\1\4\2\5"s, true)) == (std::vector<double>{0, 1, 2, 3, 4, 5}),
             per_element());
  std::string body(24, '\0');
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 4; ++k) body[i + 2 * (j + 3 * k)] = static_cast<char>(12 * i + 4 * j + k);
  const std::vector<double> v = values(npy("|u1", "(2, 3, 4)", body, true));
  for (std::size_t i = 0; i < 24; ++i) BOOST_TEST(v[i] == static_cast<double>(i));
}

BOOST_AUTO_TEST_CASE(versions_and_spellings_of_the_header) {
  const std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", body = "\5";
  for (int version : {1, 2, 3})
    BOOST_TEST(values(npy_of(header, body, version)) == std::vector<double>{5}, per_element());
  for (const char* h : {"{\"shape\":(1),\"descr\":\"u1\",\"fortran_order\":False}",
                        "{ 'fortran_order' : False , 'descr':'=u1' , 'shape':( 1L , ) }   "})
    BOOST_TEST(values(npy_of(h, body)) == std::vector<double>{5}, per_element());
}

BOOST_AUTO_TEST_CASE(an_array_that_is_written_and_read_is_the_same) {
  returns<float>({1.5f, -0.0f, 1e-45f, 3e38f, std::numeric_limits<float>::infinity()});
  returns<double>({1.5, 1e-320, -1e308});
  returns<std::int8_t>({-128, 127});
  returns<std::uint8_t>({0, 255});
  returns<std::int16_t>({-32768, 5});
  returns<std::uint16_t>({65535});
  returns<std::int32_t>({-2147483647 - 1, 7});
  returns<std::uint32_t>({4294967295u});
  returns<std::int64_t>({std::numeric_limits<std::int64_t>::min(), 3});
  returns<std::uint64_t>({std::numeric_limits<std::uint64_t>::max()});
  BOOST_TEST(std::isnan(values(io::format_npy(io::array<float>{"a", {}, {NAN}}))[0]));
  const std::string bytes = io::format_npy(io::array<float>{"a", {2, 3}, std::vector<float>(6)});
  BOOST_TEST(bytes.starts_with("\x93NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"s));
  BOOST_TEST(bytes.size() == 128u + 24u);  // aligned, as NumPy does
  BOOST_TEST(bytes[127] == '\n');
  std::vector<std::size_t> shape(30000, 1);  // only version 2 has room for so many extents
  BOOST_TEST((io::parse_npy(io::format_npy(io::array<float>{"a", shape, {4}}), "b").shape == shape));
  BOOST_CHECK_THROW(io::format_npy(io::array<float>{"a", {2}, {1}}), io::extent_error);
  const temporary_file file("a.npy", "");
  io::write_npy(file.path, io::array<float>{"a", {2}, {1, 2}});
  BOOST_TEST(io::read_npy<int>(file.path).values == (std::vector<int>{1, 2}), per_element());
}

BOOST_AUTO_TEST_CASE(what_is_no_array_of_numbers_is_refused_with_the_offset) {
  const std::string good = npy("<f4", "(2,)", "12345678");
  BOOST_TEST(npy_refusal(good) == "nothing");
  for (std::size_t n = 0; n < good.size(); ++n) BOOST_TEST(npy_refusal(good.substr(0, n)) != "nothing");
  const std::string size = std::to_string(good.size()), start = std::to_string(good.size() - 8);
  BOOST_TEST(npy_refusal("NUMPY") == "a.npy, byte 0: expected the magic text of NPY, found another");
  BOOST_TEST(npy_refusal(npy_of("{}", "", 4)) == "a.npy, byte 6: expected version 1, 2 or 3, found 4");
  BOOST_TEST(npy_refusal(good + "9") == "a.npy, byte " + size + ": expected the end of the file, found more bytes");
  BOOST_TEST(npy_refusal(npy("<f4", "(3,)", "12345678")) ==
             "a.npy, byte " + size + ": expected 12 bytes of values, found the end of the file after 8");
  BOOST_TEST(npy_refusal(npy("<c8", "(1,)", "12345678")) ==
             "a.npy, byte 20: expected a type of numbers or bool, found \"c8\"");
  BOOST_TEST(npy_refusal(npy("<f4", "(18446744073709551615, 2)", "")).find("a smaller shape") != std::string::npos);
  BOOST_TEST(npy_refusal(npy("<f4", "(99999999999999999999,)", "")).find("expected an extent") != std::string::npos);
  BOOST_TEST(npy_refusal(npy_of("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "1234"))
                 .find("expected a type of numbers in the header of NPY") != std::string::npos);
  for (const char* header : {"", "{", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': maybe, 'shape': ()}",
                             "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
                             "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape': (1,)}",
                             "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}",
                             "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x"})
    BOOST_TEST(npy_refusal(npy_of(header, "1234")).find("in the header of NPY") != std::string::npos, header);
  const std::string large = "\0\0\0\0\0\0\xF0\x7E"s;  // 1.6e303
  BOOST_TEST(npy_refusal<float>(npy("<f8", "(1,)", large)).find("a number that its new type can hold") !=
             std::string::npos);
  BOOST_TEST(npy_refusal<double>(npy("<f8", "(1,)", large)) == "nothing");
  BOOST_TEST(npy_refusal<int>(npy("<f4", "(1,)", "\0\0\xC0\x3F"s)) != "nothing");   // 1.5
  BOOST_TEST(npy_refusal<std::uint8_t>(npy("|i1", "(1,)", "\xFF")) != "nothing");   // -1
  BOOST_TEST(npy_refusal<std::uint8_t>(npy("<i2", "(1,)", "\0\1"s)) != "nothing");  // 256
  BOOST_TEST(npy_refusal<std::int64_t>(npy("<u8", "(1,)", std::string(8, '\xFF'))) != "nothing");
}

BOOST_AUTO_TEST_CASE(an_archive_that_is_written_and_read_is_the_same) {
  const std::map<std::string, io::array<float>> some{{"weight", {"", {2, 2}, {1, 2, 3, 4}}},
                                                     {"bias", {"", {2}, {5, 6}}}};
  const temporary_file file("a.npz", "");
  io::write_npz(file.path, some);
  const auto again = io::read_npz(file.path);
  BOOST_REQUIRE(again.size() == 2u);
  for (const auto& [name, a] : some) {
    BOOST_TEST(again.at(name).shape == a.shape, per_element());
    BOOST_TEST(again.at(name).values == a.values, per_element());
  }
  BOOST_TEST(again.at("bias").file == file.path + "(bias.npy)");
  BOOST_TEST(io::parse_npz(io::format_npz(std::map<std::string, io::array<float>>{}), "a.npz").empty());
}

BOOST_AUTO_TEST_CASE(damaged_archives_are_refused) {
  const std::map<std::string, io::array<float>> some{{"x", {"", {2}, {1, 2}}}};
  const std::string z = io::format_npz(some);
  for (std::size_t n = 0; n < z.size(); ++n) BOOST_TEST(npz_refusal(z.substr(0, n)) != "nothing");
  BOOST_TEST(npz_refusal("x") == "a.npz, byte 0: expected NPZ, a ZIP file, found something else");
  std::string other = z;
  other[z.find("fortran") + 1] = 'x';
  BOOST_TEST(npz_refusal(other).find("expected the checksum of member \"x.npy\", found another one") !=
             std::string::npos);
  other = z;
  other[z.find("PK\1\2") + 10] = 9;
  BOOST_TEST(npz_refusal(other).find("stored or deflated bytes of member") != std::string::npos);
  other = z;
  other[z.find("PK\1\2") + 8] = 1;
  BOOST_TEST(npz_refusal(other).find("an encrypted one") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
