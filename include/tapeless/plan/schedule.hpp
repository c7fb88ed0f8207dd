// Second stage of planning: which nodes share a kernel, and in which order the kernels run.
//
// Every node gets a level. It is higher than that of an operand that must be complete (the result of a reduction, an
// operand of a contraction, an element at another position), and may equal that of an operand of which only the element
// that has just been computed is needed. Nodes of one level that pass elements to each other form a kernel. An edge
// within a level always stays inside a kernel, so that there are no cyclic dependences. Near-linear.
#pragma once

#include <tapeless/plan/kernel_classes.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

// True if `reader` can take operand q from a register, if both are in one kernel.
constexpr bool passes_element(const ir::prepared& p, int reader, int q) {
  const node &n = p.nodes.at[reader], &o = p.nodes.at[q];
  if (!computes(o)) return false;
  const bool producer = o.op->kind == ir::loop::pointwise || feeds(p, q);
  if (n.op->kind == ir::loop::pointwise) return producer && o.shape == n.shape;
  return detail::is_reduction(n) && o.op->kind == ir::loop::pointwise;
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

  // Operands of totals over samples and of outputs are computed for each tile, all other nodes once a call.
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
  const auto join = [&](int a, int b, int with_core, unsigned with_reduced) {
    const int low = a < b ? a : b;
    parent.at[a < b ? b : a] = low;
    core.at[low] = with_core;
    reduced.at[low] = with_reduced;
  };
  for (int i = 0; i < size; ++i) {
    const node& n = nodes[i];
    parent.at[i] = i;
    core.at[i] = detail::is_elementwise(n) ? -1 : i;
    reduced.at[i] = detail::is_reduction(n) ? ops::reduction::axes(n) : 0u;
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
    // Join the kernels of operands of the same level, unless two of them cannot be joined.
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
        if (r != mine) join(r, mine, host, axes);
      }
    }
  }
  ir::list<int> reader_of(size);  // the only reader; -1 for none, -2 for several
  for (int i = 0; i < size; ++i) reader_of.at[i] = -1;
  for (int i = 0; i < size; ++i)
    for (short q : nodes[i].in)
      if (q >= 0 && reader_of.at[q] != i) reader_of.at[q] = reader_of.at[q] == -1 ? i : -2;
  // A node that would be a kernel by itself joins a later one that has its only reader: its operands are read there,
  // and the node itself is never in memory.
  ir::list<int> members(size);
  for (int i = 0; i < size; ++i) ++members.at[find(i)];
  for (int i = size - 1; i >= 0; --i) {
    const node& n = nodes[i];
    if (n.op->kind != ir::loop::pointwise || parent.at[i] != i || members.at[i] != 1) continue;
    const int reader = reader_of.at[i];
    if (reader < 0 || level.at[reader] <= level.at[i] || last.at[reader] != last.at[i] ||
        !detail::passes_element(p, reader, i))
      continue;
    if (nodes[reader].op->kind != ir::loop::pointwise) continue;
    const int r = find(reader);
    level.at[i] = level.at[reader];
    join(r, i, core.at[r], reduced.at[r]);
  }
  // Cores that join the kernels of their readers.
  ir::list<int> joined(size);
  for (int i = size - 1; i >= 0; --i)
    for (short q : nodes[i].in) {
      if (q < 0 || last.at[q] != last.at[i]) continue;
      const int r = find(i), c = core.at[r];
      if (!ir::kernel_classes::any([&]<class C>() { return C::joins(p, q, i) && ++joined.at[c] < C::most_joined; }))
        continue;
      level.at[q] = level.at[i];
      join(r, q, c, reduced.at[r]);
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
      const node& n = nodes[k.core >= 0 ? k.core : i];
      k.domain = detail::is_reduction(n) ? nodes[n.in[0]].shape : n.shape;
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
  for (ir::kernel& k : s.kernels) k.kind = detail::class_of(p, s, k);

  // Values that must be in memory.
  auto keep = [&](int q) {
    if (views[q].buffer >= 0) s.stored.at[views[q].buffer] = true;
    if (detail::computes(nodes[q])) s.stored.at[q] = true;
  };
  for (int i = 0; i < size; ++i)
    if (s.kernel_of.at[i] >= 0)
      for (short q : nodes[i].in)
        if (q >= 0 && (detail::source_of(p, q) != q || s.kernel_of.at[q] != s.kernel_of.at[i] ||
                       !detail::is_elementwise(nodes[i])))
          keep(q);
  for (const int o : p.outputs) keep(o);
  for (const int t : p.sums) keep(t);
  for (const ir::assignment& a : p.assignments) keep(a.value);
  return s;
}

}  // namespace tapeless::inline TAPELESS_ISA
