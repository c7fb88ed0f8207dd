// The header of a safetensors file, from its text, with everything that may be wrong with it.
#pragma once

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tapeless/io/safetensors_header.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

// Reads the header of a file of which `data` bytes follow it.
class header_reader {
 public:
  header_reader(std::string file, std::size_t data) : file_(std::move(file)), data_(data) {}

  safetensors_header read(std::string_view text) const {
    const json all = parse_json(text, {.file = file_, .offset = 8}, 3);
    if (!all.is_object()) throw format_error(at(0), "an object of tensors", all.type_name());
    safetensors_header h;
    for (const auto& [name, value] : all.items()) {
      if (name == "__metadata__") h.metadata = texts(value);
      else h.tensors.push_back(entry(name, value));
    }
    check_offsets(h.tensors, 8 + text.size());
    std::sort(h.tensors.begin(), h.tensors.end(),
              [](const tensor_entry& a, const tensor_entry& b) { return a.name < b.name; });
    return h;
  }

 private:
  position at(std::size_t offset) const { return {.file = file_, .offset = 8 + offset}; }

  text_map texts(const json& value) const {
    if (!value.is_object()) throw format_error(at(0), "__metadata__ to be an object", value.type_name());
    text_map all;
    for (const auto& [key, text] : value.items()) {
      if (!text.is_string())
        throw format_error(at(0), "metadata " + in_quotes(key) + " to be a text", text.type_name());
      all.emplace(key, text.template get<std::string>());
    }
    return all;
  }

  tensor_entry entry(const std::string& name, const json& value) const {
    const std::string of = " of tensor " + in_quotes(name);
    if (!value.is_object() || value.size() != 3 || !value.contains("dtype") || !value.contains("shape") ||
        !value.contains("data_offsets"))
      throw format_error(at(0), "dtype, shape and data_offsets" + of,
                         value.is_object() ? "other keys" : value.type_name());
    if (!value["dtype"].is_string()) throw format_error(at(0), "a text as dtype" + of, value["dtype"].type_name());
    tensor_entry e{name, {}, value["dtype"].template get<std::string>(), sizes(value["shape"], "the shape" + of), 0, 0};
    const std::vector<std::size_t> offsets = sizes(value["data_offsets"], "the data_offsets" + of);
    if (offsets.size() != 2 || offsets[0] > offsets[1])
      throw format_error(at(0), "two ascending data_offsets" + of, shown_extents(offsets));
    e.begin = offsets[0];
    e.end = offsets[1];
    const element_format format = format_of(e.type_name);
    e.type = format.type;
    if (format.bytes != 0 && !is_product(e.end - e.begin, e.shape, format.bytes))
      throw format_error(at(0), "the bytes of " + shown_extents(e.shape) + " " + e.type_name + of,
                         std::to_string(e.end - e.begin) + " bytes");
    return e;
  }

  std::vector<std::size_t> sizes(const json& value, const std::string& what) const {
    if (!value.is_array()) throw format_error(at(0), what + " to be a list", value.type_name());
    std::vector<std::size_t> all;
    for (const json& each : value) {
      if (!each.is_number_unsigned()) throw format_error(at(0), what + " to hold whole numbers", each.type_name());
      all.push_back(each.template get<std::size_t>());
    }
    return all;
  }

  // Tensors of which each begins where the one before ends, and the last one with the file.
  void check_offsets(std::vector<tensor_entry>& tensors, std::size_t data_begin) const {
    std::sort(tensors.begin(), tensors.end(), [](const tensor_entry& a, const tensor_entry& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
    });
    std::size_t last = 0;
    for (const tensor_entry& e : tensors) {
      const position where{.file = file_, .offset = e.begin > data_ ? data_begin + data_ : data_begin + e.begin};
      const std::string name = "tensor " + in_quotes(e.name);
      if (e.end > data_)
        throw truncated_error(where, std::to_string(e.end) + " bytes of data, up to the end of " + name,
                              std::to_string(data_));
      if (e.begin != last)
        throw format_error(where, name + " to begin at " + std::to_string(last) + ", behind the one before",
                           (e.begin < last ? "an overlap at " : "a gap up to ") + std::to_string(e.begin));
      last = e.end;
    }
    if (last != data_)
      throw format_error({.file = file_, .offset = data_begin + last}, "the end of the file behind the last tensor",
                         std::to_string(data_ - last) + " bytes more");
  }

  std::string file_;
  std::size_t data_;
};

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
