// Copies: concatenations, paddings, other layouts, and commits of assignments.
#pragma once

#include <tapeless/kernels/copy.hpp>
#include <tapeless/plan/kernels/kernel_class.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// A kernel that copies: operands into their parts of the output, and a number where there is no operand.
struct copy_plan {
  static constexpr int capacity = kernels::copy_code::capacity;
  int parts = 0;
  view from[capacity]{}, to[capacity]{};
  int source[capacity]{};  // -1: none, a number
  double value[capacity]{};

  constexpr void add(int node, const view& source_view, const view& target, double filled = 0) {
    source[parts] = node;
    from[parts] = source_view;
    value[parts] = filled;
    to[parts++] = target;
  }
};

// The copies of node i. If `clean`, the number `filled` is already wherever nothing else is.
constexpr void add_copies(copy_plan& r, const ir::prepared& p, const ir::schedule& s, int i, bool clean,
                          double filled) {
  const node& n = p.nodes.at[i];
  view nothing;
  int covered = 0;
  bool placed = false;
  for (short q : n.in)
    if (q >= 0) {
      covered += p.nodes.at[q].shape.size();
      placed = placed || is_placed(p, q);
    }
  const double value = n.op->place(n, 0).fill;
  if (covered < n.shape.size() && clean) {
    nothing.shape = n.shape;
    if (value != filled) r.add(-1, nothing, p.views.at[i], value);
    filled = value;
  } else if (covered < n.shape.size() && !placed) {
    nothing.shape = n.shape;
    r.add(-1, nothing, p.views.at[i], value);
  } else if (covered < n.shape.size()) {  // what is there already must stay: only the borders
    const placement w = n.op->place(n, 0);
    const shape& inner = p.nodes.at[n.in[0]].shape;
    for (int a = 0; a < n.shape.rank; ++a)
      for (int side = 0; side < 2; ++side) {
        placement border;
        for (int& step : border.step) step = 1;
        border.start[a] = side ? w.start[a] + inner.dim[a] : 0;
        nothing.shape = n.shape;
        nothing.shape.dim[a] = side ? n.shape.dim[a] - border.start[a] : w.start[a];
        if (nothing.shape.dim[a] > 0) r.add(-1, nothing, part_of(p.views.at[i], border, nothing.shape), value);
      }
  }
  for (int k = 0; k < n.op->arity; ++k) {
    const int q = n.in[k];
    if (n.op->remembers && k == 0) continue;  // it is there
    if (!is_placed(p, q)) r.add(q, p.views.at[q], part_of(p.views.at[i], n.op->place(n, k), p.views.at[q].shape));
    else if (s.kernel_of.at[q] == s.kernel_of.at[i]) add_copies(r, p, s, q, clean, filled);
  }
}

// True if only this kernel writes into the value that node i copies to: then it may be filled first, as a whole.
constexpr bool writes_alone(const ir::prepared& p, const ir::schedule& s, int i) {
  for (int k = 0; k < p.nodes.at[i].op->arity; ++k) {
    const int q = p.nodes.at[i].in[k];
    if (is_placed(p, q) && (s.kernel_of.at[q] != s.kernel_of.at[i] || !writes_alone(p, s, q))) return false;
  }
  return true;
}
// Elements of node i that no operand fills.
constexpr int uncovered(const ir::prepared& p, const ir::schedule& s, int i) {
  int open = p.nodes.at[i].shape.size();
  for (int k = 0; k < p.nodes.at[i].op->arity; ++k) {
    const int q = p.nodes.at[i].in[k];
    open -= p.nodes.at[q].shape.size();
    if (is_placed(p, q) && s.kernel_of.at[q] == s.kernel_of.at[i]) open += uncovered(p, s, q);
  }
  return open;
}

constexpr copy_plan copies_of(const ir::prepared& p, const ir::schedule& s, int core) {
  copy_plan r;
  const bool nested = s.kernels.at[s.kernel_of.at[core]].count > 1, clean = nested && writes_alone(p, s, core);
  const double value = p.nodes.at[core].op->place(p.nodes.at[core], 0).fill;
  if (clean && uncovered(p, s, core) > 0) {
    view nothing;
    nothing.shape = p.nodes.at[core].shape;
    r.add(-1, nothing, p.views.at[core], value);
  }
  add_copies(r, p, s, core, clean, value);
  return r;
}

// Where the memory of node i begins.
constexpr ir::address memory_of(const ir::prepared& p, const ir::memory& m, int i) {
  const int base = p.views.at[i].buffer;
  return {m.where.at[base], m.offset.at[base]};
}

