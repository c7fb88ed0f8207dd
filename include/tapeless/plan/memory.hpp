// Third stage of planning: an address for every value. State (parameters, slots, run-time scalars) is laid out in
// order; in the arena, values that are never live at the same time share memory; constant tables have a section of
// their own.
#pragma once

#include <tapeless/plan/schedule.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

// First-fit allocation of intervals, in order of birth: keeps the gaps between live blocks, sorted by offset.
class first_fit {
 public:
  constexpr explicit first_fit(int last_kernel) : first_(last_kernel + 2) {
    for (int& b : first_) b = -1;
  }

  // Allocates `size` elements from kernel `born` to kernel `dies`; calls come in the order of `born`.
  constexpr int place(int size, int born, int dies) {
    for (; now_ < born; ++now_)  // release what died before
      for (int b = first_.at[now_ + 1]; b >= 0; b = blocks_.at[b].next) release(blocks_.at[b].at);
    int i = 0, offset = top_;
    while (i < gaps_ && gap_.at[i].size < size) ++i;
    if (i < gaps_) {
      offset = gap_.at[i].offset;
      gap_.at[i].offset += size;
      gap_.at[i].size -= size;
      if (gap_.at[i].size == 0) erase(i);
    } else if (gaps_ && gap_.at[gaps_ - 1].offset + gap_.at[gaps_ - 1].size == top_) {  // the last gap grows
      offset = gap_.at[--gaps_].offset;
      top_ = offset + size;
    } else {
      top_ += size;
    }
    blocks_.push({{offset, size}, first_.at[dies + 1]});
    first_.at[dies + 1] = blocks_.size - 1;
    return offset;
  }

 private:
  struct interval {
    int offset = 0, size = 0;
  };
  struct block {
    interval at{};
    int next = -1;  // the next block that dies with the same kernel
  };
  constexpr void erase(int i) {
    for (--gaps_; i < gaps_; ++i) gap_.at[i] = gap_.at[i + 1];
  }
  constexpr void release(const interval& freed) {
    const int offset = freed.offset, size = freed.size;
    int i = gaps_;
    while (i > 0 && gap_.at[i - 1].offset > offset) --i;
    const bool joins_before = i > 0 && gap_.at[i - 1].offset + gap_.at[i - 1].size == offset;
    const bool joins_behind = i < gaps_ && offset + size == gap_.at[i].offset;
    if (joins_before && joins_behind) {
      gap_.at[i - 1].size += size + gap_.at[i].size;
      erase(i);
    } else if (joins_before) {
      gap_.at[i - 1].size += size;
    } else if (joins_behind) {
      gap_.at[i].offset = offset;
      gap_.at[i].size += size;
    } else {
      if (gaps_ == gap_.size) gap_.push({});
      for (int j = gaps_++; j > i; --j) gap_.at[j] = gap_.at[j - 1];
      gap_.at[i] = freed;
    }
  }

  ir::list<interval> gap_;  // of which the first gaps_ are in use
  ir::list<block> blocks_;
  ir::list<int> first_;  // by kernel + 1: a block that dies with it
  int gaps_ = 0, top_ = 0, now_ = -1;
};

// Elements that a node's own memory takes, padding included.
constexpr int storage_size(const view& v) {
  int n = 1;
  for (int i = 0; i < v.shape.rank; ++i)
    if (v.stride[i] * v.shape.dim[i] > n) n = v.stride[i] * v.shape.dim[i];
  return round_up(n, line_elements);
}

// The layout of output `o` for callers: row by row, one sample after the other.
constexpr view target_of(const ir::prepared& p, int o) {
  const int at = p.outputs.at[o];
  return p.batched.at[at] ? samples_first_view(p.views.at[at].shape) : dense_view(p.views.at[at].shape);
}
// True if it is computed in this layout: then callers read it there.
constexpr bool lies_in_order(const ir::prepared& p, int o) {
  const view &from = p.views.at[p.outputs.at[o]], to = target_of(p, o);
  if (from.buffer < 0) return false;
  const node& base = p.nodes.at[from.buffer];
  if (base.op->remembers) return false;                                          // it lies in the state
  if (base.op->kind == ir::loop::leaf && !varies_by_sample(base)) return false;  // the state, or a table
  for (int i = 0; i < from.shape.rank; ++i)
    if (from.shape.dim[i] != 1 && from.stride[i] != to.stride[i]) return false;
  return true;
}

