// Errors of files and data sets. Every exception says where it happened, what was expected and what was found.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// A position in a file. Lines and columns count from 1; 0 means the whole file, or the whole line. Columns of a CSV
// file are fields. Binary files have offsets in bytes, from 0, instead.
struct position {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
  std::optional<std::size_t> offset = {};
};

// "digits.csv:17:5: expected a number, found "abc"", or "train.npy, byte 10: expected ...".
class error : public std::runtime_error {
 public:
  error(position where, std::string expected, std::string found)
      : std::runtime_error(sentence(where, expected, found)),
        where_(std::move(where)),
        expected_(std::move(expected)),
        found_(std::move(found)) {}

  const position& where() const noexcept { return where_; }
  const std::string& expected() const noexcept { return expected_; }
  const std::string& found() const noexcept { return found_; }

 private:
  static std::string sentence(const position& where, const std::string& expected, const std::string& found) {
    std::string s = where.file;
    const auto add = [&s](const char* before, std::size_t number) {
      s += before;
      s += std::to_string(number);
    };
    if (where.line) add(":", where.line);
    if (where.column) add(":", where.column);
    if (where.offset) add(s.empty() ? "byte " : ", byte ", *where.offset);
    if (!s.empty()) s += ": ";
    s += "expected ";
    s += expected;
    s += ", found ";
    s += found;
    return s;
  }

  position where_;
  std::string expected_, found_;
};

// The file cannot be opened or read.
struct file_error : error {
  using error::error;
};

// The file is malformed.
struct format_error : error {
  using error::error;
};

// There is no column of this name, or it is of another kind.
struct column_error : error {
  using error::error;
};

// A buffer, an index or a fraction that does not fit the data.
struct extent_error : error {
  using error::error;
};

// Options that contradict each other.
struct option_error : error {
  using error::error;
};

namespace detail {

// Text in quotes, for messages; a long one is cut.
inline std::string in_quotes(std::string_view text) {
  constexpr std::size_t most = 60;
  std::string s(1, '"');
  s += text.substr(0, most);
  return s += text.size() > most ? "...\"" : "\"";
}

}  // namespace detail

}  // namespace tapeless::inline TAPELESS_ISA::io
