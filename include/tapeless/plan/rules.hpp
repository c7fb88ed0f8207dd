// Rules that a finished plan keeps, checked without the code of the stages that made it.
//
// Every operand is computed before it is read; every stored value has an address, inside its section and at the
// beginning of a cache line; no two values that are live at the same time overlap; a state is overwritten only after
// its last reader; the last phase reads only totals and values that all samples share; which values have samples, and
// on which axis, follows from the graph; and lanes that are stored together are adjacent in memory. find_flaw returns
// the first broken rule and the nodes concerned.
//
// With TAPELESS_VERIFY defined, every program of a translation unit asserts this of itself.
#pragma once

#include <tapeless/plan/flaw.hpp>
#include <tapeless/plan/kernel_classes.hpp>
#include <tapeless/plan/memory.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

// Elements from the first to the last of a view.
constexpr int reach_of(const view& v) {
  int last = 0;
  for (int i = 0; i < v.shape.rank; ++i) last += v.stride[i] * (v.shape.dim[i] - 1);
  return last + 1;
}

class plan_check {
 public:
  constexpr plan_check(const ir::prepared& p, const ir::schedule& s, const ir::memory& m)
      : p_(p), s_(s), m_(m), size_(p.nodes.size), kernels_(s.kernels.size) {}

  constexpr plan_flaw operator()() {
    for (int k = 1; k < kernels_; ++k)
      if (s_.kernels.at[k - 1].last_phase && !s_.kernels.at[k].last_phase)
        return {ir::flaw::last_phase_too_early, k - 1, k};
    if (plan_flaw f = check_reads()) return f;
    if (plan_flaw f = check_samples()) return f;
    if (plan_flaw f = check_lanes()) return f;
    if (plan_flaw f = check_places()) return f;
    if (plan_flaw f = check_assignments()) return f;
    if (plan_flaw f = check_lines()) return f;
    return check_overlaps();
  }

 private:
  constexpr bool computed(int i) const { return p_.nodes.at[i].op->kind != ir::loop::leaf && s_.kernel_of.at[i] >= 0; }
  constexpr bool is_line(int i) const { return i >= 0 && p_.nodes.at[i].op->remembers; }
  constexpr bool in_memory(int i) const {
    return (computed(i) && s_.stored.at[i] && p_.views.at[i].buffer == i) ||
           (p_.nodes.at[i].op->kind == ir::loop::leaf && detail::given(p_.nodes.at[i].leaf) &&
            !(p_.views.at[i].buffer != i && is_line(p_.views.at[i].buffer)));
  }

  constexpr plan_flaw check_reads() const {
    ir::list<int> position(size_);
    for (int k = 0; k < kernels_; ++k)
      for (int j = s_.kernels.at[k].first; j < s_.kernels.at[k].first + s_.kernels.at[k].count; ++j)
        position.at[s_.members.at[j]] = j;
    for (int visit = 0; visit < 2 * size_; ++visit) {  // first the order, then what is in registers
      const int i = visit % size_;
      if (!computed(i)) continue;
      for (short q : p_.nodes.at[i].in) {
        if (q < 0) continue;
        const int base = computed(q) ? q : p_.views.at[q].buffer;
        if (base < 0 || !computed(base) || p_.nodes.at[q].op->kind == ir::loop::leaf) continue;
        const int writer = s_.kernel_of.at[base], reader = s_.kernel_of.at[i];
        if (writer > reader || (writer == reader && position.at[base] >= position.at[i]))
          return {ir::flaw::read_before_computed, i, base};
        if (visit < size_) continue;
        // A copy into a part of a value is read from memory.
        const bool part =
            p_.nodes.at[base].op->kind == ir::loop::movement && p_.views.at[base].buffer == p_.views.at[i].buffer;
        if (writer < reader || part ? !s_.stored.at[base]
                                    : base != q || p_.nodes.at[base].op->kind == ir::loop::reduction ||
                                          p_.nodes.at[base].shape != s_.kernels.at[reader].domain)
          return {ir::flaw::read_from_a_register, i, base};
      }
    }
    return {};
  }

