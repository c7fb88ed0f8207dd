// A check of a finished plan, by rules of its own: it shares no code with the stages that made it.
//
//   static_assert(verify<trainer>());
//
// Every operand is computed before it is read; what a kernel leaves in memory has a place there, inside its section and
// at a whole cache line; no two values that live at the same time overlap; a state is overwritten only after its last
// reader; what the last phase reads of a tile is a total or the same for all samples; which values have samples, and
// where, follows from the graph; and lanes that are stored together are neighbours in memory. find_flaw says which rule
// is broken, and where.
//
// With TAPELESS_VERIFY defined, every program of a translation unit asserts this of itself.
#pragma once

#include <tapeless/plan/memory.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace ir {
enum class flaw : unsigned char {
  none,
  read_before_computed,   // node `at` reads `other`
  read_from_a_register,   // `at` reads an element of `other` that its kernel has not at hand, or that is not in memory
  no_place,               // `at` is in memory, but nowhere
  outside,                // `at` exceeds its section or is not aligned
  overlap,                // `at` and `other` live at the same time in the same place
  overwritten_too_early,  // `at` reads the state `other` after its next value was written
  samples_misplaced,      // `at` has an axis of samples where the plan expects none, or none where it expects one
  not_totalled,           // `at` runs once a call and reads `other`, which differs from tile to tile
  lanes_apart,            // kernel `other` stores `at` in whole vectors, but its lanes are no neighbours there
  last_phase_too_early    // kernel `at`, which runs once a call, stands before one that runs for each tile
};
}  // namespace ir

struct plan_flaw {
  ir::flaw what = ir::flaw::none;
  int at = -1, other = -1;
  constexpr explicit operator bool() const { return what != ir::flaw::none; }
};

// Shows a flaw in a message.
template <ir::flaw What, int At, int Other>
struct broken_rule {};

namespace detail {

// Elements from the first to the last that a node's own memory has.
constexpr int reach_of(const view& v) {
  int last = 0;
  for (int i = 0; i < v.shape.rank; ++i) last += v.stride[i] * (v.shape.dim[i] - 1);
  return last + 1;
}

template <class P, class S, class M>
class plan_check {
 public:
  constexpr plan_check(const P& p, const S& s, const M& m) : p_(p), s_(s), m_(m) {}

  constexpr plan_flaw operator()() {
    for (int k = 1; k < s_.count; ++k)
      if (s_.kernels[k - 1].last_phase && !s_.kernels[k].last_phase) return {ir::flaw::last_phase_too_early, k - 1, k};
    if (plan_flaw f = check_reads()) return f;
    if (plan_flaw f = check_samples()) return f;
    if (plan_flaw f = check_lanes()) return f;
    if (plan_flaw f = check_places()) return f;
    if (plan_flaw f = check_assignments()) return f;
    return check_overlaps();
  }

 private:
  constexpr bool computed(int i) const { return p_.nodes[i].op->kind != ir::loop::leaf && s_.kernel_of[i] >= 0; }
  constexpr bool in_memory(int i) const {
    return (computed(i) && s_.stored[i] && p_.views[i].buffer == i) ||
           (p_.nodes[i].op->kind == ir::loop::leaf && detail::given(p_.nodes[i].leaf));
  }

  constexpr plan_flaw check_reads() const {
    int position[P::size]{};
    for (int k = 0; k < s_.count; ++k)
      for (int j = s_.kernels[k].first; j < s_.kernels[k].first + s_.kernels[k].count; ++j) position[s_.members[j]] = j;
    for (int visit = 0; visit < 2 * P::size; ++visit) {  // first the order of all, then what is at hand
      const int i = visit % P::size;
      if (!computed(i)) continue;
      for (short q : p_.nodes[i].in) {
        if (q < 0) continue;
        const int base = computed(q) ? q : p_.views[q].buffer;
        if (base < 0 || !computed(base)) continue;
        const int writer = s_.kernel_of[base], reader = s_.kernel_of[i];
        if (writer > reader || (writer == reader && position[base] >= position[i]))
          return {ir::flaw::read_before_computed, i, base};
        if (visit < P::size) continue;
        // A copy into a part of a value is read where it was written to.
        const bool part = p_.nodes[base].op->kind == ir::loop::movement && p_.views[base].buffer == p_.views[i].buffer;
        if (writer < reader || part ? !s_.stored[base]
                                    : base != q || p_.nodes[base].op->kind == ir::loop::reduction ||
                                          p_.nodes[base].shape != s_.kernels[reader].domain)
          return {ir::flaw::read_from_a_register, i, base};
      }
    }
    return {};
  }