// Reached in constant evaluation, its name is the message.
inline void tapeless_delay_lines_of_a_program_have_too_many_different_lengths() {}

// The line of which node i is the window.
constexpr void place_line(ir::memory& m, const ir::prepared& p, int i) {
  const node& n = p.nodes.at[i];
  line_layout l = layout_of_line(n, p.batched.at[i] ? round_up(p.samples, p.lanes) : 1, p.shared);
  int g = 0;
  while (g < m.windows.size && m.windows.at[g] != l.group) ++g;
  if (g == ir::most_windows) tapeless_delay_lines_of_a_program_have_too_many_different_lengths();
  if (g == m.windows.size) m.windows.push(l.group);
  l.line.node = i;
  l.line.slot = n.in[0];
  l.line.group = g;
  m.lines.push(l.line);
  m.where.at[i] = m.where.at[l.line.slot] = ir::window_of_group(g);
  m.offset.at[i] = m.offset.at[l.line.slot] = m.state;
  m.state += round_up(l.line.outer * l.line.room, line_elements);
}

// The nodes that are state, in memory order: the windows of delay lines, then parameters, slots and run-time scalars.
constexpr ir::list<int> kept_nodes(const ir::prepared& p) {
  ir::list<int> kept;
  ir::list<std::uint64_t> names;
  int first = 0;
  const auto add = [&](int i, const node& leaf) {
    const std::uint64_t name = mix(detail::given(leaf.owner) ? leaf.owner->hash : 0, leaf.leaf->hash);
    int at = kept.size;
    while (p.shared.by_name && at > first && names.at[at - 1] > name) --at;
    kept.push(i);
    names.push(name);
    for (int k = kept.size - 1; k > at; --k) {
      kept.at[k] = kept.at[k - 1];
      names.at[k] = names.at[k - 1];
    }
    kept.at[at] = i;
    names.at[at] = name;
  };
  for (int i = 0; i < p.nodes.size; ++i)
    if (p.nodes.at[i].op->remembers) add(i, p.nodes.at[p.nodes.at[i].in[0]]);
  first = kept.size;
  const auto is_past = [&](int i) {
    for (int k = 0; k < first; ++k)
      if (p.nodes.at[kept.at[k]].in[0] == i) return true;
    return false;
  };
  for (int i = 0; i < p.nodes.size; ++i) {
    const node& n = p.nodes.at[i];
    const bool state = is_leaf(n, ir::role::parameter) || is_leaf(n, ir::role::slot) || is_leaf(n, ir::role::scalar);
    if (state && !is_past(i)) add(i, n);
  }
  return kept;
}

}  // namespace detail