// Appends the loops of one part of a copy, and describes them in `part`.
constexpr void append_walk(ir::list<int>& out, const view& from, const view& to, kernels::copy_part& part) {
  axis_list walk(2);
  int order[max_rank]{};  // as the target lies in memory
  for (int a = 0; a < from.shape.rank; ++a) {
    int at = a;
    for (; at > 0 && to.stride[order[at - 1]] < to.stride[a]; --at) order[at] = order[at - 1];
    order[at] = a;
  }
  for (int i = 0; i < from.shape.rank; ++i) {
    const int a = order[i], stride[2] = {from.stride[a], to.stride[a]};
    walk.add(from.shape.dim[a], stride, false);
  }
  int near[2] = {-1, -1};  // the axes along which elements are adjacent, of source and target
  for (int a = 0; a < walk.count; ++a)
    for (int j = 0; j < 2; ++j)
      if (walk.stride(a)[j] == 1) near[j] = a;
  const bool turn = near[0] >= 0 && near[1] >= 0 && near[0] != near[1];
  const int inner = near[1] >= 0 ? near[1] : walk.count - 1;
  part.turns = turn;
  for (int a = 0; a < walk.count; ++a) {
    if (a == inner || (turn && a == near[0])) continue;
    out.push(walk.extent[a]);
    for (int j = 0; j < 2; ++j) out.push(walk.stride(a)[j]);
    ++part.loops;
  }
  if (turn) {
    out.push(walk.extent[near[1]]);
    out.push(walk.extent[near[0]]);
    out.push(walk.stride(near[1])[0]);
    out.push(walk.stride(near[0])[1]);
  } else {
    out.push(inner < 0 ? 1 : walk.extent[inner]);
    for (int j = 0; j < 2; ++j) out.push(inner < 0 ? 0 : walk.stride(inner)[j]);
  }
}

// A copy between two views that are constants: its code, and the numbers that it reads.
struct copy_walk {
  kernels::copy_part part{};
  int record[3 * max_rank + 4]{};
};
constexpr copy_walk walk_between(const view& from, const view& to) {
  ir::list<int> numbers;
  copy_walk w;
  append_walk(numbers, from, to, w.part);
  for (int i = 0; i < numbers.size; ++i) w.record[i] = numbers.at[i];
  return w;
}

// The moves of a copy: for each part the packed addresses of source and target, then how it walks.
constexpr void lower_moves(ir::lowered& l, const ir::prepared& p, const ir::memory& m, const copy_plan& c,
                           ir::address target) {
  kernels::copy_code code;
  for (int k = 0; k < c.parts; ++k) {
    kernels::copy_part& part = code.part[code.parts++];
    part.fills = c.source[k] < 0;
    part.value = c.value[k];
    l.nest.push(c.source[k] < 0 ? 0 : packed(address_in(p, m, c.source[k])));
    l.nest.push(packed({target.where, target.offset + c.to[k].offset}));
    append_walk(l.nest, c.from[k], c.to[k], part);
  }
  l.write(code);
}

// Executes a copy on cells.
template <class Walk>
constexpr void move_cells(Walk& w, const kernels::copy_part& part, int loop, typename Walk::place from,
                          typename Walk::place to, const int* r) {
  if (loop < part.loops) {
    for (int e = 0; e < r[3 * loop]; ++e)
      move_cells(w, part, loop + 1, from + e * r[3 * loop + 1], to + e * r[3 * loop + 2], r);
    return;
  }
  r += 3 * loop;
  for (int i = 0; i < r[0]; ++i) {
    if (part.fills) w.reach(to + i * r[2]) = w.algebra.number(part.value);
    else if (!part.turns) w.reach(to + i * r[2]) = w.reach(from + i * r[1]);
    for (int c = 0; part.turns && c < r[1]; ++c) w.reach(to + (c * r[3] + i)) = w.reach(from + (i * r[2] + c));
  }
}

struct copy_kernel : kernel_class {
  static constexpr char name[] = "copy";
  using code = kernels::copy_code;

  static constexpr bool matches(const ir::prepared& p, const ir::schedule&, const ir::kernel& k) {
    return k.core >= 0 && p.nodes.at[k.core].op->kind == ir::loop::movement;
  }
  // Copies that fill parts of one value are one kernel, the outermost one's.
  static constexpr bool joins(const ir::prepared& p, int q, int reader) {
    const auto copies = [&](int i) { return p.nodes.at[i].op->kind == ir::loop::movement && computes(p.nodes.at[i]); };
    return copies(q) && copies(reader) && is_placed(p, q) && p.views.at[q].buffer == p.views.at[reader].buffer;
  }

  static constexpr bool lower(const ir::prepared& p, const ir::schedule& s, const ir::memory& m, int at,
                              ir::lowered& l) {
    const int core = s.kernels.at[at].core;
    lower_moves(l, p, m, copies_of(p, s, core), memory_of(p, m, core));
    return true;
  }
  // The commit of an assignment whose value no kernel writes into its slot.
  static constexpr void lower_commit(const ir::prepared& p, const ir::memory& m, const ir::assignment& a,
                                     ir::lowered& l) {
    copy_plan c;
    c.add(a.value, p.views.at[a.value], p.views.at[a.slot]);
    lower_moves(l, p, m, c, memory_of(p, m, a.slot));
  }

  template <class Engine, int K, class T>
  TAPELESS_INLINE static constexpr void run(const sections<T>& s, const int* record) noexcept {
    constexpr code parts = read_code<code>(Engine::emitted, Engine::template code_of<K>);
    kernels::copy_parts<T, parts>(record, [&s](int packed) TAPELESS_INLINED { return resolve_plainly(s, packed); });
  }
  template <class Walk>
  static constexpr void walk(Walk& w, const ir::lowered& l) {
    const code c = l.read<code>();
    const int* r = l.nest.at;
    for (int k = 0; k < c.parts; ++k) {
      const kernels::copy_part& part = c.part[k];
      move_cells(w, part, 0, Walk::begin(r[0]), Walk::begin(r[1]), r + 2);
      r += 2 + 3 * part.loops + (part.turns ? 4 : 3);
    }
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
