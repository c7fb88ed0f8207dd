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
// By node, where nothing else is said.
struct schedule {
  ir::list<kernel> kernels;
  ir::list<int> members;    // of the kernels, one kernel after the other
  ir::list<int> kernel_of;  // -1 for leaves and views
  ir::list<bool> stored;    // another kernel, or the outside, reads it from memory
  ir::list<bool> summed;    // a total over samples

  template <class F>
  constexpr auto lists(F f) {
    return f(kernels, members, kernel_of, stored, summed);
  }
};
}  // namespace ir

namespace detail {

constexpr bool computes(const node& n) { return n.op->kind != ir::loop::leaf && !detail::given(n.op->look); }

// The node that computes what lies at node q; a leaf or -1 (a constant) where nothing does.
constexpr int source_of(const ir::prepared& p, int q) { return computes(p.nodes.at[q]) ? q : p.views.at[q].buffer; }
// True if node q is computed in the memory of a concatenation or padding.
constexpr bool is_placed(const ir::prepared& p, int q) {
  return computes(p.nodes.at[q]) && p.views.at[q].buffer != q && p.views.at[q].buffer >= 0;
}

// How the contraction at node i walks.
constexpr contraction_roles roles_of(const ir::prepared& p, int i) {
  const node& n = p.nodes.at[i];
  return analyse(n, p.views.at[n.in[0]], p.views.at[n.in[1]], p.lanes, p.samples_first && p.batched.at[i]);
}

// A movement that copies; and one that fills a part of what another one fills: its only reader, in the same memory.
constexpr bool copies(const node& n) {
  return n.op->kind == ir::loop::movement && detail::given(n.op->place) && !detail::given(n.op->look);
}
constexpr bool fills_part_of(const ir::prepared& p, int q, int whole) {
  return copies(p.nodes.at[q]) && copies(p.nodes.at[whole]) && is_placed(p, q) &&
         p.views.at[q].buffer == p.views.at[whole].buffer;
}
inline constexpr int most_copies = 8;  // in one kernel

constexpr bool hosts_epilogue(const ir::prepared& p, int i) {
  const node& n = p.nodes.at[i];
  if (n.op->kind != ir::loop::contraction) return false;
  return roles_of(p, i).mode == ir::product::vector;
}

// True if `reader` may take operand q (computed in the same kernel) from a register.
constexpr bool passes_element(const ir::prepared& p, int reader, int q) {
  const node &n = p.nodes.at[reader], &o = p.nodes.at[q];
  if (!computes(o)) return false;
  const bool producer = o.op->kind == ir::loop::pointwise || hosts_epilogue(p, q);
  if (n.op->kind == ir::loop::pointwise) return producer && o.shape == n.shape;
  return n.op->kind == ir::loop::reduction && o.op->kind == ir::loop::pointwise;
}

}  // namespace detail

