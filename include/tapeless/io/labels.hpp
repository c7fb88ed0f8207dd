// Labels from integers: the different ones are the classes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <tapeless/io/dataset.hpp>
#include <tapeless/io/error.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

// Labels and classes from integers. Throws format_error at where(row) for one that is none of the known classes.
template <class Where>
void label_integers(dataset& d, const std::vector<long>& values, const std::vector<std::string>& known,
                    std::string_view name, Where where) {
  std::vector<long> distinct = values;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  d.classes = known;
  if (known.empty())
    for (long value : distinct) d.classes.push_back(std::to_string(value));
  std::unordered_map<std::string_view, int> index;
  for (const std::string& c : d.classes) index.emplace(c, static_cast<int>(&c - d.classes.data()));
  std::vector<int> label_of;  // of each distinct integer, -1 for none
  for (long value : distinct) {
    const auto at = index.find(std::to_string(value));
    label_of.push_back(at == index.end() ? -1 : at->second);
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto at = std::lower_bound(distinct.begin(), distinct.end(), values[i]);
    d.labels.push_back(label_of[static_cast<std::size_t>(at - distinct.begin())]);
    if (d.labels.back() < 0)
      throw format_error(where(i), "a known class in " + std::string(name), std::to_string(values[i]));
  }
}

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