constexpr ir::memory make_memory(const ir::prepared& p, const ir::schedule& s) {
  const int size = p.nodes.size, end = s.kernels.size;
  ir::memory m;
  m.where = ir::list<ir::section>(size);
  m.offset = ir::list<int>(size);
  m.born = s.kernel_of;
  m.dies = s.kernel_of;
  for (int i = 0; i < size; ++i)
    if (s.kernel_of.at[i] >= 0)
      for (short q : p.nodes.at[i].in)
        if (q >= 0 && p.views.at[q].buffer >= 0 && m.dies.at[p.views.at[q].buffer] < s.kernel_of.at[i])
          m.dies.at[p.views.at[q].buffer] = s.kernel_of.at[i];
  // Assignments: the kernel that computes the value can write it straight into the slot if no later kernel reads the
  // old value, and if it reads only the same element of the old value itself, not all of it as the factor of a product.
  // Later kernels read the new value there. A training step's state changes after all its tiles.
  ir::list<int> direct_into(size);
  for (int& slot : direct_into) slot = -1;
  for (const ir::assignment& a : p.assignments) {
    const int slot = a.slot, value = a.value, k = s.kernel_of.at[value];
    bool direct = p.nodes.at[value].op->kind == ir::loop::pointwise && m.dies.at[slot] <= k &&
                  direct_into.at[value] < 0 && !s.summed.at[value] && (p.sums.size == 0 || s.kernels.at[k].last_phase);
    if (direct && m.dies.at[slot] == k)
      for (int j = s.kernels.at[k].first; j < s.kernels.at[k].first + s.kernels.at[k].count; ++j)
        for (short q : p.nodes.at[s.members.at[j]].in)
          if (q >= 0 && p.views.at[q].buffer == slot &&
              (q != slot || s.members.at[j] == s.kernels.at[k].core ||
               s.kernels.at[k].domain != p.nodes.at[slot].shape))
            direct = false;
    for (const int o : p.outputs) direct = direct && p.views.at[o].buffer != value;
    direct = direct || slot == value;
    m.direct.push(direct);
    if (slot == value) continue;
    if (direct) direct_into.at[value] = slot;
    else m.dies.at[value] = end;
  }
  // Outputs that callers read in the arena stay live until the next call, which may take them as inputs.
  for (int o = 0; o < p.outputs.size; ++o)
    if (const int base = p.views.at[p.outputs.at[o]].buffer; base >= 0) {
      m.dies.at[base] = end;
      if (detail::lies_in_order(p, o)) m.born.at[base] = -1;
    }
  for (int i = 0; i < size; ++i)
    if (s.summed.at[i]) m.dies.at[i] = end;

  detail::first_fit arena(end);
  auto take = [&](int i) {
    const int room = detail::storage_size(p.views.at[i]);
    m.where.at[i] = ir::section::arena;
    m.offset.at[i] = arena.place(room, m.born.at[i], m.dies.at[i]);
    if (m.offset.at[i] + room > m.arena) m.arena = m.offset.at[i] + room;
  };
  for (const int i : detail::kept_nodes(p)) {
    if (p.nodes.at[i].op->remembers) {
      detail::place_line(m, p, i);
    } else {
      m.where.at[i] = ir::section::state;
      m.offset.at[i] = m.state;
      m.state += detail::storage_size(p.views.at[i]);
    }
  }
  for (int i = 0; i < size; ++i) {
    const node& n = p.nodes.at[i];
    if (n.op->kind != ir::loop::leaf || !detail::given(n.leaf) || m.where.at[i] != ir::section::none) continue;
    switch (n.leaf->kind) {
      case ir::role::table:
      case ir::role::iota:
        m.where.at[i] = ir::section::table;
        m.offset.at[i] = m.table;
        m.table += detail::storage_size(p.views.at[i]);
        break;
      default:
        m.dies.at[i] = m.dies.at[i] < 0 ? end : m.dies.at[i];
        take(i);
    }
  }
  for (int i = 0; i < size; ++i)
    if (m.born.at[i] < 0 && m.dies.at[i] == end && m.where.at[i] == ir::section::none && p.views.at[i].buffer == i &&
        p.nodes.at[i].op->kind != ir::loop::leaf)
      take(i);
  for (int k = 0; k < end; ++k)
    for (int j = s.kernels.at[k].first; j < s.kernels.at[k].first + s.kernels.at[k].count; ++j) {
      const int i = s.members.at[j];
      if (!s.stored.at[i]) continue;
      if (const int whole = p.views.at[i].buffer;
          whole != i) {  // computed in its final position: all of that value is live from now on
        if (m.where.at[whole] != ir::section::none) continue;
        m.born.at[whole] = k;
        take(whole);
        continue;
      }
      if (m.where.at[i] != ir::section::none) continue;
      if (direct_into.at[i] >= 0) {
        m.where.at[i] = ir::section::state;
        m.offset.at[i] = m.offset.at[direct_into.at[i]];
      } else {
        take(i);
      }
    }
  return m;
}

}  // namespace tapeless::inline TAPELESS_ISA