  // The axis of samples, derived from the leaves, or -1.
  constexpr int sample_axis(int i, const int* axes) const {
    const node& n = p_.nodes.at[i];
    if (n.op->kind == ir::loop::leaf) return p_.samples > 1 && varies_by_sample(n) ? n.shape.rank - 1 : -1;
    int found = -1;
    for (int k = 0; k < n.op->arity; ++k) {
      const int q = n.in[k], a = axes[q];
      if (a < 0) continue;
      const shape& from = p_.nodes.at[q].shape;
      int at = a;
      if (given(n.op->look)) {  // the axis with the same stride, if the operand were row-major
        const view dense = dense_view(from);
        view seen;
        if (!n.op->look(n, dense, seen)) return -2;
        at = seen.shape.rank - 1;
        while (at >= 0 && !(seen.shape.dim[at] == p_.samples && seen.stride[at] == dense.stride[a])) --at;
      } else if (n.op->kind == ir::loop::pointwise) {
        at = a + n.shape.rank - from.rank;
      } else if (n.op->kind == ir::loop::reduction) {
        const unsigned removed = ops::reduction::axes(n);
        if (removed >> a & 1u) continue;
        for (int j = 0; j < a; ++j) at -= removed >> j & 1u;
      } else if (n.op->kind == ir::loop::contraction) {
        at = axis_of(output_labels(n), n.shape.rank, label_at(labels_of(n, k), a));
        if (at < 0) continue;
      } else if (n.op->kind == ir::loop::opaque) {
        if (given(n.op->drops_samples) && n.op->drops_samples(n)) continue;
        at = n.shape.rank - 1;
      }
      if (found >= 0 && at != found) return -2;  // two operands disagree
      found = at;
    }
    return found;
  }
  constexpr plan_flaw check_samples() const {
    ir::list<int> axis(size_);
    ir::list<bool> varies(size_), totalled(size_);
    for (const int s : p_.sums)
      if (const int base = p_.views.at[s].buffer; base >= 0) totalled.at[base] = true;
    for (int i = 0; i < size_; ++i) {
      const node& n = p_.nodes.at[i];
      axis.at[i] = sample_axis(i, axis.at);
      const bool expected = axis.at[i] >= 0 && axis.at[i] == n.shape.rank - 1 && !ops::copy_op::packs(n);
      if (axis.at[i] == -2 || p_.batched.at[i] != expected) return {ir::flaw::samples_misplaced, i, -1};
      varies.at[i] = varies_by_sample(n);
      const bool once = computed(i) && s_.kernels.at[s_.kernel_of.at[i]].last_phase;
      for (short q : n.in) {
        if (q < 0) continue;
        const int base = p_.views.at[q].buffer;
        if (p_.sums.size > 0 && once && varies.at[q]) return {ir::flaw::not_totalled, i, q};
        varies.at[i] = varies.at[i] || (varies.at[q] && !(n.op->is_boundary && base >= 0 && totalled.at[base]));
      }
    }
    return {};
  }

  // Kernels store vectors along the innermost axis that has more than one element; samples that come first are the
  // outermost axis.
  constexpr plan_flaw check_lanes() const {
    for (int k = 0; k < kernels_; ++k) {
      const ir::kernel& here = s_.kernels.at[k];
      if (!ir::kernel_classes::with(here.kind, [&]<class C>() { return C::stores_vectors(p_, here); })) continue;
      for (int j = here.first; j < here.first + here.count; ++j) {
        const int i = s_.members.at[j];
        const bool reduction = p_.nodes.at[i].op->kind == ir::loop::reduction;
        if (!s_.stored.at[i] && !reduction) continue;
        const int domain = reduction ? p_.nodes.at[i].in[0] : i;
        const shape& walked = p_.nodes.at[domain].shape;
        const bool first = p_.samples_first && p_.batched.at[domain];
        int lane = walked.rank - 1 - first;
        while (lane >= 0 && walked.dim[lane] == 1) --lane;
        if (lane < 0 && first) lane = walked.rank - 1;
        if (lane < 0 || walked.dim[lane] == 1) continue;
        int own = lane;
        if (reduction) {
          if (here.reduced >> lane & 1u) continue;
          for (int a = 0; a < lane; ++a) own -= here.reduced >> a & 1u;
        }
        if (p_.views.at[i].stride[own] != 1) return {ir::flaw::lanes_apart, i, k};
      }
    }
    return {};
  }

