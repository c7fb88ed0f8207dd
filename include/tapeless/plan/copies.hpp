// Kernels that copy: which parts go where, and how each walks.
#pragma once

#include <tapeless/kernels/assembly.hpp>
#include <tapeless/kernels/copy.hpp>
#include <tapeless/plan/records.hpp>

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
template <class P, class S>
constexpr void add_copies(copy_plan& r, const P& p, const S& s, int i, bool clean, double filled) {
  const node& n = p.nodes[i];
  view nothing;
  int covered = 0;
  bool placed = false;
  for (short q : n.in)
    if (q >= 0) {
      covered += p.nodes[q].shape.size();
      placed = placed || is_placed(p, q);
    }
  const double value = n.op->place(n, 0).fill;
  if (covered < n.shape.size() && clean) {
    nothing.shape = n.shape;
    if (value != filled) r.add(-1, nothing, p.views[i], value);
    filled = value;
  } else if (covered < n.shape.size() && !placed) {
    nothing.shape = n.shape;
    r.add(-1, nothing, p.views[i], value);
  } else if (covered < n.shape.size()) {  // what is there already must stay: only the borders
    const window w = n.op->place(n, 0);
    const shape& inner = p.nodes[n.in[0]].shape;
    for (int a = 0; a < n.shape.rank; ++a)
      for (int side = 0; side < 2; ++side) {
        window border;
        for (int& step : border.step) step = 1;
        border.start[a] = side ? w.start[a] + inner.dim[a] : 0;
        nothing.shape = n.shape;
        nothing.shape.dim[a] = side ? n.shape.dim[a] - border.start[a] : w.start[a];
        if (nothing.shape.dim[a] > 0) r.add(-1, nothing, part_of(p.views[i], border, nothing.shape), value);
      }
  }
  for (int k = 0; k < n.op->arity; ++k) {
    const int q = n.in[k];
    if (!is_placed(p, q)) r.add(q, p.views[q], part_of(p.views[i], n.op->place(n, k), p.views[q].shape));
    else if (s.kernel_of[q] == s.kernel_of[i]) add_copies(r, p, s, q, clean, filled);
  }
}

// True if only this kernel writes into the value that node i copies to: then it may be filled first, as a whole.
template <class P, class S>
constexpr bool writes_alone(const P& p, const S& s, int i) {
  for (int k = 0; k < p.nodes[i].op->arity; ++k) {
    const int q = p.nodes[i].in[k];
    if (is_placed(p, q) && (s.kernel_of[q] != s.kernel_of[i] || !writes_alone(p, s, q))) return false;
  }
  return true;
}
// Elements of node i that no operand fills.
template <class P, class S>
constexpr int uncovered(const P& p, const S& s, int i) {
  int open = p.nodes[i].shape.size();
  for (int k = 0; k < p.nodes[i].op->arity; ++k) {
    const int q = p.nodes[i].in[k];
    open -= p.nodes[q].shape.size();
    if (is_placed(p, q) && s.kernel_of[q] == s.kernel_of[i]) open += uncovered(p, s, q);
  }
  return open;
}

template <class P, class S>
constexpr copy_plan copies_of(const P& p, const S& s, int core) {
  copy_plan r;
  const bool nested = s.kernels[s.kernel_of[core]].count > 1, clean = nested && writes_alone(p, s, core);
  const double value = p.nodes[core].op->place(p.nodes[core], 0).fill;
  if (clean && uncovered(p, s, core) > 0) {
    view nothing;
    nothing.shape = p.nodes[core].shape;
    r.add(-1, nothing, p.views[core], value);
  }
  add_copies(r, p, s, core, clean, value);
  return r;
}

// Where the memory of node i begins.
template <class P, class M>
constexpr ir::address memory_of(const P& p, const M& m, int i) {
  const int base = p.views[i].buffer;
  return {m.where[base], m.offset[base]};
}

