// Data sets from tables: which columns are features, which is the label, which are targets.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tapeless/io/categories.hpp>
#include <tapeless/io/csv.hpp>
#include <tapeless/io/dataset.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/labels.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// What becomes of columns of text that are neither label nor target: an error, nothing (their names are in
// dataset::left_out), or a feature for each word as by one_hot.
enum class texts { refuse, leave_out, one_hot };

struct feature_options {
  io::texts texts = io::texts::refuse;
  std::vector<std::string> classes = {};  // the names of the labels in order, such as train.classes; else those found
};

namespace detail {

inline dataset features_without(const table<float>& t, const std::vector<std::size_t>& without) {
  dataset d{t.file, t.rows};
  std::vector<char> used(t.columns(), false);
  for (std::size_t c : without) used[c] = true;
  std::vector<std::size_t> kept;
  for (std::size_t c = 0; c < t.columns(); ++c)
    if (!used[c]) {
      kept.push_back(c);
      d.names.push_back(t.names[c]);
    }
  d.features = take_columns(t.numbers, t.rows, t.columns(), kept);
  return d;
}

// The features of a table without these numeric columns and this column of text.
inline dataset features_of(const table<float>& t, const std::vector<std::size_t>& without, std::string_view label,
                           io::texts how) {
  std::vector<std::string> words;
  for (const std::string& name : t.text_names)
    if (name != label) words.push_back(name);
  if (how == io::texts::refuse && !words.empty())
    throw column_error({t.file, t.line(0)}, "numbers in all columns of features (io::texts: one_hot or leave_out)",
                       "text in column " + words[0] + ": " + in_quotes(t.text(words[0])[0]));
  if (how == io::texts::one_hot && !words.empty()) {
    table<float> encoded = one_hot(t, words[0]);
    for (std::size_t i = 1; i < words.size(); ++i) encoded = one_hot(std::move(encoded), words[i]);
    return features_without(encoded, without);  // the new columns are behind the others
  }
  dataset d = features_without(t, without);
  d.left_out = words;
  return d;
}

// The label in each row as an integer. Throws format_error.
inline std::vector<long> integers_of(const table<float>& t, std::size_t column) {
  std::vector<long> values;
  values.reserve(t.rows);
  for (std::size_t r = 0; r < t.rows; ++r) {
    const float value = t(r, column);
    if (!(std::abs(value) <= 0x1p24f) || std::floor(value) != value)  // a float holds all integers up to 2^24
      throw format_error({t.file, t.line(r)}, "an integer as label in column " + t.names[column],
                         std::isnan(value) ? "a missing value" : std::to_string(value));
    values.push_back(static_cast<long>(value));
  }
  return values;
}

}  // namespace detail

// Features from the other columns, labels from one: text, of which the different words become classes in alphabetical
// order, or integers, of which the different values become classes in numerical order, so that -1 and 1 are the labels
// 0 and 1 with their names kept. Throws column_error; format_error, with the line, for labels that are missing, no
// integers, or not among the classes that were given.
inline dataset classification(const table<float>& t, std::string_view label, const feature_options& options = {}) {
  dataset d;
  if (t.is_text(label)) {
    d.classes = options.classes.empty() ? categories(t.text(label)) : options.classes;
    for (std::size_t index : detail::indices_of(t, label, d.classes)) d.labels.push_back(static_cast<int>(index));
  } else {
    detail::label_integers(d, detail::integers_of(t, t.column(label)), options.classes, label, [&](std::size_t row) {
      return position{t.file, t.line(row)};
    });
  }
  std::vector<std::size_t> without;
  if (!t.is_text(label)) without.push_back(t.column(label));
  dataset all = detail::features_of(t, without, label, options.texts);
  all.classes = std::move(d.classes);
  all.labels = std::move(d.labels);
  return all;
}

// Features from all columns except the named ones, which are the targets. Throws column_error.
inline dataset regression(const table<float>& t, const std::vector<std::string>& targets,
                          io::texts texts = io::texts::refuse) {
  std::vector<std::size_t> columns;
  for (const std::string& name : targets) columns.push_back(t.column(name));
  dataset d = detail::features_of(t, columns, {}, texts);
  d.target_names = targets;
  d.targets = detail::take_columns(t.numbers, t.rows, t.columns(), columns);
  return d;
}

}  // namespace tapeless::inline TAPELESS_ISA::io
