// Second stage of planning: which nodes share a kernel, and in which order the kernels run.
//
// Every node gets a level: it must run after its operands' levels where it needs them finished (a reduction's result, a
// contraction's operand, an element that lies elsewhere), and may share the level where it needs just the element that
// was computed a moment ago. Nodes of one level that pass elements to each other form a kernel. An edge within a level
// always stays inside a kernel, so kernels cannot wait for each other in a circle. Near-linear.
#pragma once

#include <tapeless/plan/prepare.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace ir {
enum class kernel_kind : unsigned char { map, contraction, copy, opaque };
}  // namespace ir

namespace ir {
struct kernel {
  ir::kernel_kind kind = ir::kernel_kind::map;
  bool last_phase = false;   // runs once a call, after all tiles
  int first = 0, count = 0;  // members[first, first + count), in topological order
  int core = -1;             // the contraction, copy or opaque node
  unsigned reduced = 0;      // the axes that reductions of this kernel remove
  tapeless::shape domain{};
};
}  // namespace ir

namespace ir {
template <int M>
struct schedule {
  ir::kernel kernels[M]{};
  int members[M]{};
  int kernel_of[M]{};  // -1 for leaves and views
  bool stored[M]{};    // another kernel, or the outside, reads it from memory
  bool summed[M]{};    // a total over samples
  int count = 0;
};
}  // namespace ir

namespace detail {

constexpr bool computes(const node& n) { return n.op->kind != ir::loop::leaf && !detail::given(n.op->look); }

// The node that computes what lies at node q; a leaf or -1 (a constant) where nothing does.
template <class P>
constexpr int source_of(const P& p, int q) {
  return computes(p.nodes[q]) ? q : p.views[q].buffer;
}
// True if node q is computed in the memory of a concatenation or padding.
template <class P>
constexpr bool is_placed(const P& p, int q) {
  return computes(p.nodes[q]) && p.views[q].buffer != q && p.views[q].buffer >= 0;
}

// How the contraction at node i walks.
template <class P>
constexpr contraction_roles roles_of(const P& p, int i) {
  const node& n = p.nodes[i];
  return analyse(n, p.views[n.in[0]], p.views[n.in[1]], p.lanes, p.samples_first && p.batched[i]);
}

// A movement that copies; and one that fills a part of what another one fills: its only reader, in the same memory.
constexpr bool copies(const node& n) {
  return n.op->kind == ir::loop::movement && detail::given(n.op->place) && !detail::given(n.op->look);
}
template <class P>
constexpr bool fills_part_of(const P& p, int q, int whole) {
  return copies(p.nodes[q]) && copies(p.nodes[whole]) && is_placed(p, q) && p.views[q].buffer == p.views[whole].buffer;
}
inline constexpr int most_copies = 8;  // in one kernel

template <class P>
constexpr bool hosts_epilogue(const P& p, int i) {
  const node& n = p.nodes[i];
  if (n.op->kind != ir::loop::contraction) return false;
  return roles_of(p, i).mode == ir::product::vector;
}

// True if `reader` may take operand q (computed in the same kernel) from a register.
template <class P>
constexpr bool passes_element(const P& p, int reader, int q) {
  const node &n = p.nodes[reader], &o = p.nodes[q];
  if (!computes(o)) return false;
  const bool producer = o.op->kind == ir::loop::pointwise || hosts_epilogue(p, q);
  if (n.op->kind == ir::loop::pointwise) return producer && o.shape == n.shape;
  return n.op->kind == ir::loop::reduction && o.op->kind == ir::loop::pointwise;
}

}  // namespace detail

