// The grammar of CSV files (RFC 4180): records of fields, "quoted" if they contain separators, with "" for a quote
// inside; lines end with \n or \r\n.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <tapeless/io/error.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

// Reads one record after another from a text and counts lines.
class csv_reader {
 public:
  csv_reader(std::string_view text, std::string_view file, char separator)
      : rest_(text), file_(file), separator_(separator) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);  // byte order mark
  }

  // The start of the last record.
  position at(std::size_t column) const { return {std::string(file_), line_, column}; }

  // Reads the next record, skipping empty lines; false at the end.
  bool next(std::vector<std::string>& fields) {
    fields.clear();
    while (!rest_.empty() && (rest_.front() == '\n' || rest_.starts_with("\r\n"))) end_record();
    line_ = next_line_;
    if (rest_.empty()) return false;
    do fields.push_back(field(fields.size() + 1));
    while (!rest_.empty() && rest_.front() == separator_ && (rest_.remove_prefix(1), true));
    end_record();
    return true;
  }

 private:
  std::string field(std::size_t column) {
    if (rest_.empty() || rest_.front() != '"') {
      std::size_t n = std::min(rest_.find_first_of(std::string{separator_, '\n'}), rest_.size());
      std::string_view f = rest_.substr(0, n);
      rest_.remove_prefix(n);
      if ((rest_.empty() || rest_.front() == '\n') && f.ends_with('\r')) f.remove_suffix(1);
      return std::string(f);
    }
    std::string f;
    for (rest_.remove_prefix(1);; rest_.remove_prefix(1)) {
      if (rest_.empty()) throw format_error(at(column), "a closing quote", "the end of the file");
      if (rest_.front() == '\n') ++next_line_;
      if (rest_.front() == '"') {
        rest_.remove_prefix(1);
        if (rest_.empty() || rest_.front() != '"') break;
      }
      f += rest_.front();
    }
    if (!rest_.empty() && rest_.front() != separator_ && rest_.front() != '\n' && !rest_.starts_with("\r\n"))
      throw format_error(at(column), "a separator after the closing quote",
                         "\"" + std::string(1, rest_.front()) + "\"");
    return f;
  }

  void end_record() {
    if (rest_.starts_with("\r\n")) rest_.remove_prefix(1);
    if (rest_.empty()) return;
    rest_.remove_prefix(1);
    ++next_line_;
  }

  std::string_view rest_, file_;
  char separator_;
  std::size_t line_ = 1, next_line_ = 1;
};

inline std::string_view without_blanks(std::string_view s) {
  const std::size_t first = s.find_first_not_of(" \t"), last = s.find_last_not_of(" \t");
  return first == s.npos ? std::string_view{} : s.substr(first, last - first + 1);
}

// Parses a whole field, apart from surrounding blanks, as a finite number. A number too small for T becomes 0 or
// denormal.
template <class T>
bool to_number(std::string_view s, T& out) {
  s = without_blanks(s);
  if (s.size() > 1 && s[0] == '+' && s[1] != '-') s.remove_prefix(1);
  T value{};
  const auto [end, failure] = std::from_chars(s.data(), s.data() + s.size(), value);
  if (end != s.data() + s.size() || end == s.data()) return false;
  if (failure == std::errc::result_out_of_range) {
    double wide = 0;
    if (sizeof(T) < sizeof wide && to_number(s, wide)) {
      if (std::abs(wide) > double{std::numeric_limits<T>::max()}) return false;
      value = static_cast<T>(wide);
    } else {
      const std::size_t power = s.find_first_of("eE");
      const bool small = power == s.npos ? s.find_first_of("123456789") > s.find('.') : s[power + 1] == '-';
      if (!small) return false;
      value = s[0] == '-' ? -T(0) : T(0);
    }
  } else if (failure != std::errc{}) {
    return false;
  }
  if (!std::isfinite(value)) return false;  // too large, or a word that is read as nan or inf
  out = value;
  return true;
}

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
