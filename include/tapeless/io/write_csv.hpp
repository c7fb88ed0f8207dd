// Tables as CSV files.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include <tapeless/io/csv_options.hpp>
#include <tapeless/io/number.hpp>
#include <tapeless/io/source.hpp>
#include <tapeless/io/table.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

namespace detail {

// Quoted if a reader could take it for something else, whichever separator it expects.
inline void append_text(std::string& out, std::string_view text) {
  auto special = [](char c) {  // control characters, separators, and what might be a byte order mark
    const auto code = static_cast<unsigned char>(c);
    return code < ' ' || code >= 0x80 || c == ',' || c == ';' || c == '|' || c == '"';
  };
  const bool plain = !text.empty() && std::none_of(text.begin(), text.end(), special) && text == without_blanks(text);
  if (plain) {
    out += text;
    return;
  }
  out += '"';
  for (char c : text) out.append(c == '"' ? 2 : 1, c);
  out += '"';
}

// With the fewest digits that are read as the same number.
template <class T>
void append_number(std::string& out, T value, const csv_options& o) {
  if (std::isnan(value)) {
    const auto word = std::find_if(o.missing.begin(), o.missing.end(), [](auto& m) { return !m.empty(); });
    append_text(out, word == o.missing.end() ? std::string_view{} : std::string_view(*word));
    return;
  }
  char digits[40];
  char* const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  std::replace(digits, end, '.', o.decimal);
  out.append(digits, end);
}

}  // namespace detail

// A table as CSV: the numeric columns first, then those of text. Read with the same options (missing_as_nan if numbers
// are missing, text_columns if texts look like numbers), it is the same table. Throws option_error.
template <class T>
std::string format_csv(const table<T>& t, const csv_options& o = {}) {
  detail::check_options(t.file, o);
  std::string out;
  std::size_t fields = 0;
  auto next = [&] {
    if (fields++) out += o.separator;
  };
  auto end = [&] { out += '\n', fields = 0; };
  if (o.header == header::yes) {
    for (const std::string& name : t.names) next(), detail::append_text(out, name);
    for (const std::string& name : t.text_names) next(), detail::append_text(out, name);
    end();
  }
  for (std::size_t r = 0; r < t.rows; ++r, end()) {
    for (std::size_t c = 0; c < t.columns(); ++c) next(), detail::append_number(out, t(r, c), o);
    for (const auto& column : t.texts) next(), detail::append_text(out, column[r]);
  }
  return out;
}

// Writes it to a file. Throws file_error as well.
template <class T>
void write_csv(const std::string& path, const table<T>& t, const csv_options& options = {}) {
  write_bytes(path, format_csv(t, options));
}

}  // namespace tapeless::inline TAPELESS_ISA::io