template <const auto& P>
constexpr auto make_schedule() {
  constexpr int M = P.size;
  ir::schedule<M> s;
  int level[M]{}, parent[M]{}, core[M]{};
  unsigned reduced[M]{};
  bool last[M]{}, early[M]{};

  // What the totals over samples and the outputs need runs for each tile; the rest, once.
  for (int i = 0; i < P.output_count; ++i) early[P.outputs[i]] = true;
  for (int i = 0; i < P.sum_count; ++i) {
    early[P.sums[i]] = true;
    if (P.views[P.sums[i]].buffer >= 0) s.summed[P.views[P.sums[i]].buffer] = true;
  }
  for (int i = M - 1; i >= 0; --i)
    if (early[i])
      for (short q : P.nodes[i].in)
        if (q >= 0) early[q] = true;

  auto find = [&](int i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (int i = 0; i < M; ++i) {
    const node& n = P.nodes[i];
    parent[i] = i;
    core[i] = n.op->kind == ir::loop::pointwise || n.op->kind == ir::loop::reduction ? -1 : i;
    reduced[i] = n.op->kind == ir::loop::reduction ? static_cast<unsigned>(n.attr[0]) : 0u;
    last[i] = !early[i];
    if (!detail::computes(n)) {  // a view is ready when its operand is
      if (n.in[0] >= 0) level[i] = level[n.in[0]];
      continue;
    }
    auto operand_level = [&](int q, bool shared) {
      const int base = detail::source_of(P, q);
      if (base < 0 || !detail::computes(P.nodes[base])) return 0;
      return level[base] + (shared ? 0 : 1);
    };
    bool shared[3]{};
    for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
      shared[k] = detail::passes_element(P, i, n.in[k]) && last[n.in[k]] == last[i];
      int l = operand_level(n.in[k], shared[k]);
      if (l > level[i]) level[i] = l;
    }
    // Join the kernels of the operands on this level, unless two of them cannot be one.
    int host = core[i];
    unsigned axes = reduced[i];
    bool fits = true;
    for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
      if (!shared[k] || level[n.in[k]] != level[i]) continue;
      const int r = find(n.in[k]);
      if (core[r] >= 0) {
        fits = fits && (host < 0 || host == core[r]) && !axes;
        host = core[r];
      }
      if (reduced[r]) {
        fits = fits && (axes == 0 || axes == reduced[r]) && host < 0;
        axes = reduced[r];
      }
    }
    if (!fits) {
      ++level[i];
    } else {
      for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
        if (!shared[k] || level[n.in[k]] != level[i]) continue;
        const int r = find(n.in[k]), mine = find(i);
        if (r == mine) continue;
        const int low = r < mine ? r : mine, high = r < mine ? mine : r;
        parent[high] = low;
        core[low] = host;
        reduced[low] = axes;
      }
    }
  }
  int reader_of[M]{};  // the only reader; -1 for none, -2 for several
  for (int i = 0; i < M; ++i) reader_of[i] = -1;
  for (int i = 0; i < M; ++i)
    for (short q : P.nodes[i].in)
      if (q >= 0 && reader_of[q] != i) reader_of[q] = reader_of[q] == -1 ? i : -2;
  // A node that only leaves feed runs where its first reader does, if it can join it.
  for (int i = M - 1; i >= 0; --i) {
    const node& n = P.nodes[i];
    if (n.op->kind != ir::loop::pointwise || parent[i] != i || level[i] != 0) continue;
    bool alone = true;
    for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
      const int base = detail::source_of(P, n.in[k]);
      alone = alone && (base < 0 || !detail::computes(P.nodes[base]));
    }
    if (!alone) continue;
    const int reader = reader_of[i];
    if (reader < 0 || level[reader] == 0 || last[reader] != last[i] || !detail::passes_element(P, reader, i)) continue;
    if (P.nodes[reader].op->kind != ir::loop::pointwise) continue;
    const int r = find(reader);
    level[i] = level[reader];
    const int low = r < i ? r : i, high = r < i ? i : r;
    const int c = core[r];
    const unsigned a = reduced[r];
    parent[high] = low;
    core[low] = c;
    reduced[low] = a;
  }
  // Copies that fill parts of one value are one kernel, the outermost one's.
  int nested[M]{};
  for (int i = M - 1; i >= 0; --i)
    for (short q : P.nodes[i].in) {
      if (q < 0 || !detail::fills_part_of(P, q, i) || last[q] != last[i]) continue;
      const int r = find(i), c = core[r];
      if (++nested[c] >= detail::most_copies) continue;
      level[q] = level[i];
      const int low = r < q ? r : q, high = r < q ? q : r;
      parent[high] = low;
      core[low] = c;
    }

  // Number the kernels by phase, level and first member: a counting sort.
  int start[2 * (M + 2)]{}, order[M]{};
  auto key = [&](int i) { return (last[i] ? M + 1 : 0) + level[i]; };
  for (int i = 0; i < M; ++i)
    if (detail::computes(P.nodes[i])) ++start[key(i) + 1];
  for (int k = 1; k < 2 * (M + 2); ++k) start[k] += start[k - 1];
  const int computed = start[2 * (M + 2) - 1];
  for (int i = 0; i < M; ++i)
    if (detail::computes(P.nodes[i])) order[start[key(i)]++] = i;
  int number[M]{};
  for (int i = 0; i < M; ++i) number[i] = s.kernel_of[i] = -1;
  for (int o = 0; o < computed; ++o) {
    const int i = order[o], r = find(i);
    if (number[r] < 0) {
      number[r] = s.count;
      ir::kernel& k = s.kernels[s.count++];
      k.core = core[r];
      k.reduced = reduced[r];
      k.last_phase = last[i];
      if (k.core >= 0) {
        const ir::loop kind = P.nodes[k.core].op->kind;
        k.kind = kind == ir::loop::contraction ? ir::kernel_kind::contraction
                 : kind == ir::loop::movement  ? ir::kernel_kind::copy
                                               : ir::kernel_kind::opaque;
      }
      const node& n = P.nodes[i];
      k.domain = k.kind == ir::kernel_kind::copy     ? P.nodes[k.core].shape
                 : n.op->kind == ir::loop::reduction ? P.nodes[n.in[0]].shape
                                                     : n.shape;
    }
    s.kernel_of[i] = number[r];
    ++s.kernels[number[r]].count;
  }
  int at = 0, fill[M]{};
  for (int k = 0; k < s.count; ++k) {
    s.kernels[k].first = fill[k] = at;
    at += s.kernels[k].count;
  }
  for (int i = 0; i < M; ++i)
    if (s.kernel_of[i] >= 0) s.members[fill[s.kernel_of[i]]++] = i;

  // What has to be in memory.
  auto keep = [&](int q) {
    if (P.views[q].buffer >= 0) s.stored[P.views[q].buffer] = true;
    if (detail::computes(P.nodes[q])) s.stored[q] = true;
  };
  for (int i = 0; i < M; ++i)
    if (s.kernel_of[i] >= 0)
      for (short q : P.nodes[i].in)
        if (q >= 0 && (detail::source_of(P, q) != q || s.kernel_of[q] != s.kernel_of[i] || detail::copies(P.nodes[i])))
          keep(q);
  for (int i = 0; i < P.output_count; ++i) keep(P.outputs[i]);
  for (int i = 0; i < P.sum_count; ++i) keep(P.sums[i]);
  for (int i = 0; i < P.assignment_count; ++i) keep(P.values[i]);
  return s;
}

}  // namespace tapeless::inline TAPELESS_ISA
