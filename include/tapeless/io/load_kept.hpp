// Reads the state of a program, whatever its type: everything is checked and read before anything is changed.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <tapeless/io/checkpoint_metadata.hpp>
#include <tapeless/io/kept_state.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

// The state that numbers are loaded into.
template <class T>
struct loading_target {
  std::uint64_t graph = 0;
  std::vector<kept_value<T>> values;
  random_state* random = nullptr;  // of a program that draws
};

template <class T>
class loading {
 public:
  loading(const safetensors_reader& file, loading_target<T> to, const load_options& o)
      : file_(file), to_(std::move(to)), options_(o) {
    choose_kept(to_.values, file_.name(), o.what, o.rename);
    check_origin();
    find_tensors();
    find_random();
    found_.scalings = scalings_in(file_, used_);
    find_left_over();
    found_.metadata = users_metadata(file_.header().metadata);
    for (const auto& [value, tensor] : pairs_) numbers_.push_back(numbers_of(*value, *tensor));
  }

  // Nothing can fail any more.
  loaded commit() && noexcept {
    for (std::size_t i = 0; i < pairs_.size(); ++i)
      std::copy(numbers_[i].begin(), numbers_[i].end(), pairs_[i].first->numbers.begin());
    if (has_random_) *to_.random = random_;
    return std::move(found_);
  }

 private:
  bool whole() const { return options_.what == contents::everything; }
  const std::string* metadata(const char* key) const {
    const auto at = file_.header().metadata.find(key);
    return at == file_.header().metadata.end() ? nullptr : &at->second;
  }

  void check_origin() const {
    const std::string ours = shown_convention(options_.weights), graph = shown_graph(to_.graph);
    if (const std::string* s = metadata(orientation_key); s && *s != ours)
      throw orientation_error({file_.name()}, "weights in the order of " + ours, "those of " + *s);
    if (const std::string* s = metadata(graph_key); s && *s != graph && options_.strict && whole())
      throw graph_error({file_.name()}, "a checkpoint of this program, graph " + graph, "one of graph " + *s);
  }

  void find_tensors() {
    bool any_average = options_.what != contents::averages;
    for (kept_value<T>& v : to_.values) {
      const tensor_entry* t = v.average.empty() ? nullptr : file_.header().find(v.average);
      any_average = any_average || t;
      if (!t) t = file_.header().find(v.name);
      if (!t) {
        if (options_.strict) throw name_error({file_.name()}, "a tensor " + in_quotes(v.name), "none of this name");
        found_.missing.push_back(v.name);
        continue;
      }
      check_tensor(v, *t);
      used_.insert(t->name);
      pairs_.push_back({&v, t});
    }
    if (!any_average)
      throw name_error({file_.name()}, "moving averages, tensors of names */" + std::string(average_slot), "none");
  }

  void check_tensor(const kept_value<T>& v, const tensor_entry& t) const {
    const std::vector<std::size_t> extents = extents_in_file(v, options_.weights);
    if (t.shape != extents) {
      const bool other = extents_in_file(v, options_.weights == pytorch ? convention::tapeless : pytorch) == t.shape;
      throw shape_error(file_.where(t), "tensor " + in_quotes(t.name) + " to be " + shown_extents(extents),
                        shown_extents(t.shape) + (!other ? ""
                                                  : options_.weights == pytorch
                                                      ? ", not in PyTorch's order of axes"
                                                      : ", as in PyTorch's order of axes: .weights = io::pytorch"));
    }
    if (t.type == element_type::other)
      throw element_error(file_.where(t), "numbers in tensor " + in_quotes(t.name), t.type_name);
  }

  void find_random() {
    if (!to_.random || !whole()) return;
    if (const std::string* s = metadata(random_key)) {
      random_ = random_from(*s, file_.name());
      has_random_ = true;
    } else if (options_.strict) {
      throw name_error({file_.name()}, std::string("metadata ") + random_key, "none");
    } else {
      found_.missing.push_back(random_key);
    }
  }

  void find_left_over() {
    for (const tensor_entry& t : file_.header().tensors) {
      if (used_.count(t.name)) continue;
      if (options_.strict && whole())
        throw name_error(file_.where(t), "only what the program has", "tensor " + in_quotes(t.name));
      found_.left_over.push_back(t.name);
    }
  }

  std::vector<T> numbers_of(const kept_value<T>& v, const tensor_entry& t) const {
    std::vector<T> all = file_.read<T>(t);
    return is_turned(v.leaf.axes, t.shape.size(), options_.weights) ? transposed(std::span<const T>(all), t.shape[0])
                                                                    : all;
  }

  const safetensors_reader& file_;
  loading_target<T> to_;
  const load_options& options_;
  loaded found_;
  std::set<std::string> used_;
  std::vector<std::pair<const kept_value<T>*, const tensor_entry*>> pairs_;
  std::vector<std::vector<T>> numbers_;
  random_state random_;
  bool has_random_ = false;
};

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