  // Where the axis of samples is, from the leaves on: which axis, or -1.
  constexpr int sample_axis(int i, const int* axis) const {
    const node& n = p_.nodes[i];
    if (n.op->kind == ir::loop::leaf) return p_.samples > 1 && varies_by_sample(n) ? n.shape.rank - 1 : -1;
    int found = -1;
    for (int k = 0; k < n.op->arity; ++k) {
      const int q = n.in[k], a = axis[q];
      if (a < 0) continue;
      const shape& from = p_.nodes[q].shape;
      int at = a;
      if (given(n.op->look)) {  // the axis with the same stride, if the operand lay row by row
        const view dense = dense_view(from);
        view seen;
        if (!n.op->look(n, dense, seen)) return -2;
        at = seen.shape.rank - 1;
        while (at >= 0 && !(seen.shape.dim[at] == p_.samples && seen.stride[at] == dense.stride[a])) --at;
      } else if (n.op->kind == ir::loop::pointwise) {
        at = a + n.shape.rank - from.rank;
      } else if (n.op->kind == ir::loop::reduction) {
        const auto removed = static_cast<unsigned>(n.attr[0]);
        if (removed >> a & 1u) continue;
        for (int j = 0; j < a; ++j) at -= removed >> j & 1u;
      } else if (n.op->kind == ir::loop::contraction) {
        const std::int64_t label = n.attr[0] >> (label_bits * k) >> (4 * a) & 15;
        at = n.shape.rank - 1;
        while (at >= 0 && (n.attr[1] >> (4 * at) & 15) != label) --at;
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
    int axis[P::size]{};
    bool varies[P::size]{}, totalled[P::size]{};
    for (int s = 0; s < P::sum_count; ++s)
      if (const int base = p_.views[p_.sums[s]].buffer; base >= 0) totalled[base] = true;
    for (int i = 0; i < P::size; ++i) {
      const node& n = p_.nodes[i];
      axis[i] = sample_axis(i, axis);
      if (axis[i] == -2 || (p_.batched[i] != (axis[i] >= 0 && axis[i] == n.shape.rank - 1)))
        return {ir::flaw::samples_misplaced, i, -1};
      varies[i] = varies_by_sample(n);
      const bool once = computed(i) && s_.kernels[s_.kernel_of[i]].last_phase;
      for (short q : n.in) {
        if (q < 0) continue;
        const int base = p_.views[q].buffer;
        if (P::sum_count > 0 && once && varies[q]) return {ir::flaw::not_totalled, i, q};
        varies[i] = varies[i] || (varies[q] && !(n.op->is_boundary && base >= 0 && totalled[base]));
      }
    }
    return {};
  }

  // Kernels store vectors along the innermost axis that has more than one element; samples that stand first are the
  // outermost axis.
  constexpr plan_flaw check_lanes() const {
    for (int k = 0; k < s_.count; ++k) {
      const ir::kernel& here = s_.kernels[k];
      const bool product = here.kind == ir::kernel_kind::contraction;
      if ((here.kind != ir::kernel_kind::map && !product) ||
          (product && roles_of(p_, here.core).mode != tapeless::ir::product::vector))
        continue;
      for (int j = here.first; j < here.first + here.count; ++j) {
        const int i = s_.members[j];
        const bool reduction = p_.nodes[i].op->kind == ir::loop::reduction;
        if (!s_.stored[i] && !reduction) continue;
        const int domain = reduction ? p_.nodes[i].in[0] : i;
        const shape& walked = p_.nodes[domain].shape;
        const bool first = p_.samples_first && p_.batched[domain];
        int lane = walked.rank - 1 - first;
        while (lane >= 0 && walked.dim[lane] == 1) --lane;
        if (lane < 0 && first) lane = walked.rank - 1;
        if (lane < 0 || walked.dim[lane] == 1) continue;
        int own = lane;
        if (reduction) {
          if (here.reduced >> lane & 1u) continue;
          for (int a = 0; a < lane; ++a) own -= here.reduced >> a & 1u;
        }
        if (p_.views[i].stride[own] != 1) return {ir::flaw::lanes_apart, i, k};
      }
    }
    return {};
  }

  constexpr plan_flaw check_places() const {
    for (int i = 0; i < P::size; ++i) {
      if (!in_memory(i)) continue;
      if (m_.where[i] == ir::section::none) return {ir::flaw::no_place, i, -1};
      const int limit = m_.where[i] == ir::section::state   ? m_.state
                        : m_.where[i] == ir::section::arena ? m_.arena
                                                            : m_.table;
      if (m_.offset[i] < 0 || m_.offset[i] % line_elements || m_.offset[i] + reach_of(p_.views[i]) > limit)
        return {ir::flaw::outside, i, -1};
    }
    return {};
  }

  // A state's next value written in place: nobody reads the old one later, nor in this kernel other than the same
  // element. One that is copied at the end needs its memory until then.
  constexpr plan_flaw check_assignments() const {
    int in_place[P::size]{};  // 1 + the value that is written into this state
    for (int a = 0; a < P::assignment_count; ++a) {
      const int slot = p_.slots[a], value = p_.values[a];
      if (m_.where[slot] != ir::section::state) return {ir::flaw::no_place, slot, -1};
      if (!m_.direct[a]) continue;
      if (m_.where[value] != ir::section::state || m_.offset[value] != m_.offset[slot])
        return {ir::flaw::overlap, value, slot};
      in_place[slot] = 1 + value;
    }
    for (int i = 0; i < P::size; ++i) {
      if (!computed(i)) continue;
      for (short q : p_.nodes[i].in) {
        if (q < 0 || p_.views[q].buffer < 0) continue;
        const int slot = p_.views[q].buffer;
        if (!in_place[slot]) continue;
        const int writer = s_.kernel_of[in_place[slot] - 1], reader = s_.kernel_of[i];
        const ir::kernel& k = s_.kernels[writer];
        if (reader > writer || (reader == writer && (q != slot || k.core == i || k.domain != p_.nodes[slot].shape)))
          return {ir::flaw::overwritten_too_early, i, slot};
      }
    }
    for (int o = 0; o < P::output_count; ++o)
      if (const int base = p_.views[p_.outputs[o]].buffer; base >= 0 && in_place[base])
        return {ir::flaw::overwritten_too_early, p_.outputs[o], base};
    return {};
  }

  // Walks through the memory in order of address; what still reaches there is compared.
  constexpr plan_flaw check_overlaps() {
    int born[P::size]{}, dies[P::size]{}, order[P::size]{}, spare[P::size]{}, alive[P::size]{};
    for (int i = 0; i < P::size; ++i) born[i] = dies[i] = s_.kernel_of[i];
    for (int i = 0; i < P::size; ++i)  // written in parts
      if (const int whole = p_.views[i].buffer;
          computed(i) && whole != i && whole >= 0 && s_.kernel_of[i] < born[whole])
        born[whole] = s_.kernel_of[i];
    for (int i = 0; i < P::size; ++i)
      if (s_.kernel_of[i] >= 0)
        for (short q : p_.nodes[i].in)
          if (q >= 0 && p_.views[q].buffer >= 0) extend(dies[p_.views[q].buffer], s_.kernel_of[i]);
    for (int o = 0; o < P::output_count; ++o)  // callers read them there until the next call has its inputs
      if (const int base = p_.views[p_.outputs[o]].buffer; base >= 0) {
        dies[base] = s_.count;
        if (in_order(p_.outputs[o])) born[base] = -1;
      }
    for (int o = 0; o < P::sum_count; ++o)
      if (p_.views[p_.sums[o]].buffer >= 0) dies[p_.views[p_.sums[o]].buffer] = s_.count;
    for (int a = 0; a < P::assignment_count; ++a)
      if (!m_.direct[a]) dies[p_.values[a]] = s_.count;
    int count = 0;
    for (int i = 0; i < P::size; ++i)
      if (in_memory(i) && !(computed(i) && m_.where[i] == ir::section::state)) order[count++] = i;
    for (int width = 1; width < count; width *= 2) {  // merge sort
      for (int low = 0; low < count; low += 2 * width) {
        const int middle = low + width < count ? low + width : count,
                  high = low + 2 * width < count ? low + 2 * width : count;
        for (int to = low, a = low, b = middle; to < high; ++to)
          spare[to] = b >= high || (a < middle && !before(order[b], order[a])) ? order[a++] : order[b++];
      }
      for (int i = 0; i < count; ++i) order[i] = spare[i];
    }
    int open = 0;
    for (int o = 0; o < count; ++o) {
      const int i = order[o];
      int kept = 0;
      for (int j = 0; j < open; ++j) {
        const int other = alive[j];
        if (m_.where[other] != m_.where[i] || m_.offset[other] + reach_of(p_.views[other]) <= m_.offset[i]) continue;
        alive[kept++] = other;
        const bool always = m_.where[i] != ir::section::arena;
        if (always || (born[i] <= dies[other] && born[other] <= dies[i])) return {ir::flaw::overlap, i, other};
      }
      alive[kept++] = i;
      open = kept;
    }
    return {};
  }
  // Whether output i lies as callers read it: row by row, one sample after the other. The others are copied out.
  constexpr bool in_order(int i) const {
    const view& v = p_.views[i];
    const bool samples = p_.batched[i];
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
    return m_.where[a] != m_.where[b] ? m_.where[a] < m_.where[b] : m_.offset[a] < m_.offset[b];
  }

  const P& p_;
  const S& s_;
  const M& m_;
};

}  // namespace detail

// The first broken rule of a prepared graph, its schedule and its memory.
template <class P, class S, class M>
constexpr plan_flaw find_flaw(const P& nodes, const S& order, const M& layout) {
  return detail::plan_check<P, S, M>(nodes, order, layout)();
}

// Of a program or training step.
template <class Program>
consteval plan_flaw find_flaw() {
  using machine = typename Program::machine;
  return find_flaw(machine::nodes, machine::order, machine::layout);
}
template <class Program>
consteval bool verify() {
  return !find_flaw<Program>();
}

}  // namespace tapeless::inline TAPELESS_ISA
