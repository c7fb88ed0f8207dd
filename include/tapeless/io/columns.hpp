// Tables with fewer columns.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <tapeless/io/table.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// The table without these columns, numeric or text, such as a serial number. Throws column_error.
template <class T>
table<T> without(table<T> t, const std::vector<std::string>& columns) {
  std::vector<char> numeric(t.columns(), true), text(t.text_names.size(), true);  // those that remain
  for (const std::string& name : columns)
    if (t.is_text(name)) text[t.text_column(name)] = false;
    else numeric[t.column(name)] = false;
  auto keep = [](auto& values, const std::vector<char>& kept) {  // row by row
    std::size_t to = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (kept[i % kept.size()]) {
        if (to != i) values[to] = std::move(values[i]);
        ++to;
      }
    values.resize(to);
  };
  keep(t.numbers, numeric);
  keep(t.names, numeric);
  keep(t.texts, text);
  keep(t.text_names, text);
  return t;
}

}  // namespace tapeless::inline TAPELESS_ISA::io
