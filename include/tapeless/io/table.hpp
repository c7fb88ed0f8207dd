// Tables: the numeric columns of a file as one matrix, and its columns of text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tapeless/io/error.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

template <class T = float>
struct table {
  std::string file;
  std::size_t rows = 0;
  std::vector<std::string> names;       // of the numeric columns, in the file's order
  std::vector<T> numbers;               // [rows][names.size()], row by row; NaN where one is missing
  std::vector<std::string> text_names;  // of the text columns
  std::vector<std::vector<std::string>> texts;
  // Where the lines of the file do not follow each other, row by row: (row, its line).
  std::vector<std::pair<std::size_t, std::size_t>> lines;

  std::size_t columns() const { return names.size(); }
  T operator()(std::size_t row, std::size_t column) const { return numbers[row * names.size() + column]; }

  // The index of a numeric column, or a text column by name; both throw column_error.
  std::size_t column(std::string_view name) const { return find(names, name, "a numeric column"); }
  const std::vector<std::string>& text(std::string_view name) const { return texts[text_column(name)]; }
  std::size_t text_column(std::string_view name) const { return find(text_names, name, "a text column"); }
  bool is_text(std::string_view name) const {
    return std::find(text_names.begin(), text_names.end(), name) != text_names.end();
  }

  // The line of the file in which a row begins; 0 if the table does not come from a file.
  std::size_t line(std::size_t row) const {
    auto after = std::upper_bound(lines.begin(), lines.end(), row, [](std::size_t r, auto& l) { return r < l.first; });
    return after == lines.begin() ? 0 : row - after[-1].first + after[-1].second;
  }

 private:
  std::size_t find(const std::vector<std::string>& among, std::string_view name, const char* kind) const {
    auto at = std::find(among.begin(), among.end(), name);
    if (at != among.end()) return static_cast<std::size_t>(at - among.begin());
    std::string found = "only";
    for (std::size_t i = 0; i < among.size() && i < 20; ++i) found += " " + among[i];
    if (among.size() > 20) found += " and " + std::to_string(among.size() - 20) + " more";
    throw column_error({file}, std::string(kind) + " named " + std::string(name), among.empty() ? "none" : found);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::io
