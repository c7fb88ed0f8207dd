// The kept inputs of tests/fuzz_readers.sh: the laws hold for each.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <string>

#include <tapeless/io/source.hpp>

#include "fuzz_readers/laws.hpp"
#include "temporary_file.hpp"

namespace {

template <class Check>
void holds_for_all(const std::string& reader, Check check) {
  int count = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(TAPELESS_DATA_DIR "/../../tests/fuzz_readers/corpus/" + reader)) {
    BOOST_TEST_CONTEXT(file.path().string()) {
      BOOST_CHECK_NO_THROW(check(fuzz_readers::io::read_bytes(file.path().string())));
    }
    ++count;
  }
  BOOST_TEST(count >= 5);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(corpus)

BOOST_AUTO_TEST_CASE(kept_csv) { holds_for_all("csv", fuzz_readers::check_csv); }
BOOST_AUTO_TEST_CASE(kept_csv_in_blocks) {
  holds_for_all("csv", [](const std::string& bytes) {
    const temporary_file file("kept.csv", bytes.substr(1));
    fuzz_readers::check_blocks(bytes, file.path);
  });
}
BOOST_AUTO_TEST_CASE(kept_idx) { holds_for_all("idx", fuzz_readers::check_idx); }
BOOST_AUTO_TEST_CASE(kept_npy) { holds_for_all("npy", fuzz_readers::check_npy); }
BOOST_AUTO_TEST_CASE(kept_npz) { holds_for_all("npz", fuzz_readers::check_npz); }
BOOST_AUTO_TEST_CASE(kept_gzip) { holds_for_all("gzip", fuzz_readers::check_gzip); }

// What Python's zipfile and gzip wrote, in the way of NumPy, is read.
BOOST_AUTO_TEST_CASE(archives_of_python_are_read) {
  auto bytes = [](const std::string& name) {
    return fuzz_readers::io::read_bytes(TAPELESS_DATA_DIR "/../../tests/fuzz_readers/corpus/" + name);
  };
  for (const char* name : {"npz/stored", "npz/deflated"}) {
    const auto a = fuzz_readers::io::parse_npz(bytes(name), name);
    BOOST_TEST(a.at("x").values[5] == 5.0f);
    BOOST_TEST(a.at("y").values[49] == 49.0f);
  }
  BOOST_TEST(fuzz_readers::io::parse_npz(bytes("npz/as_numpy_writes"), "z").at("x").shape.size() == 2u);
  BOOST_TEST(fuzz_readers::io::parse_idx(fuzz_readers::io::inflate_gzip(bytes("gzip/idx"), "z"), "z").values[11] ==
             11.0f);
}

BOOST_AUTO_TEST_SUITE_END()
