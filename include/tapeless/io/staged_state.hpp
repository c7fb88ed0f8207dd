// The state of a program while a file of another program's model is read: nothing is changed before all has been read.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tapeless/io/kept_state.hpp>
#include <tapeless/io/model_error.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

// Parameters and slots by name, and the numbers that they will have.
template <class T>
class staged_state {
 public:
  template <class Net>
  staged_state(std::string file, Net& net) : file_(std::move(file)) {
    net.for_each_state([&](const state_leaf& s, auto numbers) {
      if (!*s.owner && !s.line && (s.kind == ir::role::parameter || s.kind == ir::role::slot))
        all_.push_back({s, numbers, std::vector<T>(numbers.begin(), numbers.end()), false});
    });
  }

  const std::string& file() const { return file_; }
  bool has(std::string_view name) const { return find(name) != nullptr; }

  // The numbers of a value of this shape, row by row, to be written. Throws name_error, shape_error.
  std::vector<T>& values(const std::string& name, const std::vector<std::size_t>& extents) {
    staged* const v = const_cast<staged*>(find(name));
    if (!v) throw name_error({file_}, "a program with a parameter " + in_quotes(name), "none of this name");
    std::vector<std::size_t> ours;
    for (int i = 0; i < v->leaf.shape.rank; ++i) ours.push_back(static_cast<std::size_t>(v->leaf.shape.dim[i]));
    if (ours != extents)
      throw shape_error({file_}, in_quotes(name) + " to be " + shown_extents(ours), shown_extents(extents));
    v->written = true;
    return v->next;
  }

  // Refuses parameters below a name that the file has nothing for.
  void all_written(std::string_view below) const {
    for (const staged& v : all_)
      if (v.leaf.kind == ir::role::parameter && !v.written && std::string_view(v.leaf.name).starts_with(below))
        throw name_error({file_}, "a layer for parameter " + in_quotes(v.leaf.name), "none");
  }

  void commit() noexcept {
    for (staged& v : all_)
      if (v.written) std::copy(v.next.begin(), v.next.end(), v.numbers.begin());
  }

 private:
  struct staged {
    state_leaf leaf;
    state_view<T> numbers;
    std::vector<T> next;
    bool written;
  };
  const staged* find(std::string_view name) const {
    for (const staged& v : all_)
      if (v.leaf.name == name) return &v;
    return nullptr;
  }

  std::string file_;
  std::vector<staged> all_;
};

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
