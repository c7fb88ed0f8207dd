// Delay lines in memory (ops/delay.hpp). A line holds more elements than its window, which moves on by a block with
// each call; the producer of a block computes it at the end of the window, and readers read the window, as if it were
// an ordinary value. When a block would not fit, what the next window begins with, the past, moves to the front.
//
// Lines that move by as many elements, with as much room, form a group: they share one offset, and each group is a
// section of memory of its own (plan/kernel.hpp), so that the records of kernels are constants as ever.
//
// Layout: each row of channels has its own run of elements in time, so that lanes run along time; a line of single
// frames has the channels of a frame side by side instead. The room behind the past is at least four blocks and not
// less than the past: moving the past costs at most one element for each element of x.
#pragma once

#include <tapeless/ops/delay.hpp>
#include <tapeless/plan/task.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace ir {

// `outer` runs of `room` elements. The window begins with `past` elements of each run.
struct line {
  int node = -1, slot = -1;  // the value of the window, and its past
  int outer = 1, room = 0, past = 0;
  int group = 0;
};
// The window moves by `step` elements with each block, at most to `limit`.
struct line_group {
  int step = 0, limit = 0;

  friend constexpr bool operator==(const line_group&, const line_group&) = default;
};

}  // namespace ir

namespace detail {

constexpr bool is_computed(const node& n) { return n.op->kind != ir::loop::leaf && !given(n.op->look); }

struct line_layout {
  view window{};
  ir::line line{};
  ir::line_group group{};
};

// `inner`: the elements of a number, 1, or the padded samples of the last axis. The room is for the longest blocks of
// the programs that share the line.
constexpr line_layout layout_of_line(const node& n, int inner, const ir::sharing& shared) {
  const int axis = ops::line_op::axis(n), past = ops::line_op::past(n), block = n.shape.dim[axis] - past;
  const int most = block * shared.longest / shared.length;
  int rows = 1;
  for (int a = 0; a < axis; ++a) rows *= n.shape.dim[a];
  int behind = 4 * most < 32 ? 32 : 4 * most;
  while (behind < past) behind *= 4;
  const bool frames_first = most == 1;
  const int column = frames_first ? rows * inner : inner;  // from one frame to the next

  line_layout l;
  l.line.outer = frames_first ? 1 : rows;
  l.line.past = past * column;
  l.group = {block * column, behind * column};
  // Rows at multiples of 4 kB would share a few sets of the cache.
  l.line.room = round_up(l.line.past + l.group.limit, 16);
  if (l.line.room / 16 % 2 == 0) l.line.room += 16;

  view& v = l.window;
  v.shape = n.shape;
  int step = inner;
  if (axis + 1 < n.shape.rank) v.stride[axis + 1] = 1;
  v.stride[axis] = column;
  if (!frames_first) step = l.line.room;
  for (int a = axis - 1; a >= 0; --a) {
    v.stride[a] = step;
    step *= n.shape.dim[a];
  }
  return l;
}

// A task in which everything but pointwise code reads a value that stands at the end of a line there: then it has no
// memory elsewhere.
constexpr ir::task reading_lines(const ir::task& t) {
  const int count = t.nodes.size;
  ir::list<int> line_of(count), place(count), shown(count);
  for (int i = 0; i < count; ++i) line_of.at[i] = shown.at[i] = -1;
  for (int i = 0; i < count; ++i)
    if (const node& n = t.nodes.at[i]; n.op->remembers && line_of.at[n.in[1]] < 0) line_of.at[n.in[1]] = i;
  builder b(false, count + 16);
  for (int i = 0; i < count; ++i) {
    const node& n = t.nodes.at[i];
    node moved = renumbered(n, place.at);
    for (int k = 0; k < 3 && n.in[k] >= 0 && n.op->kind != ir::loop::pointwise && !n.op->remembers; ++k) {
      const int q = n.in[k];
      if (line_of.at[q] < 0 || !is_computed(t.nodes.at[q])) continue;
      const node& line = t.nodes.at[line_of.at[q]];
      const int axis = ops::line_op::axis(line), past = ops::line_op::past(line);
      if (shown.at[q] < 0)
        shown.at[q] = slice(b.at(place.at[line_of.at[q]]), axis, past, line.shape.dim[axis] - past).id;
      moved.in[k] = static_cast<short>(shown.at[q]);
    }
    place.at[i] = b.insert(moved);
    if (line_of.at[i] < 0 || !is_computed(n)) continue;
    const node& line = t.nodes.at[line_of.at[i]];  // now, before all readers
    place.at[line.in[0]] = b.insert(t.nodes.at[line.in[0]]);
    place.at[line_of.at[i]] = b.insert(renumbered(line, place.at));
  }
  ir::task r = t;
  each_root(r, [&](int& id) { id = place.at[id]; });
  r.nodes.size = 0;
  r.nodes.reserve(b.size());
  for (int i = 0; i < b.size(); ++i) r.nodes.push(b[i]);
  return r;
}
constexpr int count_lines(const ir::list<node>& nodes) {
  int count = 0;
  for (const node& n : nodes) count += n.op->remembers;
  return count;
}
constexpr bool has_lines(const ir::list<node>& nodes) { return count_lines(nodes) > 0; }

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