  constexpr plan_flaw check_places() const {
    for (int i = 0; i < size_; ++i) {
      if (!in_memory(i)) continue;
      if (m_.where.at[i] == ir::section::none) return {ir::flaw::no_place, i, -1};
      const int limit = m_.where.at[i] == ir::section::arena   ? m_.arena
                        : m_.where.at[i] == ir::section::table ? m_.table
                                                               : m_.state;
      if (is_line(i) != ir::is_window(m_.where.at[i])) return {ir::flaw::no_place, i, -1};
      if (m_.offset.at[i] < 0 || m_.offset.at[i] % line_elements || m_.offset.at[i] + reach_of(p_.views.at[i]) > limit)
        return {ir::flaw::outside, i, -1};
    }
    return {};
  }

  // If a state is written in place, no later kernel reads the old value, nor a later tile of a call that adds up its
  // tiles, and this kernel reads only the same element.
  // A value that is copied at the end needs its memory until then.
  constexpr plan_flaw check_assignments() const {
    ir::list<int> in_place(size_);  // 1 + the value that is written into this state
    for (int a = 0; a < p_.assignments.size; ++a) {
      const auto [slot, value] = p_.assignments.at[a];
      if (m_.where.at[slot] != ir::section::state) return {ir::flaw::no_place, slot, -1};
      if (!m_.direct.at[a] || slot == value) continue;
      if (m_.where.at[value] != ir::section::state || m_.offset.at[value] != m_.offset.at[slot])
        return {ir::flaw::overlap, value, slot};
      if (p_.sums.size > 0 && !s_.kernels.at[s_.kernel_of.at[value]].last_phase)
        return {ir::flaw::overwritten_too_early, value, slot};
      in_place.at[slot] = 1 + value;
    }
    for (int i = 0; i < size_; ++i) {
      if (!computed(i)) continue;
      for (short q : p_.nodes.at[i].in) {
        if (q < 0 || p_.views.at[q].buffer < 0) continue;
        const int slot = p_.views.at[q].buffer;
        if (!in_place.at[slot]) continue;
        const int writer = s_.kernel_of.at[in_place.at[slot] - 1], reader = s_.kernel_of.at[i];
        const ir::kernel& k = s_.kernels.at[writer];
        if (reader > writer || (reader == writer && (q != slot || k.core == i || k.domain != p_.nodes.at[slot].shape)))
          return {ir::flaw::overwritten_too_early, i, slot};
      }
    }
    for (const int o : p_.outputs)
      if (const int base = p_.views.at[o].buffer; base >= 0 && in_place.at[base])
        return {ir::flaw::overwritten_too_early, o, base};
    return {};
  }

  // Each line has a window, which stays inside of the line's own memory however far it moves, and behind which nothing
  // of it is read; all of a group move alike, by the elements of a block.
  constexpr plan_flaw check_lines() const {
    int end = -1;
    for (int k = 0; k < m_.lines.size; ++k) {
      const ir::line& l = m_.lines.at[k];
      if (!is_line(l.node) || m_.where.at[l.node] != ir::window_of_group(l.group) || l.group >= m_.windows.size)
        return {ir::flaw::no_place, l.node, -1};
      const node& n = p_.nodes.at[l.node];
      const view &v = p_.views.at[l.node], &before = p_.views.at[l.slot];
      const ir::line_group& g = m_.windows.at[l.group];
      const int past = p_.nodes.at[l.slot].shape.dim[ops::line_op::axis(n)];
      const int column = v.stride[ops::line_op::axis(n)], block = n.shape.dim[ops::line_op::axis(n)] - past;
      if (n.in[0] != l.slot || before.buffer != l.node || before.offset != v.offset || v.offset != 0 ||
          g.step != block * column || l.past != past * column || g.limit < g.step || g.limit % column != 0)
        return {ir::flaw::lanes_apart, l.node, l.slot};
      if (l.past + g.limit > l.room || reach_of(v) + g.limit - g.step > l.outer * l.room ||
          m_.offset.at[l.node] + l.outer * l.room > m_.state)
        return {ir::flaw::outside, l.node, l.slot};
      for (int i = 0; i < size_; ++i)  // other state, and the lines before
        if (i != l.node && i != l.slot && in_memory(i) && !computed(i) && m_.where.at[i] == ir::section::state &&
            m_.offset.at[i] < m_.offset.at[l.node] + l.outer * l.room &&
            m_.offset.at[l.node] < m_.offset.at[i] + reach_of(p_.views.at[i]))
          return {ir::flaw::overlap, l.node, i};
      if (m_.offset.at[l.node] < end) return {ir::flaw::overlap, l.node, -1};
      end = m_.offset.at[l.node] + l.outer * l.room;
    }
    for (int i = 0; i < size_; ++i) {
      int there = 0;
      for (const ir::line& l : m_.lines) there += l.node == i;
      if (there != (is_line(i) ? 1 : 0)) return {ir::flaw::no_place, i, -1};
    }
    return {};
  }

