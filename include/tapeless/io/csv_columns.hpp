// The columns of a CSV file: their names, and which of them are numeric.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include <tapeless/io/csv_options.hpp>
#include <tapeless/io/csv_reader.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/number.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

namespace detail {

struct csv_columns {
  std::vector<std::string> names;
  std::vector<char> numeric;  // a flag for each
};

// With the wrong separator a table has one column, and its first two records contain the right one equally often:
// unless they are two numbers, with decimal commas.
inline void refuse_other_separator(csv_reader& reader, std::string_view name, char separator, char decimal) {
  const std::string_view line = reader.line_ahead();
  double ignored{};
  auto is_number = [&](std::string_view s) { return to_number(s, decimal, ignored) != reading::no_number; };
  if (is_number(name) && is_number(line)) return;
  for (char other : std::string_view(",;\t|")) {
    const auto count = std::count(name.begin(), name.end(), other);
    if (other != separator && count > 0 && std::count(line.begin(), line.end(), other) == count)
      throw format_error(reader.record(), "columns separated by " + in_quotes({&separator, 1}),
                         in_quotes({&other, 1}) + " in every line (csv_options::separator)");
  }
}

// The first name that has occurred before it; names.size() if none has. There may be 10^6 names: they are sorted by
// hash.
inline std::size_t first_repeated(const std::vector<std::string>& names) {
  std::vector<std::pair<std::size_t, std::size_t>> order;  // hash and index
  order.reserve(names.size());
  for (const std::string& name : names) order.emplace_back(std::hash<std::string_view>{}(name), order.size());
  std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    const int by_name = names[a.second].compare(names[b.second]);
    return by_name ? by_name < 0 : a.second < b.second;
  });
  std::size_t first = names.size();
  for (std::size_t i = 1; i < order.size(); ++i)
    if (order[i].first == order[i - 1].first && names[order[i].second] == names[order[i - 1].second])
      first = std::min(first, order[i].second);
  return first;
}

// Reads the first record. Without a header, it remains to be read.
inline std::vector<std::string> csv_names(csv_reader& reader, const csv_options& o) {
  std::vector<std::string> names;
  if (!reader.begin()) throw format_error(reader.record(), "a line of column names", "an empty file");
  const bool named = o.header == header::yes && o.names.empty();
  bool quotes = false;
  for (ending then = ending::field; then != ending::record;) {
    std::string_view f;
    if ((then = reader.field(f)) == ending::window) {
      reader.begin_again();
      names.clear();
      continue;
    }
    quotes = quotes || reader.was_quoted();
    for (char c : f)
      if (static_cast<unsigned char>(c) < ' ' && c != '\t' && !reader.was_quoted())
        throw format_error(reader.here(), "a table as text", "a byte " + std::to_string(static_cast<int>(c)));
    names.emplace_back(reader.was_quoted() ? f : without_blanks(f));
  }
  if (names.size() == 1 && !quotes) refuse_other_separator(reader, names[0], o.separator, o.decimal);
  if (!o.names.empty() && o.names.size() != names.size())
    throw format_error(reader.record(), std::to_string(o.names.size()) + " fields, as csv_options::names has",
                       std::to_string(names.size()));
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!named) names[i] = o.names.empty() ? "c" + std::to_string(i) : o.names[i];
  if (const std::size_t i = first_repeated(names); i < names.size())
    throw format_error({reader.record().file, reader.line(), i + 1}, "a unique name", in_quotes(names[i]) + " again");
  std::unordered_set<std::string_view> absent(o.text_columns.begin(), o.text_columns.end());
  for (std::size_t i = 0; i < names.size() && !absent.empty(); ++i) absent.erase(names[i]);
  for (const std::string& name : o.text_columns)
    if (absent.contains(name)) throw column_error(reader.record(), "a column named " + name, "none");
  return names;
}

// The first field of each column that is not missing decides: a number, even one that is too large, or text. A column
// in which all are missing is numeric. Reads no further than necessary.
template <class T>
std::vector<char> numeric_columns(csv_reader& reader, const std::vector<std::string>& names, const csv_options& o) {
  std::vector<char> numeric(names.size(), true), decided(names.size(), false);
  const std::unordered_set<std::string_view> texts(o.text_columns.begin(), o.text_columns.end());
  std::size_t open = names.size();
  auto decide = [&](std::size_t i, bool number) { numeric[i] = number, decided[i] = true, --open; };
  for (std::size_t i = 0; i < names.size() && !texts.empty(); ++i)
    if (texts.contains(names[i])) decide(i, false);
  while (open > 0 && reader.begin())
    for (ending then = ending::field; then != ending::record;) {
      std::string_view f;
      if ((then = reader.field(f)) == ending::window) reader.begin_again();
      T ignored{};
      const std::size_t i = reader.fields() - 1;
      if (then != ending::window && i < names.size() && !decided[i] && !contains(o.missing, without_blanks(f)))
        decide(i, to_number(f, o.decimal, ignored) != reading::no_number);
    }
  return numeric;
}

// Leaves the reader at the first row below the names.
template <class T>
csv_columns columns_of(csv_reader& reader, const csv_options& o) {
  csv_columns c;
  c.names = csv_names(reader, o);
  auto first_row = [&] {
    reader.start_again();
    if (o.header == header::yes && reader.begin()) reader.skip();
  };
  if (o.header == header::no) first_row();
  c.numeric = numeric_columns<T>(reader, c.names, o);
  first_row();
  return c;
}

}  // namespace detail

}  // namespace tapeless::inline TAPELESS_ISA::io
