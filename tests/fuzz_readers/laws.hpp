// What must hold for any bytes that a reader is given: it reads them or throws an io::error that says where, and what
// it has read is written and read again as the same.
#pragma once

#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <tapeless/io/gzip.hpp>
#include <tapeless/io/idx.hpp>
#include <tapeless/io/npy.hpp>
#include <tapeless/io/npz.hpp>
#include <tapeless/io/write_csv.hpp>

namespace fuzz_readers {

namespace io = tapeless::io;

inline void require(bool holds, const char* law) {
  if (!holds) throw std::logic_error(law);
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(a[i] != a[i] && b[i] != b[i]) && std::memcmp(&a[i], &b[i], sizeof(T)) != 0) return false;  // or both NaN
  return true;
}

template <class T>
bool same(const io::table<T>& a, const io::table<T>& b) {
  return a.rows == b.rows && a.names == b.names && a.text_names == b.text_names && a.texts == b.texts &&
         same_bits(a.numbers, b.numbers);
}

template <class T>
bool same(const io::array<T>& a, const io::array<T>& b) {
  return a.shape == b.shape && same_bits(a.values, b.values);
}

// True if it was read; otherwise an error of a text has its line, one of another file its offset.
template <class Read>
bool reads(Read read, bool text) {
  try {
    read();
    return true;
  } catch (const io::error& e) {
    require(text ? e.where().line > 0 : e.where().offset.has_value(), "an error says where it is");
    require(std::strlen(e.what()) < 2000, "an error is short");
    return false;
  }
}

template <class T>
void check_csv_of(std::string_view bytes, const io::csv_options& o) {
  io::table<T> t;
  if (!reads([&] { t = io::parse_csv<T>(bytes, "t.csv", o); }, true)) return;
  require(t.numbers.size() == t.rows * t.columns() && t.texts.size() == t.text_names.size(), "a table is complete");
  for (const auto& column : t.texts) require(column.size() == t.rows, "a column of text is complete");
  io::csv_options again = o;
  again.missing_as_nan = true;
  again.text_columns = t.text_names;
  again.names = t.names;
  again.names.insert(again.names.end(), t.text_names.begin(), t.text_names.end());
  const std::string written = io::format_csv(t, again);
  if (o.header == io::header::yes) again.names.clear();
  require(same(t, io::parse_csv<T>(written, "again.csv", again)), "a table that is written and read is the same");
}

// The first byte chooses options.
inline io::csv_options options_of(char first) {
  const auto choice = static_cast<unsigned char>(first);
  io::csv_options o;
  o.separator = ",;\t|"[choice & 3];
  o.decimal = (choice & 4) && o.separator != ',' ? ',' : '.';
  o.header = choice & 8 ? io::header::no : io::header::yes;
  o.missing_as_nan = choice & 16;
  return o;
}

inline void check_csv(std::string_view bytes) {
  if (bytes.empty()) return;
  const io::csv_options o = options_of(bytes[0]);
  check_csv_of<float>(bytes.substr(1), o);
  check_csv_of<double>(bytes.substr(1), o);
}

template <class Read>
std::string error_of(Read read) {
  try {
    read();
  } catch (const io::error& e) {
    return e.what();
  }
  return {};
}

// A file, which holds all bytes but the first, gives the same table or error in small blocks as a whole: except that a
// byte 0 is noticed before other errors that are in the window with it.
inline void check_blocks(std::string_view bytes, const std::string& path) {
  namespace detail = tapeless::io::detail;
  const io::csv_options o = options_of(bytes[0]);
  io::table<float> whole, blocks;
  detail::text_source all(bytes.substr(1)), some(detail::file_path{path}, 4);
  const std::string a = error_of([&] { whole = detail::read_table<float>(all, "t.csv", o); });
  const std::string b = error_of([&] { blocks = detail::read_table<float>(some, "t.csv", o); });
  const bool zero = a.find("byte 0") != a.npos || a.find("UTF-16") != a.npos;
  require((zero ? !b.empty() : a == b) && same(whole, blocks), "blocks do not matter");
}

template <class T>
void check_npy_of(std::string_view bytes) {
  io::array<T> a;
  if (reads([&] { a = io::parse_npy<T>(bytes, "a.npy"); }, false))
    require(same(a, io::parse_npy<T>(io::format_npy(a), "again.npy")), "an array that is written and read is the same");
}

inline void check_npy(std::string_view bytes) {
  check_npy_of<float>(bytes);
  check_npy_of<double>(bytes);
  check_npy_of<int>(bytes);
  check_npy_of<unsigned char>(bytes);
}

inline void check_npz(std::string_view bytes) {
  std::map<std::string, io::array<double>> a;
  if (!reads([&] { a = io::parse_npz<double>(bytes, "a.npz"); }, false)) return;
  const auto b = io::parse_npz<double>(io::format_npz(a), "again.npz");
  require(a.size() == b.size(), "an archive that is written and read is complete");
  for (const auto& [name, values] : a)
    require(b.contains(name) && same(values, b.at(name)), "an archive that is written and read is the same");
}

inline void check_idx(std::string_view bytes) {
  io::array<double> wide;
  io::array<int> integers;
  const bool read = reads([&] { wide = io::parse_idx<double>(bytes, "a.idx"); }, false);
  if (!reads([&] { integers = io::parse_idx<int>(bytes, "a.idx"); }, false)) return;
  require(read && wide.shape == integers.shape, "what can be read as integers can be read as double");
  for (std::size_t i = 0; i < wide.values.size(); ++i)
    require(wide.values[i] == integers.values[i], "an integer is read exactly");
}

inline void check_gzip(std::string_view bytes) {
  std::string contents;
  if (reads([&] { contents = io::inflate_gzip(bytes, "a.gz"); }, false)) check_idx(contents);
}

}  // namespace fuzz_readers
