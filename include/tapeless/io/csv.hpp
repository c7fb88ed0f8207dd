// Tables of numbers and text from CSV files.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tapeless/io/csv_columns.hpp>
#include <tapeless/io/csv_options.hpp>
#include <tapeless/io/csv_reader.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/number.hpp>
#include <tapeless/io/source.hpp>
#include <tapeless/io/table.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

namespace detail {

// A number that is not plain: with blanks or quotes, missing, very long, or none.
template <class T>
T unusual_number(const csv_reader& reader, std::string_view f, const std::string& name, const csv_options& o) {
  T value = std::numeric_limits<T>::quiet_NaN();
  const bool missing = contains(o.missing, without_blanks(f));
  if (missing && o.missing_as_nan) return value;
  const reading how = to_number(f, o.decimal, value);
  if (how == reading::number) return value;
  throw format_error(reader.here(), "a number in column " + name,
                     in_quotes(f) + (missing                     ? ", a missing one (csv_options::missing_as_nan)"
                                     : how == reading::too_large ? ", which is too large"
                                                                 : ""));
}

// Reads one record into `numbers` and `texts`, which have the right size; false if the window ended within it.
template <class T>
bool read_row(csv_reader& reader, const csv_columns& columns, const csv_options& o, T* numbers, std::string* texts) {
  const std::size_t width = columns.names.size();
  std::size_t i = 0;
  for (ending then = ending::field; then == ending::field; ++i) {
    std::string_view f;
    if (i < width && columns.numeric[i] && reader.number(*numbers, o.decimal, then)) {
      ++numbers;
      continue;
    }
    then = reader.field(f);
    if (then == ending::window) return false;
    if (i >= width) continue;
    if (columns.numeric[i]) *numbers++ = unusual_number<T>(reader, f, columns.names[i], o);
    else *texts++ = f;
  }
  if (i != width) throw format_error(reader.record(), std::to_string(width) + " fields", std::to_string(i));
  return true;
}

template <class T>
table<T> read_table(text_source& source, std::string_view file, const csv_options& o) {
  check_options(std::string(file), o);
  csv_reader reader(source, std::string(file), o.separator);
  const csv_columns columns = columns_of<T>(reader, o);
  table<T> t;
  t.file = file;
  for (std::size_t i = 0; i < columns.names.size(); ++i)
    (columns.numeric[i] ? t.names : t.text_names).push_back(columns.names[i]);
  t.texts.resize(t.text_names.size());
  std::vector<T> numbers(t.names.size());
  std::vector<std::string> texts(t.text_names.size());
  const std::size_t start = reader.passed();
  constexpr std::size_t sample = 1000;  // rows, from which the number of all is estimated
  while (reader.begin()) {
    while (!read_row(reader, columns, o, numbers.data(), texts.data())) reader.begin_again();
    if (t.line(t.rows) != reader.line()) t.lines.emplace_back(t.rows, reader.line());
    t.numbers.insert(t.numbers.end(), numbers.begin(), numbers.end());
    for (std::size_t i = 0; i < texts.size(); ++i) t.texts[i].push_back(std::move(texts[i]));
    if (++t.rows == sample && source.size() > reader.passed())
      t.numbers.reserve(t.numbers.size() + (source.size() - reader.passed()) /
                                               ((reader.passed() - start) / sample + 1) * numbers.size() * 17 / 16);
  }
  if (t.rows == 0) throw format_error(reader.record(), "at least one row below the names", "none");
  return t;
}

}  // namespace detail

// Reads a table from text; `file` is its name in errors. The first record names the columns, unless options say that
// there is no header. A column is numeric if the first of its fields that is not missing is a number: then each field
// must be a number that T can hold (rounded to the nearest; what is too small becomes denormal or 0) or, if that is
// allowed, missing. All other columns are text, kept as it is. Names are without blanks around them. Empty lines do not
// count. Throws format_error for what is no table in UTF-8 or ASCII, with file, line and field; column_error if an
// option names a column that does not exist; option_error if options contradict each other.
template <class T = float>
table<T> parse_csv(std::string_view text, std::string_view file, const csv_options& options = {}) {
  detail::text_source source(text);
  return detail::read_table<T>(source, file, options);
}

// Reads a CSV file as parse_csv does, in blocks; throws file_error as well.
template <class T = float>
table<T> read_csv(const std::string& path, const csv_options& options = {}) {
  detail::text_source source(detail::file_path{path});
  return detail::read_table<T>(source, path, options);
}

}  // namespace tapeless::inline TAPELESS_ISA::io
