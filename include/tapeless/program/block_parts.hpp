// What one block of a call sees of the call's bindings, and which calls make sense (program/block_lengths.hpp).
#pragma once

#include <tapeless/program/block_shapes.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

template <class Config>
struct opened : running<Config> {
  using running<Config>::check_overlaps;
  using running<Config>::execute;
  using running<Config>::result_span;
};

// The leaf or output that program Config has in the place of the one that B binds.
template <class Config, class B>
constexpr node leaf_in_block = [] {
  constexpr node n = leaf_of_binding<B>;
  constexpr int output = Config::shapes::output_of(n);
  if constexpr (is_bound_by_calls(n) || is_leaf(n, ir::role::scalar) || output < 0)
    return Config::bound_by(binding_key(n)).node;
  else return Config::root_of_output(output);
}();

// A binding of one block: of a range, or a number. An output is copied from the workspace afterwards.
template <class Config, class B, class Element = typename B::element>
struct block_range {
  using expression = typename B::expression;
  using element = Element;
  using index = void;
  static constexpr node leaf = leaf_in_block<Config, B>;
  static constexpr long extent = -1;
  static constexpr bool is_range = true, has_rows = false, holds = false;
  element* data;
  long size;
  [[no_unique_address]] all_rows rows{};
};
template <class Config, class B>
struct block_number {
  using expression = typename B::expression;
  using element = typename B::element;
  static constexpr node leaf = leaf_in_block<Config, B>;
  static constexpr bool is_range = false, has_rows = false;
  double value;
};
template <class Config, class B>
using block_binding = std::conditional_t<B::is_range, block_range<Config, B>, block_number<Config, B>>;

template <class Config, class B>
constexpr block_binding<Config, B> whole_range(const B& b) {
  if constexpr (B::is_range) return {b.data, b.size};
  else return {b.value};
}

// The part of a binding that one block sees: frames [first, first + length) of all. Rows are copied one behind the
// other.
template <class Config, class B>
class block_part {
  static constexpr node leaf = leaf_in_block<Config, B>;
  static constexpr bool is_input = is_bound_by_calls(leaf);
  static constexpr bool is_cut = B::is_range && is_input && Config::shapes::is_cut(leaf);
  static constexpr int columns = is_cut ? leaf.shape.back() : 1, rows = is_cut ? leaf.shape.size() / columns : 1;
  static constexpr int copied = rows > 1 ? rows* columns : 1;

 public:
  constexpr block_part(const B& b, long first, long all) noexcept : of_(b) {
    if constexpr (rows > 1) {
      const long begin = first * columns / Config::length, pitch = all * columns / Config::length;
      for (int r = 0; r < rows; ++r)
        for (int i = 0; i < columns; ++i) copy_[r * columns + i] = b.data[r * pitch + begin + i];
    } else {
      begin_ = first * columns / Config::length;
    }
  }
  constexpr auto binding() const noexcept {
    if constexpr (is_cut) {
      if constexpr (rows > 1) return block_range<Config, B, const typename B::element>{copy_, rows * columns};
      else return block_range<Config, B>{of_.data + begin_, columns};
    } else if constexpr (is_input || is_leaf(leaf, ir::role::scalar)) {
      return whole_range<Config>(of_);
    } else {
      return block_number<Config, B>{0};  // nothing: an output
    }
  }

 private:
  const B& of_;
  long begin_ = 0;
  std::remove_const_t<typename B::element> copy_[copied];
};

// Copies what a block gave for this output into the range that a call binds.
template <class Config, class B>
constexpr void export_block(const workspace<Config>& w, const B& b, long first, long all) noexcept {
  constexpr node leaf = leaf_in_block<Config, B>;
  if constexpr (B::is_range && !is_bound_by_calls(leaf)) {
    constexpr int o = Config::shapes::output_of(leaf);
    constexpr bool is_cut = Config::shapes::is_output_cut(o);
    constexpr int columns = is_cut ? leaf.shape.back() : leaf.shape.size(), rows = leaf.shape.size() / columns;
    const auto* const from = opened<Config>::template result_span<o>(w).data();
    const long begin = is_cut ? first * columns / Config::length : 0;
    const long pitch = is_cut ? all * columns / Config::length : 0;
    for (int r = 0; r < rows; ++r)
      for (int i = 0; i < columns; ++i) b.data[r * pitch + begin + i] = from[r * columns + i];
  }
}

// Whether a call of programs in blocks makes sense. What a program of its own would refuse is said by the program with
// the shortest blocks.
template <class Shapes, class Short, class B>
consteval bool is_cut_binding() {
  constexpr node n = leaf_in_block<Short, B>;
  if constexpr (is_bound_by_calls(n)) return Shapes::is_cut(n);
  else if constexpr (is_leaf(n, ir::role::scalar)) return false;
  else return Shapes::is_output_cut(Shapes::output_of(n));
}
template <class B>
consteval long extent_of_binding() {
  if constexpr (B::is_range) return B::extent;
  else return 1;
}
template <class Shapes, class Short, class... B>
consteval bool frames_fit() {
  long blocks = -1;
  bool fit = true;
  auto look = [&](long extent, const node& n, bool cut) {
    const long size = n.shape.size();
    if (extent < 0 || is_leaf(n, ir::role::scalar)) return;
    if (!cut) {
      fit = fit && extent == size;
    } else {
      fit = fit && extent > 0 && extent % size == 0 && (blocks < 0 || blocks == extent / size);
      blocks = extent / size;
    }
  };
  (look(extent_of_binding<B>(), leaf_in_block<Short, B>, is_cut_binding<Shapes, Short, B>()), ...);
  return fit;
}
template <int...>
struct lengths_shown {};

template <class Short, class B>
consteval bool is_known() {
  constexpr node n = leaf_of_binding<B>;
  if constexpr (is_bound_by_calls(n) || is_leaf(n, ir::role::scalar)) return Short::shapes::has_leaf(n);
  else return Short::shapes::output_of(n) >= 0;
}
template <class Short, class... B>
requires((inert_like<B> || ...)) consteval bool accepts_in_blocks() { return false; }
template <class Short, class... B>
consteval bool accepts_in_blocks() {
  if constexpr (!(is_binding<B> && ...)) {
    return accepts<Short, B...>();
  } else if constexpr (!(is_known<Short, B>() && ...)) {
    return accepts<Short, B...>();
  } else {
    constexpr bool rows = (B::has_rows || ...), fit = frames_fit<typename Short::shapes, Short, B...>();
    static_assert(!rows ? true : mistake<B...>,
                  "tapeless: block_lengths: at_rows is for samples: the frames of a call follow one another");
    static_assert(rows || fit ? true : mistake<shown<leaf_of_binding<B>.leaf>...>,
                  "tapeless: block_lengths: no program has a block of this length: the number of frames of a call is a "
                  "multiple of the shortest block's, the same for all inputs and outputs");
    if constexpr (rows || !fit) return false;
    else return accepts<Short, block_binding<Short, B>...>();
  }
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
