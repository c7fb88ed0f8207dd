// Writes the state of a program, whatever its type.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <tapeless/io/checkpoint_metadata.hpp>
#include <tapeless/io/kept_state.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

// The parameters become the averages that the optimiser keeps for them.
template <class T>
void take_averages(std::vector<kept_value<T>>& all, const std::string& file) {
  bool any = false;
  for (const kept_value<T>& from : all)
    if (from.leaf.name == average_slot)
      for (kept_value<T>& to : all)
        if (to.is_parameter() && std::string_view(to.leaf.name) == from.leaf.owner) {
          to.numbers = from.numbers;
          any = true;
        }
  if (!any) throw name_error({file}, "moving averages to save", "an optimiser that keeps none: chain averaging{}");
}

template <class T>
void save_kept(const std::string& path, std::vector<kept_value<const T>> all, text_map metadata,
               const save_options& o) {
  if (o.what == contents::averages) take_averages(all, path);
  choose_kept(all, path, o.what, o.rename);
  for (const auto& [key, value] : o.metadata)
    if (!metadata.emplace(key, value).second || key.starts_with(own_keys))
      throw name_error({path}, "metadata of your own", "the library's key " + in_quotes(key));
  std::vector<written_tensor> tensors;
  std::vector<std::vector<T>> copies;  // whose numbers stay where they are when the list grows
  for (const kept_value<const T>& v : all) {
    std::span<const T> numbers = v.numbers.side_by_side();
    if (numbers.empty()) numbers = copies.emplace_back(v.numbers.begin(), v.numbers.end());
    std::vector<std::size_t> extents = extents_in_file(v, o.weights);
    if (is_turned(v.leaf.axes, extents.size(), o.weights))
      numbers = copies.emplace_back(transposed(numbers, numbers.size() / extents[0]));
    tensors.push_back(tensor_of(v.name, std::move(extents), numbers));
  }
  add_scalings(tensors, o.scalings);
  write_safetensors(path, metadata, std::move(tensors));
}

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
