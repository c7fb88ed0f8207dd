// How a CSV file is written.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <tapeless/io/error.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

enum class header { no, yes };

struct csv_options {
  char separator = ',';                        // or ';', '\t', '|'
  char decimal = '.';                          // or ','
  io::header header = io::header::yes;         // does the first record name the columns?
  std::vector<std::string> names = {};         // instead of the file's names, or of c0, c1, ... without a header
  std::vector<std::string> text_columns = {};  // read as text even if they look like numbers
  bool missing_as_nan = false;                 // a missing number is NaN, not an error
  // The spellings of a missing number.
  std::vector<std::string> missing = {"",    "NA",   "N/A",  "n/a",  "#N/A", "NaN",
                                      "nan", "-nan", "null", "NULL", "None", "?"};
};

namespace detail {

inline bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

inline void check_options(const std::string& file, const csv_options& o) {
  const std::string_view reserved = "\"\r\n+-0123456789eE";
  if (reserved.find(o.separator) != reserved.npos || o.separator == o.decimal || o.separator == 0)
    throw option_error({file}, "a separator that is no part of a number, a quote or a line's end",
                       in_quotes({&o.separator, 1}));
  if (o.decimal != '.' && o.decimal != ',')
    throw option_error({file}, "'.' or ',' as decimal sign", in_quotes({&o.decimal, 1}));
}

}  // namespace detail

}  // namespace tapeless::inline TAPELESS_ISA::io
