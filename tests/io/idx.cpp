// IDX files, plain and compressed.
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include <tapeless/io/data.hpp>
#include <tapeless/io/gzip.hpp>

#include "temporary_file.hpp"

namespace io = tapeless::io;
using namespace std::string_literals;
using boost::test_tools::per_element;

namespace {

const std::string two_images =
    "\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x03"s + "\x00\x01\x02\x03\x04\x05\xFA\xFB\xFC\xFD\xFE\xFF"s;
const std::string two_labels = "\0\0\x08\x01\0\0\0\x02\x07\x04"s;

std::string deflated(const std::string& bytes) {
  std::string out(bytes.size() + 100, '\0');
  z_stream z{};
  BOOST_REQUIRE(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string in = bytes;
  z.next_in = reinterpret_cast<Bytef*>(in.data()), z.avail_in = static_cast<uInt>(in.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data()), z.avail_out = static_cast<uInt>(out.size());
  BOOST_REQUIRE(deflate(&z, Z_FINISH) == Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

template <class Read>
std::string refusal_of(Read read) {
  try {
    read();
  } catch (const io::format_error& e) {
    return e.what();
  }
  return "nothing";
}
std::string idx_refusal(const std::string& bytes) {
  return refusal_of([&] { io::parse_idx(bytes, "a.idx"); });
}
std::string gzip_refusal(const std::string& bytes) {
  return refusal_of([&] { io::inflate_gzip(bytes, "a.gz"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(idx)

BOOST_AUTO_TEST_CASE(images_and_labels_are_a_data_set) {
  const temporary_file images("images.gz", deflated(two_images)), labels("labels", two_labels);
  const io::array<float> x = io::read_idx_gz(images.path);
  BOOST_TEST(x.shape == (std::vector<std::size_t>{2, 2, 3}), per_element());
  BOOST_TEST(x.values == (std::vector<float>{0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255}), per_element());
  BOOST_TEST((io::read_idx_gz(labels.path).values == std::vector<float>{7, 4}));  // one that is not compressed
  const io::dataset d = io::classification(x, io::read_idx<int>(labels.path));
  BOOST_TEST(d.samples == 2u);
  BOOST_TEST(d.width() == 6u);
  BOOST_TEST(d.classes == (std::vector<std::string>{"4", "7"}), per_element());
  BOOST_TEST(d.labels == (std::vector<int>{1, 0}), per_element());
  BOOST_CHECK_THROW(io::classification(x, io::array<int>{"y", {3}, {1, 2, 3}}), io::extent_error);
  BOOST_CHECK_THROW(io::classification(x, io::read_idx<int>(labels.path), {"4"}), io::format_error);
  BOOST_TEST((io::regression(x, io::array<float>{"y", {2, 1}, {1, 2}}).targets == std::vector<float>{1, 2}));
  BOOST_CHECK_THROW(io::read_idx("no such file"), io::file_error);
}

BOOST_AUTO_TEST_CASE(elements_of_every_type_are_read) {
  auto read = [](const std::string& bytes) { return io::parse_idx<double>("\0\0"s + bytes, "a.idx").values; };
  BOOST_TEST(read("\x09\1\0\0\0\2\x80\x7F"s) == (std::vector<double>{-128, 127}), per_element());
  BOOST_TEST(read("\x0B\1\0\0\0\2\xFE\xD4\x01\x2C"s) == (std::vector<double>{-300, 300}), per_element());
  BOOST_TEST(read("\x0C\1\0\0\0\1\x80\0\0\1"s) == (std::vector<double>{-2147483647}), per_element());
  BOOST_TEST(read("\x0D\1\0\0\0\1\x3F\xC0\0\0"s) == (std::vector<double>{1.5}), per_element());
  BOOST_TEST(read("\x0E\1\0\0\0\1\xBF\xF8\0\0\0\0\0\0"s) == (std::vector<double>{-1.5}), per_element());
  BOOST_TEST(read("\x08\0\x2A"s) == (std::vector<double>{42}), per_element());  // no extents: one value
  BOOST_TEST(read("\x08\2\0\0\0\0\0\0\0\5"s).empty());
}

BOOST_AUTO_TEST_CASE(damaged_files_are_refused_with_the_offset) {
  BOOST_TEST(idx_refusal("") ==
             "a.idx, byte 0: expected the magic number of IDX, which begins with two bytes 0, found a file of 0 bytes");
  BOOST_TEST(idx_refusal("\1\0\x08\1\0\0\0\1\1"s).starts_with("a.idx, byte 0: expected the magic number"));
  BOOST_TEST(idx_refusal("\0\0\x0A\1\0\0\0\1\1"s) ==
             "a.idx, byte 2: expected a type of IDX, 8, 9 or 11 to 14, found 10");
  BOOST_TEST(idx_refusal("\0\0\x08\2\0\0\0\1"s) == "a.idx, byte 8: expected 2 extents, found the end of the file");
  BOOST_TEST(idx_refusal(two_images.substr(0, 27)) ==
             "a.idx, byte 27: expected 12 bytes of values, found the end of the file after 11");
  BOOST_TEST(idx_refusal(two_images + "x") == "a.idx, byte 28: expected the end of the file, found more bytes");
  BOOST_TEST(idx_refusal("\0\0\x0E\3"s + std::string(12, '\xFF')) ==
             "a.idx, byte 16: expected a smaller shape, found the end of the file after 0");
  BOOST_TEST(idx_refusal(deflated(two_labels)).find("gzip.hpp") != std::string::npos);
  BOOST_TEST(
      idx_refusal("\0\0\x0E\1\0\0\0\1\x7F\xE0\0\0\0\0\0\0"s).starts_with("a.idx, byte 8: expected a number that"));
  BOOST_TEST(refusal_of([] { io::parse_idx<int>("\0\0\x0D\1\0\0\0\1\x3F\xC0\0\0"s, "a.idx"); }) ==
             "a.idx, byte 8: expected a number that its new type can hold, found 1.500000");
  for (std::size_t n = 0; n < two_images.size(); ++n) BOOST_TEST(idx_refusal(two_images.substr(0, n)) != "nothing");
}

BOOST_AUTO_TEST_CASE(compressed_files_are_verified) {
  const std::string z = deflated(two_images);
  BOOST_TEST(io::inflate_gzip(z + deflated("more"), "a.gz") == two_images + "more");  // two members
  const std::string large(1000000, 'x');
  BOOST_TEST((io::inflate_gzip(deflated(large), "a.gz") == large));
  for (std::size_t n = 0; n < z.size(); ++n) BOOST_TEST(gzip_refusal(z.substr(0, n)) != "nothing");
  BOOST_TEST(gzip_refusal(z.substr(0, z.size() - 3)) ==
             "a.gz, byte " + std::to_string(z.size() - 3) + ": expected compressed data, found the end of the file");
  BOOST_TEST(gzip_refusal(z + "x") ==
             "a.gz, byte " + std::to_string(z.size()) + ": expected gzip, found something else");
  std::string other = z;
  other[z.size() - 6] ^= 1;
  BOOST_TEST(gzip_refusal(other).ends_with("found incorrect data check"));
}

BOOST_AUTO_TEST_CASE(a_compressed_table_is_read) {
  const temporary_file file("table.csv.gz", deflated("a,b\n1,2\n"));
  BOOST_TEST(io::read_csv_gz(file.path).numbers == (std::vector<float>{1, 2}), per_element());
  BOOST_CHECK_THROW(io::read_csv(file.path), io::format_error);
}

BOOST_AUTO_TEST_SUITE_END()
