// Writes safetensors files, each as a whole.
#pragma once

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tapeless/io/replacement.hpp>
#include <tapeless/io/safetensors_header.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// A tensor to be written: its name, its shape, and a pointer to its numbers, which are not copied.
struct written_tensor {
  tensor_entry entry;
  const void* numbers;
};
template <class T>
written_tensor tensor_of(std::string name, std::vector<std::size_t> shape, std::span<const T> numbers) {
  constexpr bool wide = std::is_same_v<T, double>;
  static_assert(wide || std::is_same_v<T, float>, "tapeless: tensor_of: tensors of float or double are written");
  return {{std::move(name), wide ? element_type::f64 : element_type::f32, wide ? "F64" : "F32", std::move(shape), 0,
           numbers.size_bytes()},
          numbers.data()};
}

// Replaces the file as a whole (io/replacement.hpp). Throws, before anything is changed, file_error, name_error if two
// tensors have one name, extent_error if numbers do not fill their shape, and format_error if a text is not UTF-8.
inline void write_safetensors(const std::string& path, const text_map& metadata, std::vector<written_tensor> tensors) {
  // Wide numbers first: all are aligned in the file.
  std::sort(tensors.begin(), tensors.end(), [](const written_tensor& a, const written_tensor& b) {
    return a.entry.type != b.entry.type ? a.entry.type < b.entry.type : a.entry.name < b.entry.name;
  });
  safetensors_header h{metadata, {}};
  std::set<std::string> names{"__metadata__"};
  std::size_t size = 0;
  for (written_tensor& t : tensors) {
    if (!names.insert(t.entry.name).second)
      throw name_error({path}, "each name once", detail::in_quotes(t.entry.name) + " twice");
    const std::size_t bytes = t.entry.end - t.entry.begin;
    if (!detail::is_product(bytes, t.entry.shape, detail::format_of(t.entry.type_name).bytes))
      throw extent_error({path}, "as many numbers as " + detail::shown_extents(t.entry.shape) + " holds",
                         "another number");
    t.entry.begin = size;
    t.entry.end = size += bytes;
    h.tensors.push_back(t.entry);
  }
  const std::string text = detail::header_text(path, h);
  replacement file(path);
  file.write(text.data(), text.size());
  for (const written_tensor& t : tensors) file.write(t.numbers, t.entry.end - t.entry.begin);
  file.commit();
}

}  // namespace tapeless::inline TAPELESS_ISA::io
