// What a checkpoint says beside its tensors. Keys that begin with "tapeless." are the library's own.
//
//   tapeless.graph         hash of the expressions, 16 hexadecimal digits (io/graph_hash.hpp)
//   tapeless.random        seed and step of the random numbers, if the program draws any
//   tapeless.orientation   tapeless or pytorch (io/convention.hpp)
//   format                 pt, for other libraries that read PyTorch's files
//
// A scaling is two tensors, scaling/<name>/shift and scaling/<name>/factor.
#pragma once

#include <charconv>
#include <cstdio>
#include <map>
#include <set>
#include <string>

#include <tapeless/io/checkpoint_options.hpp>
#include <tapeless/io/safetensors.hpp>
#include <tapeless/program/random.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

inline constexpr std::string_view own_keys = "tapeless.", scaling_names = "scaling/", shift_name = "/shift",
                                  factor_name = "/factor";
inline constexpr const char *graph_key = "tapeless.graph", *random_key = "tapeless.random",
                            *orientation_key = "tapeless.orientation";

inline std::string shown_graph(std::uint64_t hash) {
  char digits[17];
  std::snprintf(digits, sizeof(digits), "%016llx", static_cast<unsigned long long>(hash));
  return digits;
}
inline const char* shown_convention(convention c) { return c == pytorch ? "pytorch" : "tapeless"; }

inline std::string shown_random(const random_state& r) { return std::to_string(r.seed) + " " + std::to_string(r.step); }
inline random_state random_from(const std::string& text, const std::string& file) {
  random_state r;
  const char* const end = text.data() + text.size();
  const auto seed = std::from_chars(text.data(), end, r.seed);
  if (seed.ec == std::errc() && seed.ptr != end && *seed.ptr == ' ')
    if (const auto step = std::from_chars(seed.ptr + 1, end, r.step); step.ec == std::errc() && step.ptr == end)
      return r;
  throw format_error({file}, std::string("two numbers as ") + random_key, in_quotes(text));
}

// The user's metadata, without the library's.
inline text_map users_metadata(text_map all) {
  std::erase_if(all, [](const auto& each) { return each.first.starts_with(own_keys); });
  return all;
}

inline void add_scalings(std::vector<written_tensor>& to, const std::map<std::string, scaling>& all) {
  for (const auto& [name, s] : all) {
    const std::string prefix = std::string(scaling_names) + name;
    to.push_back(tensor_of(prefix + std::string(shift_name), {s.shift.size()}, std::span<const double>(s.shift)));
    to.push_back(tensor_of(prefix + std::string(factor_name), {s.factor.size()}, std::span<const double>(s.factor)));
  }
}
// The scalings of a file, and the names of their tensors.
inline std::map<std::string, scaling> scalings_in(const safetensors_reader& file, std::set<std::string>& names) {
  std::map<std::string, scaling> all;
  for (const tensor_entry& t : file.header().tensors) {
    if (!t.name.starts_with(scaling_names) || !t.name.ends_with(shift_name)) continue;
    const std::string prefix = t.name.substr(0, t.name.size() - shift_name.size());
    const tensor_entry* factor = file.header().find(prefix + std::string(factor_name));
    if (!factor || prefix.size() < scaling_names.size()) continue;  // another tensor of such a name
    if (t.shape.size() != 1 || factor->shape != t.shape)
      throw shape_error(file.where(t), "a factor for each shift in scaling " + in_quotes(prefix),
                        shown_extents(t.shape) + " and " + shown_extents(factor->shape));
    all[prefix.substr(scaling_names.size())] = {file.read<double>(t), file.read<double>(*factor)};
    names.insert(t.name);
    names.insert(factor->name);
  }
  return all;
}

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