constexpr ir::schedule make_schedule(const ir::prepared& p) {
  const int size = p.nodes.size;
  const node* const nodes = p.nodes.at;
  const view* const views = p.views.at;
  ir::schedule s;
  s.kernel_of = ir::list<int>(size);
  s.stored = ir::list<bool>(size);
  s.summed = ir::list<bool>(size);
  ir::list<int> level(size), parent(size), core(size);
  ir::list<unsigned> reduced(size);
  ir::list<bool> last(size), early(size);

  // What the totals over samples and the outputs need runs for each tile; the rest, once.
  for (const int o : p.outputs) early.at[o] = true;
  for (const int t : p.sums) {
    early.at[t] = true;
    if (views[t].buffer >= 0) s.summed.at[views[t].buffer] = true;
  }
  for (int i = size - 1; i >= 0; --i)
    if (early.at[i])
      for (short q : nodes[i].in)
        if (q >= 0) early.at[q] = true;

  auto find = [&](int i) {
    while (parent.at[i] != i) i = parent.at[i] = parent.at[parent.at[i]];
    return i;
  };
  for (int i = 0; i < size; ++i) {
    const node& n = nodes[i];
    parent.at[i] = i;
    core.at[i] = n.op->kind == ir::loop::pointwise || n.op->kind == ir::loop::reduction ? -1 : i;
    reduced.at[i] = n.op->kind == ir::loop::reduction ? static_cast<unsigned>(n.attr[0]) : 0u;
    last.at[i] = !early.at[i];
    if (!detail::computes(n)) {  // a view is ready when its operand is
      if (n.in[0] >= 0) level.at[i] = level.at[n.in[0]];
      continue;
    }
    auto operand_level = [&](int q, bool shared) {
      const int base = detail::source_of(p, q);
      if (base < 0 || !detail::computes(nodes[base])) return 0;
      return level.at[base] + (shared ? 0 : 1);
    };
    bool shared[3]{};
    for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
      shared[k] = detail::passes_element(p, i, n.in[k]) && last.at[n.in[k]] == last.at[i];
      int l = operand_level(n.in[k], shared[k]);
      if (l > level.at[i]) level.at[i] = l;
    }
    // Join the kernels of the operands on this level, unless two of them cannot be one.
    int host = core.at[i];
    unsigned axes = reduced.at[i];
    bool fits = true;
    for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
      if (!shared[k] || level.at[n.in[k]] != level.at[i]) continue;
      const int r = find(n.in[k]);
      if (core.at[r] >= 0) {
        fits = fits && (host < 0 || host == core.at[r]) && !axes;
        host = core.at[r];
      }
      if (reduced.at[r]) {
        fits = fits && (axes == 0 || axes == reduced.at[r]) && host < 0;
        axes = reduced.at[r];
      }
    }
    if (!fits) {
      ++level.at[i];
    } else {
      for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
        if (!shared[k] || level.at[n.in[k]] != level.at[i]) continue;
        const int r = find(n.in[k]), mine = find(i);
        if (r == mine) continue;
        const int low = r < mine ? r : mine, high = r < mine ? mine : r;
        parent.at[high] = low;
        core.at[low] = host;
        reduced.at[low] = axes;
      }
    }
  }
  ir::list<int> reader_of(size);  // the only reader; -1 for none, -2 for several
  for (int i = 0; i < size; ++i) reader_of.at[i] = -1;
  for (int i = 0; i < size; ++i)
    for (short q : nodes[i].in)
      if (q >= 0 && reader_of.at[q] != i) reader_of.at[q] = reader_of.at[q] == -1 ? i : -2;
  // A node that only leaves feed runs where its first reader does, if it can join it.
  for (int i = size - 1; i >= 0; --i) {
    const node& n = nodes[i];
    if (n.op->kind != ir::loop::pointwise || parent.at[i] != i || level.at[i] != 0) continue;
    bool alone = true;
    for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
      const int base = detail::source_of(p, n.in[k]);
      alone = alone && (base < 0 || !detail::computes(nodes[base]));
    }
    if (!alone) continue;
    const int reader = reader_of.at[i];
    if (reader < 0 || level.at[reader] == 0 || last.at[reader] != last.at[i] || !detail::passes_element(p, reader, i))
      continue;
    if (nodes[reader].op->kind != ir::loop::pointwise) continue;
    const int r = find(reader);
    level.at[i] = level.at[reader];
    const int low = r < i ? r : i, high = r < i ? i : r;
    const int c = core.at[r];
    const unsigned a = reduced.at[r];
    parent.at[high] = low;
    core.at[low] = c;
    reduced.at[low] = a;
  }
  // Copies that fill parts of one value are one kernel, the outermost one's.
  ir::list<int> nested(size);
  for (int i = size - 1; i >= 0; --i)
    for (short q : nodes[i].in) {
      if (q < 0 || !detail::fills_part_of(p, q, i) || last.at[q] != last.at[i]) continue;
      const int r = find(i), c = core.at[r];
      if (++nested.at[c] >= detail::most_copies) continue;
      level.at[q] = level.at[i];
      const int low = r < q ? r : q, high = r < q ? q : r;
      parent.at[high] = low;
      core.at[low] = c;
    }

  // Number the kernels by phase, level and first member: a counting sort.
  const int keys = 2 * (size + 2);
  ir::list<int> start(keys), order(size);
  auto key = [&](int i) { return (last.at[i] ? size + 1 : 0) + level.at[i]; };
  for (int i = 0; i < size; ++i)
    if (detail::computes(nodes[i])) ++start.at[key(i) + 1];
  for (int k = 1; k < keys; ++k) start.at[k] += start.at[k - 1];
  const int computed = start.at[keys - 1];
  for (int i = 0; i < size; ++i)
    if (detail::computes(nodes[i])) order.at[start.at[key(i)]++] = i;
  ir::list<int> number(size);
  for (int i = 0; i < size; ++i) number.at[i] = s.kernel_of.at[i] = -1;
  for (int o = 0; o < computed; ++o) {
    const int i = order.at[o], r = find(i);
    if (number.at[r] < 0) {
      number.at[r] = s.kernels.size;
      s.kernels.push({});
      ir::kernel& k = s.kernels.back();
      k.core = core.at[r];
      k.reduced = reduced.at[r];
      k.last_phase = last.at[i];
      if (k.core >= 0) {
        const ir::loop kind = nodes[k.core].op->kind;
        k.kind = kind == ir::loop::contraction ? ir::kernel_kind::contraction
                 : kind == ir::loop::movement  ? ir::kernel_kind::copy
                                               : ir::kernel_kind::opaque;
      }
      const node& n = nodes[i];
      k.domain = k.kind == ir::kernel_kind::copy     ? nodes[k.core].shape
                 : n.op->kind == ir::loop::reduction ? nodes[n.in[0]].shape
                                                     : n.shape;
    }
    s.kernel_of.at[i] = number.at[r];
    ++s.kernels.at[number.at[r]].count;
  }
  ir::list<int> fill(s.kernels.size);
  int at = 0;
  for (int k = 0; k < s.kernels.size; ++k) {
    s.kernels.at[k].first = fill.at[k] = at;
    at += s.kernels.at[k].count;
  }
  s.members = ir::list<int>(at);
  for (int i = 0; i < size; ++i)
    if (s.kernel_of.at[i] >= 0) s.members.at[fill.at[s.kernel_of.at[i]]++] = i;

  // What has to be in memory.
  auto keep = [&](int q) {
    if (views[q].buffer >= 0) s.stored.at[views[q].buffer] = true;
    if (detail::computes(nodes[q])) s.stored.at[q] = true;
  };
  for (int i = 0; i < size; ++i)
    if (s.kernel_of.at[i] >= 0)
      for (short q : nodes[i].in)
        if (q >= 0 &&
            (detail::source_of(p, q) != q || s.kernel_of.at[q] != s.kernel_of.at[i] || detail::copies(nodes[i])))
          keep(q);
  for (const int o : p.outputs) keep(o);
  for (const int t : p.sums) keep(t);
  for (const ir::assignment& a : p.assignments) keep(a.value);
  return s;
}

}  // namespace tapeless::inline TAPELESS_ISA
