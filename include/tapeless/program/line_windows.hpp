// The windows of a program's delay lines while it runs (plan/lines.hpp): where they are, and how they move.
#pragma once

#include <type_traits>

#include <tapeless/program/engine.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// How far the windows have moved, by group.
template <int Groups>
struct moved_windows {
  int moved[Groups]{};
};
struct no_windows {};

template <class Machine>
class line_windows {
  using T = typename Machine::T;

 public:
  static constexpr int count = Machine::layout.windows.size;
  using kept = std::conditional_t<(count > 0), moved_windows<count + (count == 0)>, no_windows>;

  // Before a block: windows where they are, or at the front again.
  static constexpr void open(T* state, kept& lines, sections<T>& memory) noexcept {
    for_indices<0, count>([&]<int G>() {
      constexpr ir::line_group group = Machine::layout.windows[G];
      if (lines.moved[G] + group.step > group.limit) rewind<G>(state, lines.moved[G]);
      memory.at[static_cast<int>(ir::window_of_group(G))] = state + lines.moved[G];
    });
  }
  static constexpr void move_on(kept& lines) noexcept {
    for_indices<0, count>([&]<int G>() {
      constexpr int step = Machine::layout.windows[G].step;
      lines.moved[G] += step;
    });
  }

 private:
  struct kept_line {
    int offset = 0, outer = 0, room = 0, past = 0;
  };
  template <int N>
  struct line_list {
    kept_line at[N]{};
  };
  static constexpr int count_lines(int group) {
    int n = 0;
    for (const ir::line& l : Machine::layout.lines) n += l.group == group;
    return n;
  }
  template <int G>
  static constexpr auto lines_of = [] {
    line_list<count_lines(G)> list;
    int k = 0;
    for (const ir::line& l : Machine::layout.lines)
      if (l.group == G) list.at[k++] = {Machine::layout.offset[l.node], l.outer, l.room, l.past};
    return list;
  }();
  // Moves the past of these lines to the front of their memory, where the next window begins.
  template <int G>
  static constexpr void rewind(T* state, int& moved) noexcept {
    for (const kept_line& l : lines_of<G>.at)
      for (int o = 0; o < l.outer; ++o) {
        T* const to = state + l.offset + o * l.room;
        const T* const from = to + moved;
        for (int i = 0; i < l.past; ++i) to[i] = from[i];
      }
    moved = 0;
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
