// The header of a safetensors file: what its tensors are named, what they are and where they lie.
//
//   8 bytes    the length N of the header, little-endian
//   N bytes    {"__metadata__": {"key": "text", ...},
//               "name": {"dtype": "F32", "shape": [3, 4], "data_offsets": [0, 48]}, ...}, padded with spaces
//   the rest   the tensors, row by row, little-endian; data_offsets count from here
//
// https://huggingface.co/docs/safetensors, version 0.4. As there, the tensors fill the rest without gaps or overlaps.
#pragma once

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tapeless/io/checkpoint_error.hpp>
#include <tapeless/io/element_type.hpp>
#include <tapeless/io/json.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// One tensor: its bytes are [begin, end) of the data.
struct tensor_entry {
  std::string name;
  element_type type = element_type::f32;
  std::string type_name;  // as the file has it
  std::vector<std::size_t> shape;
  std::size_t begin = 0, end = 0;
};

using text_map = std::map<std::string, std::string>;

struct safetensors_header {
  text_map metadata;
  std::vector<tensor_entry> tensors;  // by name

  // The tensor of this name, or nullptr.
  const tensor_entry* find(std::string_view name) const {
    const auto at = std::lower_bound(tensors.begin(), tensors.end(), name,
                                     [](const tensor_entry& e, std::string_view n) { return e.name < n; });
    return at != tensors.end() && at->name == name ? &*at : nullptr;
  }
};

namespace detail {

// "[3, 4]".
inline std::string shown_extents(const std::vector<std::size_t>& extents) {
  std::string s = "[";
  for (const std::size_t d : extents) s += (s.size() > 1 ? ", " : "") + std::to_string(d);
  return s + "]";
}

// Whether total = bytes * the product of the extents, which may be larger than any number here.
inline bool is_product(std::size_t total, const std::vector<std::size_t>& extents, std::size_t bytes) {
  if (std::find(extents.begin(), extents.end(), 0u) != extents.end()) return total == 0;
  for (const std::size_t d : extents) {
    if (bytes > std::numeric_limits<std::size_t>::max() / d) return false;
    bytes *= d;
  }
  return total == bytes;
}

// The header of these tensors, with its length in front, so that the data that follow it are aligned. Throws
// format_error if a text is not UTF-8.
inline std::string header_text(const std::string& file, const safetensors_header& h) {
  try {
    json all = json::object();
    if (!h.metadata.empty()) all["__metadata__"] = h.metadata;
    for (const tensor_entry& e : h.tensors)
      all[e.name] = {{"dtype", e.type_name}, {"shape", e.shape}, {"data_offsets", {e.begin, e.end}}};
    std::string text = all.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    const std::uint64_t length = text.size();
    return std::string(reinterpret_cast<const char*>(&length), sizeof(length)) + text;
  } catch (const json::type_error& e) {
    throw format_error({file}, "names and metadata in UTF-8", e.what());
  }
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA::io
