// Kernels that copy: which parts go where, and how each walks.
#pragma once

#include <tapeless/plan/lowered.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// A kernel that copies: operands into their parts of the output, and what no operand fills.
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

// What one of the copies of kernel `k` does. `filled`: the number that already stands where nothing else does, if
// `clean`.
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
    const window w = n.op->place(n, 0);
    const shape& inner = p.nodes.at[n.in[0]].shape;
    for (int a = 0; a < n.shape.rank; ++a)
      for (int side = 0; side < 2; ++side) {
        window border;
        for (int& step : border.step) step = 1;
        border.start[a] = side ? w.start[a] + inner.dim[a] : 0;
        nothing.shape = n.shape;
        nothing.shape.dim[a] = side ? n.shape.dim[a] - border.start[a] : w.start[a];
        if (nothing.shape.dim[a] > 0) r.add(-1, nothing, part_of(p.views.at[i], border, nothing.shape), value);
      }
  }
  for (int k = 0; k < n.op->arity; ++k) {
    const int q = n.in[k];
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

// Emits how one part of a copy walks, and says so in `part`.
constexpr void emit_walk(ir::list<int>& out, const view& from, const view& to, kernels::copy_part& part) {
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
  int near[2] = {-1, -1};  // the axes along which neighbours lie side by side, in the source and in the target
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
  emit_walk(numbers, from, to, w.part);
  for (int i = 0; i < numbers.size; ++i) w.record[i] = numbers.at[i];
  return w;
}

// The moves of a copy: for each part the packed addresses of source and target, then how it walks.
constexpr ir::lowered lower_moves(const ir::prepared& p, const ir::memory& m, const copy_plan& c, ir::address target) {
  ir::lowered l;
  l.kind = ir::kernel_kind::copy;
  for (int k = 0; k < c.parts; ++k) {
    kernels::copy_part part;
    part.fills = c.source[k] < 0;
    part.value = c.value[k];
    l.nest.push(c.source[k] < 0 ? 0 : packed(address_in(p, m, c.source[k])));
    l.nest.push(packed({target.where, target.offset + c.to[k].offset}));
    emit_walk(l.nest, c.from[k], c.to[k], part);
    l.parts.push(part);
  }
  return l;
}

// A copy of few vectors as a table of where each lane comes from, if whole vectors of the sources can be put together
// in few steps. Sections are whole lines, so that a vector of a source is as a kernel stored it.
constexpr kernels::assembly assembly_of(const ir::prepared& p, const ir::schedule& s, const ir::memory& m, int at) {
  kernels::assembly r;
  const int core = s.kernels.at[at].core, size = p.nodes.at[core].shape.size(), lanes = p.lanes;
  r.vectors = (size + lanes - 1) / lanes;
  r.target = packed(memory_of(p, m, core));
  if (lanes == 1 || p.samples > 1 || r.vectors > r.most_vectors || p.views.at[core].buffer != core ||
      !is_run(p.views.at[core]))
    return {};
  const copy_plan c = copies_of(p, s, core);
  ir::list<int> sections(r.vectors * lanes), elements(r.vectors * lanes);
  int* const section_of = sections.at;  // -2: nothing, -1: a number
  int* const element = elements.at;
  for (int i = 0; i < r.vectors * lanes; ++i) section_of[i] = i < size ? -2 : -1;
  bool first = true;
  for (int k = 0; k < c.parts; ++k) {
    const bool fills = c.source[k] < 0;
    if (fills && !first && r.value != c.value[k]) r.vectors = 0;
    if (fills) r.value = c.value[k], first = false;
    const ir::address source = fills ? ir::address{} : address_in(p, m, c.source[k]);
    const shape& walk = c.from[k].shape;
    for (int e = 0; e < walk.size(); ++e) {
      int rest = e, from = source.offset, to = c.to[k].offset;
      for (int a = walk.rank - 1; a >= 0; --a) {
        from += rest % walk.dim[a] * c.from[k].stride[a];
        to += rest % walk.dim[a] * c.to[k].stride[a];
        rest /= walk.dim[a];
      }
      section_of[to] = fills ? -1 : static_cast<int>(source.where);
      element[to] = from;
    }
  }
  for (int v = 0; v < r.vectors; ++v)
    for (int lane = 0; lane < lanes; ++lane) {
      const int i = v * lanes + lane;
      if (section_of[i] == -1) continue;
      if (section_of[i] < 0) {  // another kernel's
        r.vectors = 0;
        break;
      }
      const int block = packed({static_cast<ir::section>(section_of[i]), element[i] / lanes * lanes});
      int from = 0, k = 0;
      while (from < r.sources && r.source[from] != block) ++from;
      while (k < r.count[v] && r.piece[v][k].source != from) ++k;
      if (k == r.most_pieces || from == r.most_sources) {
        r.vectors = 0;
        break;
      }
      if (from == r.sources) r.source[r.sources++] = block;
      if (k == r.count[v]) r.piece[v][r.count[v]++].source = from;
      r.piece[v][k].lane[lane] = static_cast<signed char>(1 + element[i] % lanes);
    }
  return r;
}

// The copy that kernel `at` of the schedule makes.
constexpr ir::lowered lower_copy(const ir::prepared& p, const ir::schedule& s, const ir::memory& m, int at) {
  const int core = s.kernels.at[at].core;
  ir::lowered l = lower_moves(p, m, copies_of(p, s, core), memory_of(p, m, core));
  const kernels::assembly table = assembly_of(p, s, m, at);
  l.assembled = table.vectors > 0;
  if (l.assembled) {
    l.own = at;
    l.assembly.push(table);
  }
  return l;
}
// The commit of an assignment whose value no kernel writes into its slot itself.
constexpr ir::lowered lower_commit(const ir::prepared& p, const ir::memory& m, const ir::assignment& a) {
  copy_plan c;
  c.add(a.value, p.views.at[a.value], p.views.at[a.slot]);
  return lower_moves(p, m, c, memory_of(p, m, a.slot));
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
