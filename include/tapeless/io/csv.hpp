// Tables of numbers and text from CSV files.
#pragma once

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tapeless/io/csv_reader.hpp>
#include <tapeless/io/error.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

struct csv_options {
  char separator = ',';
  std::vector<std::string> text_columns = {};  // read as text even if they look like numbers
  bool missing_as_nan = false;                 // a missing number is NaN, not an error
  std::vector<std::string> missing = {"", "NA", "N/A", "NaN", "nan", "null"};  // its spellings, as in pandas and R
};

// The numeric columns as one matrix, and the text columns.
template <class T = float>
struct table {
  std::string file;
  std::size_t rows = 0;
  std::vector<std::string> names;       // of the numeric columns, in the file's order
  std::vector<T> numbers;               // [rows][names.size()], row by row
  std::vector<std::string> text_names;  // of the text columns
  std::vector<std::vector<std::string>> texts;

  std::size_t columns() const { return names.size(); }
  T operator()(std::size_t row, std::size_t column) const { return numbers[row * names.size() + column]; }

  // The index of a numeric column, or a text column by name; both throw column_error.
  std::size_t column(std::string_view name) const { return find(names, name, "a numeric column"); }
  const std::vector<std::string>& text(std::string_view name) const {
    return texts[find(text_names, name, "a text column")];
  }

 private:
  std::size_t find(const std::vector<std::string>& among, std::string_view name, const char* kind) const {
    auto at = std::find(among.begin(), among.end(), name);
    if (at != among.end()) return static_cast<std::size_t>(at - among.begin());
    std::string found = "only";
    for (const std::string& n : among) found += " " + n;
    throw column_error({file}, std::string(kind) + " named " + std::string(name), among.empty() ? "none" : found);
  }
};

namespace detail {

inline bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

inline std::vector<std::string> csv_header(csv_reader& reader, const csv_options& options) {
  std::vector<std::string> header, names;
  if (!reader.next(header)) throw format_error(reader.at(0), "a line of column names", "an empty file");
  for (const std::string& name : header) {
    if (contains(names, name))
      throw format_error(reader.at(names.size() + 1), "a unique name", "\"" + name + "\" again");
    names.push_back(name);
  }
  for (const std::string& name : options.text_columns)
    if (!contains(header, name)) throw column_error(reader.at(0), "a column named " + name, "none");
  return header;
}

inline bool is_missing(std::string_view field, const csv_options& options) {
  return options.missing_as_nan && contains(options.missing, without_blanks(field));
}

// Finds the numeric columns, as decided by the first field of each that is not missing. Reads no further than
// necessary.
template <class T>
std::vector<bool> numeric_columns(csv_reader reader, const std::vector<std::string>& header,
                                  const csv_options& options) {
  std::vector<bool> numeric(header.size(), true), decided(header.size(), false);
  for (std::size_t i = 0; i < header.size(); ++i)
    if (contains(options.text_columns, header[i])) numeric[i] = false, decided[i] = true;
  std::vector<std::string> record;
  while (std::find(decided.begin(), decided.end(), false) != decided.end() && reader.next(record))
    for (std::size_t i = 0; i < header.size() && i < record.size(); ++i) {
      if (decided[i] || is_missing(record[i], options)) continue;
      T value{};
      numeric[i] = to_number(record[i], value);
      decided[i] = true;
    }
  return numeric;
}

}  // namespace detail

// Reads a table from text; `file` is its name in errors. The first record names the columns. A column whose first field
// is a number is numeric, and all its fields must be finite numbers; any other is text. Missing fields, if allowed, are
// skipped in this decision; a column in which all are missing is numeric. Throws format_error, and column_error if an
// option names a column that does not exist.
template <class T = float>
table<T> parse_csv(std::string_view text, std::string_view file, const csv_options& options = {}) {
  detail::csv_reader reader(text, file, options.separator);
  const std::vector<std::string> header = detail::csv_header(reader, options);
  std::vector<std::string> record;
  const std::vector<bool> numeric = detail::numeric_columns<T>(reader, header, options);
  table<T> t;
  t.file = file;
  for (std::size_t i = 0; i < header.size(); ++i) (numeric[i] ? t.names : t.text_names).push_back(header[i]);
  t.texts.resize(t.text_names.size());
  for (; reader.next(record); ++t.rows) {
    if (record.size() != header.size())
      throw format_error(reader.at(0), std::to_string(header.size()) + " fields", std::to_string(record.size()));
    std::size_t texts = 0;
    for (std::size_t i = 0; i < header.size(); ++i) {
      T value = std::numeric_limits<T>::quiet_NaN();
      if (!numeric[i]) t.texts[texts++].push_back(std::move(record[i]));
      else if (detail::to_number(record[i], value) || detail::is_missing(record[i], options))
        t.numbers.push_back(value);
      else throw format_error(reader.at(i + 1), "a number in column " + header[i], "\"" + record[i] + "\"");
    }
  }
  if (t.rows == 0) throw format_error(reader.at(0), "at least one row below the names", "none");
  return t;
}

// Reads a CSV file as parse_csv does; throws file_error as well.
template <class T = float>
table<T> read_csv(const std::string& path, const csv_options& options = {}) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw file_error({path}, "a readable file", "none");
  std::string text;
  for (char part[1 << 14]; in.read(part, sizeof part), in.gcount() > 0;)
    text.append(part, static_cast<std::size_t>(in.gcount()));
  if (in.bad()) throw file_error({path}, "a readable file", "an error while reading");
  return parse_csv<T>(text, path, options);
}

}  // namespace tapeless::inline TAPELESS_ISA::io
