// Third stage of planning: where everything lies. State (parameters, slots, run-time scalars) first come first served;
// the arena by liveness, so that values which never live at the same time share memory; constant tables apart.
#pragma once

#include <tapeless/plan/schedule.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace ir {
enum class section : signed char { none, state, arena, table };
}  // namespace ir

// Offsets in elements; everything begins at whole cache lines.
inline constexpr int line_elements = 16;

namespace ir {
template <int M, int Assignments>
struct memory {
  ir::section where[M]{};
  int offset[M]{};
  int born[M]{}, dies[M]{};        // first and last kernel; -1: before the first
  bool direct[Assignments + 1]{};  // the kernel writes the slot itself, no copy at the end
  int state = 0, arena = 0, table = 0;
};
}  // namespace ir

namespace detail {

// First-fit allocation of intervals, in order of birth: keeps the gaps between live blocks, sorted by offset.
class first_fit {
 public:
  constexpr first_fit(int capacity, int last_kernel) : buckets_(last_kernel + 2) {
    gap_ = new gap[static_cast<std::size_t>(capacity + 1)];
    next_ = new int[static_cast<std::size_t>(capacity + 1)];
    offset_ = new int[static_cast<std::size_t>(2 * capacity + 2)];
    first_ = new int[static_cast<std::size_t>(buckets_)];
    for (int i = 0; i < buckets_; ++i) first_[i] = -1;
  }
  constexpr ~first_fit() {
    delete[] gap_;
    delete[] next_;
    delete[] offset_;
    delete[] first_;
  }
  first_fit(const first_fit&) = delete;
  first_fit& operator=(const first_fit&) = delete;

  // Room for `size` elements from kernel `born` to kernel `dies`; births come in order.
  constexpr int place(int size, int born, int dies) {
    for (; now_ < born; ++now_)  // what died before is free
      for (int b = first_[now_ + 1]; b >= 0; b = next_[b]) release(offset_[2 * b], offset_[2 * b + 1]);
    int i = 0, offset = top_;
    while (i < gaps_ && gap_[i].size < size) ++i;
    if (i < gaps_) {
      offset = gap_[i].offset;
      gap_[i].offset += size;
      gap_[i].size -= size;
      if (gap_[i].size == 0) erase(i);
    } else if (gaps_ && gap_[gaps_ - 1].offset + gap_[gaps_ - 1].size == top_) {  // the last gap grows
      offset = gap_[--gaps_].offset;
      top_ = offset + size;
    } else {
      top_ += size;
    }
    offset_[2 * blocks_] = offset;
    offset_[2 * blocks_ + 1] = size;
    next_[blocks_] = first_[dies + 1];
    first_[dies + 1] = blocks_++;
    return offset;
  }

 private:
  struct gap {
    int offset, size;
  };
  constexpr void erase(int i) {
    for (--gaps_; i < gaps_; ++i) gap_[i] = gap_[i + 1];
  }
  constexpr void release(int offset, int size) {
    int i = gaps_;
    while (i > 0 && gap_[i - 1].offset > offset) --i;
    const bool joins_before = i > 0 && gap_[i - 1].offset + gap_[i - 1].size == offset;
    const bool joins_behind = i < gaps_ && offset + size == gap_[i].offset;
    if (joins_before && joins_behind) {
      gap_[i - 1].size += size + gap_[i].size;
      erase(i);
    } else if (joins_before) {
      gap_[i - 1].size += size;
    } else if (joins_behind) {
      gap_[i].offset = offset;
      gap_[i].size += size;
    } else {
      for (int j = gaps_++; j > i; --j) gap_[j] = gap_[j - 1];
      gap_[i] = {offset, size};
    }
  }

  gap* gap_ = nullptr;
  int* next_ = nullptr;    // the next block that dies with the same kernel
  int* offset_ = nullptr;  // offset and size of each block
  int* first_ = nullptr;   // by kernel + 1: a block that dies with it
  int buckets_ = 0, gaps_ = 0, blocks_ = 0, top_ = 0, now_ = -1;
};

// Elements that a node's own memory takes, padding included.
constexpr int storage_size(const view& v) {
  int n = 1;
  for (int i = 0; i < v.shape.rank; ++i)
    if (v.stride[i] * v.shape.dim[i] > n) n = v.stride[i] * v.shape.dim[i];
  return round_up(n, line_elements);
}

// Where the caller wants output `o`: row by row, the samples first.
template <class P>
constexpr view target_of(const P& p, int o) {
  const int at = p.outputs[o];
  return p.batched[at] ? samples_first_view(p.views[at].shape) : dense_view(p.views[at].shape);
}
// True if it is computed in this order: then it is read where it lies.
template <class P>
constexpr bool lies_in_order(const P& p, int o) {
  const view &from = p.views[p.outputs[o]], to = target_of(p, o);
  if (from.buffer < 0) return false;
  const node& base = p.nodes[from.buffer];
  if (base.op->kind == ir::loop::leaf && !varies_by_sample(base)) return false;  // the state, or a table
  for (int i = 0; i < from.shape.rank; ++i)
    if (from.shape.dim[i] != 1 && from.stride[i] != to.stride[i]) return false;
  return true;
}

}  // namespace detail