// Emits how one part of a copy walks, and says so in `part`.
template <class E>
constexpr void emit_walk(E& out, const view& from, const view& to, kernels::copy_part& part) {
  axis_list<2> walk;
  walk.pointers = 2;
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
      if (walk.stride[a][j] == 1) near[j] = a;
  const bool turn = near[0] >= 0 && near[1] >= 0 && near[0] != near[1];
  const int inner = near[1] >= 0 ? near[1] : walk.count - 1;
  part.turns = turn;
  for (int a = 0; a < walk.count; ++a) {
    if (a == inner || (turn && a == near[0])) continue;
    out.put(walk.extent[a]);
    for (int j = 0; j < 2; ++j) out.put(walk.stride[a][j]);
    ++part.loops;
  }
  if (turn) {
    out.put(walk.extent[near[1]]);
    out.put(walk.extent[near[0]]);
    out.put(walk.stride[near[1]][0]);
    out.put(walk.stride[near[0]][1]);
  } else {
    out.put(inner < 0 ? 1 : walk.extent[inner]);
    for (int j = 0; j < 2; ++j) out.put(inner < 0 ? 0 : walk.stride[inner][j]);
  }
}

// A copy between two views that are constants: its code, and the numbers that it reads.
struct copy_walk {
  kernels::copy_part part{};
  int record[3 * max_rank + 4]{};
};
constexpr copy_walk walk_between(const view& from, const view& to) {
  ir::emission<1, 3 * max_rank + 4> numbers;
  emitter out(numbers);
  copy_walk w;
  emit_walk(out, from, to, w.part);
  for (int i = 0; i < numbers.ints; ++i) w.record[i] = numbers.record[i];
  return w;
}

// Emits the moves of a copy; returns its code.
template <class P, class M, class E>
constexpr kernels::copy_code emit_copy(E& out, const P& p, const M& m, const copy_plan& c, ir::address target) {
  kernels::copy_code code;
  code.parts = c.parts;
  for (int k = 0; k < c.parts; ++k) {
    code.part[k].fills = c.source[k] < 0;
    code.part[k].value = c.value[k];
    out.put(c.source[k] < 0 ? 0 : packed(address_in(p, m, c.source[k])));
    out.put(packed({target.where, target.offset + c.to[k].offset}));
    emit_walk(out, c.from[k], c.to[k], code.part[k]);
  }
  return code;
}

// A copy of few vectors as a table of where each lane comes from, if whole vectors of the sources can be put together
// in few steps. Sections are whole lines, so that a vector of a source is as a kernel stored it.
template <class P, class S, class M>
constexpr kernels::assembly assembly_of(const P& p, const S& s, const M& m, int at) {
  kernels::assembly r;
  const int core = s.kernels[at].core, size = p.nodes[core].shape.size(), lanes = p.lanes;
  r.vectors = (size + lanes - 1) / lanes;
  if (lanes == 1 || p.samples > 1 || r.vectors > r.most_vectors || p.views[core].buffer != core ||
      !is_run(p.views[core]))
    return {};
  const copy_plan c = copies_of(p, s, core);
  int* section_of = new int[static_cast<std::size_t>(r.vectors * lanes)];  // -2: nothing, -1: a number
  int* element = new int[static_cast<std::size_t>(r.vectors * lanes)]{};
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
  delete[] section_of;
  delete[] element;
  return r;
}

constexpr std::uint64_t code_hash(const kernels::copy_code& c) {
  std::uint64_t h = mix(static_cast<std::uint64_t>(ir::kernel_kind::copy) * 4 + 3, static_cast<std::uint64_t>(c.parts));
  for (int k = 0; k < c.parts; ++k) {
    h = mix(h, static_cast<std::uint64_t>(4 * c.part[k].loops + 2 * c.part[k].fills + c.part[k].turns));
    h = mix(h, __builtin_bit_cast(std::uint64_t, c.part[k].value));
  }
  return h;
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