  // Visits values in the order of their addresses and compares each with those that extend beyond its address.
  constexpr plan_flaw check_overlaps() {
    ir::list<int> born(size_), dies(size_), order(size_), spare(size_), alive(size_);
    for (int i = 0; i < size_; ++i) born.at[i] = dies.at[i] = s_.kernel_of.at[i];
    for (int i = 0; i < size_; ++i)  // written in parts
      if (const int whole = p_.views.at[i].buffer;
          computed(i) && whole != i && whole >= 0 && s_.kernel_of.at[i] < born.at[whole])
        born.at[whole] = s_.kernel_of.at[i];
    for (int i = 0; i < size_; ++i)
      if (s_.kernel_of.at[i] >= 0)
        for (short q : p_.nodes.at[i].in)
          if (q >= 0 && p_.views.at[q].buffer >= 0) extend(dies.at[p_.views.at[q].buffer], s_.kernel_of.at[i]);
    for (const int o : p_.outputs)  // callers read them until the next call has its inputs
      if (const int base = p_.views.at[o].buffer; base >= 0) {
        dies.at[base] = kernels_;
        if (in_order(o)) born.at[base] = -1;
      }
    for (const int s : p_.sums)
      if (p_.views.at[s].buffer >= 0) dies.at[p_.views.at[s].buffer] = kernels_;
    for (int a = 0; a < p_.assignments.size; ++a)
      if (!m_.direct.at[a]) dies.at[p_.assignments.at[a].value] = kernels_;
    int count = 0;
    for (int i = 0; i < size_; ++i)
      if (in_memory(i) && !is_line(i) && !(computed(i) && m_.where.at[i] == ir::section::state)) order.at[count++] = i;
    for (int width = 1; width < count; width *= 2) {  // merge sort
      for (int low = 0; low < count; low += 2 * width) {
        const int middle = low + width < count ? low + width : count,
                  high = low + 2 * width < count ? low + 2 * width : count;
        for (int to = low, a = low, b = middle; to < high; ++to)
          spare.at[to] = b >= high || (a < middle && !before(order.at[b], order.at[a])) ? order.at[a++] : order.at[b++];
      }
      for (int i = 0; i < count; ++i) order.at[i] = spare.at[i];
    }
    int open = 0;
    for (int o = 0; o < count; ++o) {
      const int i = order.at[o];
      int kept = 0;
      for (int j = 0; j < open; ++j) {
        const int other = alive.at[j];
        if (m_.where.at[other] != m_.where.at[i] ||
            m_.offset.at[other] + reach_of(p_.views.at[other]) <= m_.offset.at[i])
          continue;
        alive.at[kept++] = other;
        const bool always = m_.where.at[i] != ir::section::arena;
        if (always || (born.at[i] <= dies.at[other] && born.at[other] <= dies.at[i]))
          return {ir::flaw::overlap, i, other};
      }
      alive.at[kept++] = i;
      open = kept;
    }
    return {};
  }
  // Whether output i has the layout of callers: row by row, one sample after the other. All others are copied.
  constexpr bool in_order(int i) const {
    const view& v = p_.views.at[i];
    const bool samples = p_.batched.at[i];
    int step = 1;
    for (int k = v.shape.rank - 1 - samples; k >= -static_cast<int>(samples); --k) {
      const int a = k < 0 ? v.shape.rank - 1 : k;
      if (v.shape.dim[a] != 1 && v.stride[a] != step) return false;
      step *= v.shape.dim[a];
    }
    return true;
  }
  static constexpr void extend(int& until, int kernel) { until = until < kernel ? kernel : until; }
  constexpr bool before(int a, int b) const {
    return m_.where.at[a] != m_.where.at[b] ? m_.where.at[a] < m_.where.at[b] : m_.offset.at[a] < m_.offset.at[b];
  }

  const ir::prepared& p_;
  const ir::schedule& s_;
  const ir::memory& m_;
  int size_, kernels_;
};

}  // namespace detail

// The first broken rule of a prepared graph, its schedule and its memory.
constexpr plan_flaw find_flaw(const ir::prepared& nodes, const ir::schedule& order, const ir::memory& layout) {
  return detail::plan_check(nodes, order, layout)();
}

}  // namespace tapeless::inline TAPELESS_ISA
