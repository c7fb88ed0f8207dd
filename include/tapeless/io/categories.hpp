// Columns of text as numbers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tapeless/io/error.hpp>
#include <tapeless/io/table.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// The different words among these, in alphabetical order of their bytes.
inline std::vector<std::string> categories(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

namespace detail {

// The index among `classes` of the word in each row of a text column. Throws format_error.
template <class T>
std::vector<std::size_t> indices_of(const table<T>& t, std::string_view column,
                                    const std::vector<std::string>& classes) {
  std::vector<std::pair<std::string_view, std::size_t>> sorted;
  for (const std::string& name : classes) sorted.emplace_back(name, sorted.size());
  std::sort(sorted.begin(), sorted.end());
  const std::vector<std::string>& words = t.text(column);
  std::vector<std::size_t> indices;
  indices.reserve(words.size());
  for (std::size_t r = 0; r < words.size(); ++r) {
    auto at = std::lower_bound(sorted.begin(), sorted.end(), std::pair(std::string_view(words[r]), std::size_t{0}));
    if (at == sorted.end() || at->first != words[r])
      throw format_error({t.file, t.line(r)}, "a known category in column " + std::string(column), in_quotes(words[r]));
    indices.push_back(at->second);
  }
  return indices;
}

// Puts `names.size()` numeric columns in the place of a text column, behind the others; fill(row, to) writes them.
template <class T, class Fill>
table<T> replace_text(table<T> t, std::string_view column, const std::vector<std::string>& names, Fill fill) {
  for (const std::string& name : names)
    if (std::find(t.names.begin(), t.names.end(), name) != t.names.end())
      throw column_error({t.file}, "no column named " + name + " yet", "one");
  std::vector<T> numbers(t.rows * (t.columns() + names.size()), T(0));
  auto to = numbers.begin();
  auto from = t.numbers.begin();
  for (std::size_t r = 0; r < t.rows; ++r, to += static_cast<std::ptrdiff_t>(names.size())) {
    const auto end = from + static_cast<std::ptrdiff_t>(t.columns());
    to = std::copy(from, end, to);
    from = end;
    fill(r, to);
  }
  const auto place = static_cast<std::ptrdiff_t>(t.text_column(column));
  t.text_names.erase(t.text_names.begin() + place);
  t.texts.erase(t.texts.begin() + place);
  t.names.insert(t.names.end(), names.begin(), names.end());
  t.numbers = std::move(numbers);
  return t;
}

}  // namespace detail

// The table with a numeric column for each category of a text column, named "colour=red", which is 1 where the word is
// that one and 0 elsewhere. Give the categories of the training data to encode others in the same way. Throws
// column_error, and format_error with the line of a word that is none of the categories.
template <class T>
table<T> one_hot(table<T> t, std::string_view column, std::vector<std::string> classes = {}) {
  if (classes.empty()) classes = categories(t.text(column));
  const std::vector<std::size_t> index = detail::indices_of(t, column, classes);
  std::vector<std::string> names;
  for (const std::string& name : classes) names.push_back(std::string(column) + "=" + name);
  return detail::replace_text(std::move(t), column, names,
                              [&](std::size_t row, auto to) { to[static_cast<std::ptrdiff_t>(index[row])] = T(1); });
}

// The table with a numeric column of the same name that holds the index of each word's category. Throws as one_hot
// does.
template <class T>
table<T> indexed(table<T> t, std::string_view column, std::vector<std::string> classes = {}) {
  if (classes.empty()) classes = categories(t.text(column));
  const std::vector<std::size_t> index = detail::indices_of(t, column, classes);
  const std::string name(column);
  return detail::replace_text(std::move(t), column, {name},
                              [&](std::size_t row, auto to) { *to = static_cast<T>(index[row]); });
}

}  // namespace tapeless::inline TAPELESS_ISA::io