// P: prepared, S: schedule; both constant objects.
template <const auto& P, const auto& S>
constexpr auto make_memory() {
  constexpr int M = P.size;
  ir::memory<M, P.assignment_count> m;
  const int end = S.count;
  for (int i = 0; i < M; ++i) {
    m.born[i] = S.kernel_of[i];
    m.dies[i] = S.kernel_of[i];
  }
  for (int i = 0; i < M; ++i)
    if (S.kernel_of[i] >= 0)
      for (short q : P.nodes[i].in)
        if (q >= 0 && P.views[q].buffer >= 0 && m.dies[P.views[q].buffer] < S.kernel_of[i])
          m.dies[P.views[q].buffer] = S.kernel_of[i];
  // Assignments: the kernel that computes the value may write the slot if nothing reads the old value later, and if
  // what it reads of it itself is the same element: not as a factor of a product, which reads all of it. Later kernels
  // read the value there.
  int direct_into[M]{};
  for (int i = 0; i < M; ++i) direct_into[i] = -1;
  for (int a = 0; a < P.assignment_count; ++a) {
    const int slot = P.slots[a], value = P.values[a], k = S.kernel_of[value];
    bool direct = P.nodes[value].op->kind == ir::loop::pointwise && m.dies[slot] <= k && direct_into[value] < 0 &&
                  !S.summed[value];
    if (direct && m.dies[slot] == k)
      for (int j = S.kernels[k].first; j < S.kernels[k].first + S.kernels[k].count; ++j)
        for (short q : P.nodes[S.members[j]].in)
          if (q >= 0 && P.views[q].buffer == slot &&
              (q != slot || S.members[j] == S.kernels[k].core || S.kernels[k].domain != P.nodes[slot].shape))
            direct = false;
    for (int o = 0; o < P.output_count; ++o) direct = direct && P.views[P.outputs[o]].buffer != value;
    m.direct[a] = direct;
    if (direct) direct_into[value] = slot;
    else m.dies[value] = end;
  }
  // What the caller reads in the arena lives into the next call, which may be given it as an input.
  for (int o = 0; o < P.output_count; ++o)
    if (const int base = P.views[P.outputs[o]].buffer; base >= 0) {
      m.dies[base] = end;
      if (detail::lies_in_order(P, o)) m.born[base] = -1;
    }
  for (int i = 0; i < M; ++i)
    if (S.summed[i]) m.dies[i] = end;

  detail::first_fit arena(M, end);
  auto take = [&](int i) {
    const int size = detail::storage_size(P.views[i]);
    m.where[i] = ir::section::arena;
    m.offset[i] = arena.place(size, m.born[i], m.dies[i]);
    if (m.offset[i] + size > m.arena) m.arena = m.offset[i] + size;
  };
  for (int i = 0; i < M; ++i) {
    const node& n = P.nodes[i];
    if (n.op->kind != ir::loop::leaf || !detail::given(n.leaf)) continue;
    const int size = detail::storage_size(P.views[i]);
    switch (n.leaf->kind) {
      case ir::role::parameter:
      case ir::role::slot:
      case ir::role::scalar:
        m.where[i] = ir::section::state;
        m.offset[i] = m.state;
        m.state += size;
        break;
      case ir::role::table:
      case ir::role::iota:
        m.where[i] = ir::section::table;
        m.offset[i] = m.table;
        m.table += size;
        break;
      default:
        m.dies[i] = m.dies[i] < 0 ? end : m.dies[i];
        take(i);
    }
  }
  for (int i = 0; i < M; ++i)
    if (m.born[i] < 0 && m.dies[i] == end && m.where[i] == ir::section::none && P.views[i].buffer == i &&
        P.nodes[i].op->kind != ir::loop::leaf)
      take(i);
  for (int k = 0; k < S.count; ++k)
    for (int j = S.kernels[k].first; j < S.kernels[k].first + S.kernels[k].count; ++j) {
      const int i = S.members[j];
      if (!S.stored[i]) continue;
      if (const int whole = P.views[i].buffer; whole != i) {  // computed in its place: the whole lives from now on
        if (m.where[whole] != ir::section::none) continue;
        m.born[whole] = k;
        take(whole);
        continue;
      }
      if (m.where[i] != ir::section::none) continue;
      if (direct_into[i] >= 0) {
        m.where[i] = ir::section::state;
        m.offset[i] = m.offset[direct_into[i]];
      } else {
        take(i);
      }
    }
  return m;
}

}  // namespace tapeless::inline TAPELESS_ISA
