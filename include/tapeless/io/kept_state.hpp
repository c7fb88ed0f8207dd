// The state of a program as values with the names that a file has for them.
//
// A parameter, a slot of the program's own and a run-time scalar are called as in the program: first.weight, norm.mean,
// adam.t, learning_rate. What an optimiser keeps for a parameter is called first.weight/adam.m.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <tapeless/io/checkpoint_options.hpp>
#include <tapeless/io/graph_hash.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

inline constexpr std::string_view average_slot = "averaging.average";

// T is const if the values are only read.
template <class T>
struct kept_value {
  state_leaf leaf;
  bool of_model = false;
  state_view<T> numbers;
  std::string name;     // in the file
  std::string average;  // of its average there, if that is to be its value
  std::string prefix;   // of a name in the file: values of one program may stand there twice

  bool is_parameter() const { return leaf.kind == ir::role::parameter; }
};

template <class Net>
concept keeps_state = requires(Net& n) {
  typename Net::configuration;
  model_of<typename Net::configuration>::hash;
};
template <class Net>
using number_in = std::conditional_t<std::is_const_v<Net>, const typename Net::value_type, typename Net::value_type>;
template <class Net>
using model_in = model_of<typename Net::configuration>;

// All that a program keeps, without names.
template <class Net>
std::vector<kept_value<number_in<Net>>> kept_in(Net& net) {
  using T = number_in<Net>;
  std::vector<kept_value<T>> all;
  net.for_each_state([&](const state_leaf& s, auto numbers) {
    const bool is_slot =
        s.kind == ir::role::slot && !*s.owner && !s.line && model_in<Net>::slots.has(hash_text(s.name));
    all.push_back({s, is_slot || s.kind == ir::role::parameter, numbers, {}, {}, {}});
  });
  return all;
}

// Gives them their names, and leaves those that `what` names. Throws name_error if two have one name.
template <class T>
void choose_kept(std::vector<kept_value<T>>& all, const std::string& file, contents what,
                 const std::vector<renaming>& rules) {
  if (what != contents::everything) std::erase_if(all, [](const kept_value<T>& v) { return !v.of_model; });
  std::set<std::string_view> names;
  for (kept_value<T>& v : all) {
    v.name = v.prefix;
    v.name += *v.leaf.owner ? renamed(v.leaf.owner, rules) + "/" + v.leaf.name : renamed(v.leaf.name, rules);
    if (what == contents::averages && v.is_parameter()) v.average = v.name + "/" + std::string(average_slot);
  }
  for (const kept_value<T>& v : all)
    if (!names.insert(v.name).second)
      throw name_error({file}, "one name for each value of the program", in_quotes(v.name) + " for two");
}

// Its shape in the file.
template <class T>
std::vector<std::size_t> extents_in_file(const kept_value<T>& v, convention in_file) {
  const shape& s = v.leaf.shape;
  std::vector<std::size_t> extents;
  for (int i = 0; i < s.rank; ++i) extents.push_back(static_cast<std::size_t>(s.dim[i]));
  return is_turned(v.leaf.axes, extents.size(), in_file) ? turned(std::move(extents)) : extents;
}

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
