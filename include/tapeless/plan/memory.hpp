// Third stage of planning: where everything lies. State (parameters, slots, run-time scalars) first come first served;
// the arena by liveness, so that values which never live at the same time share memory; constant tables apart.
#pragma once

#include <tapeless/plan/schedule.hpp>

namespace tapeless {

enum class section : signed char { none, state, arena, table };

// Offsets in elements; everything begins at whole cache lines.
inline constexpr int line = 16;

template <int M, int Assignments>
struct memory {
  section where[M]{};
  int offset[M]{};
  int born[M]{}, dies[M]{};          // first and last kernel; -1: before the first
  bool direct[Assignments + 1]{};    // the kernel writes the slot itself, no copy at the end
  int state = 0, arena = 0, table = 0;
};

namespace detail {

// First-fit allocation of intervals, in order of birth: live blocks are kept sorted by offset.
class first_fit {
 public:
  constexpr explicit first_fit(int capacity) {
    at_ = new int[static_cast<std::size_t>(3 * capacity + 3)];
  }
  constexpr ~first_fit() { delete[] at_; }
  first_fit(const first_fit&) = delete;
  first_fit& operator=(const first_fit&) = delete;

  constexpr int place(int size, int born, int dies) {
    int kept = 0;
    for (int i = 0; i < count_; ++i)
      if (at_[3 * i + 2] >= born) {
        for (int k = 0; k < 3; ++k) at_[3 * kept + k] = at_[3 * i + k];
        ++kept;
      }
    count_ = kept;
    int offset = 0, i = 0;
    for (; i < count_; ++i) {
      if (offset + size <= at_[3 * i]) break;
      offset = at_[3 * i] + at_[3 * i + 1];
    }
    for (int j = count_; j > i; --j)
      for (int k = 0; k < 3; ++k) at_[3 * j + k] = at_[3 * (j - 1) + k];
    at_[3 * i] = offset;
    at_[3 * i + 1] = size;
    at_[3 * i + 2] = dies;
    ++count_;
    return offset;
  }

 private:
  int* at_ = nullptr;  // offset, size, last kernel
  int count_ = 0;
};

// Elements that a node's own memory takes, padding included.
constexpr int storage_size(const view& v) {
  int n = 1;
  for (int i = 0; i < v.shape.rank; ++i)
    if (v.stride[i] * v.shape.dim[i] > n) n = v.stride[i] * v.shape.dim[i];
  return round_up(n, line);
}

}  // namespace detail

// P: prepared, S: schedule; both constant objects.
template <const auto& P, const auto& S>
consteval auto make_memory() {
  constexpr int M = P.size;
  memory<M, P.assignment_count> m;
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
  // what it reads of it itself is the same element.
  int direct_into[M]{};
  for (int i = 0; i < M; ++i) direct_into[i] = -1;
  for (int a = 0; a < P.assignment_count; ++a) {
    const int slot = P.slots[a], value = P.values[a], k = S.kernel_of[value];
    bool direct = P.nodes[value].op->kind == loop::pointwise && m.dies[slot] <= k && m.dies[value] <= k &&
                  direct_into[value] < 0 && !S.summed[value];
    if (direct && m.dies[slot] == k)
      for (int j = S.kernels[k].first; j < S.kernels[k].first + S.kernels[k].count; ++j)
        for (short q : P.nodes[S.members[j]].in)
          if (q >= 0 && P.views[q].buffer == slot && (q != slot || S.kernels[k].domain != P.nodes[slot].shape))
            direct = false;
    for (int o = 0; o < P.output_count; ++o) direct = direct && P.views[P.outputs[o]].buffer != value;
    m.direct[a] = direct;
    if (direct) direct_into[value] = slot;
    else m.dies[value] = end;
  }
  for (int o = 0; o < P.output_count; ++o)
    if (P.views[P.outputs[o]].buffer >= 0) m.dies[P.views[P.outputs[o]].buffer] = end;
  for (int i = 0; i < M; ++i)
    if (S.summed[i]) m.dies[i] = end;

  detail::first_fit arena(M);
  auto take = [&](int i) {
    const int size = detail::storage_size(P.views[i]);
    m.where[i] = section::arena;
    m.offset[i] = arena.place(size, m.born[i], m.dies[i]);
    if (m.offset[i] + size > m.arena) m.arena = m.offset[i] + size;
  };
  for (int i = 0; i < M; ++i) {
    const node& n = P.nodes[i];
    if (n.op->kind != loop::leaf || !n.leaf) continue;
    const int size = detail::storage_size(P.views[i]);
    switch (n.leaf->kind) {
      case role::parameter:
      case role::slot:
      case role::scalar:
        m.where[i] = section::state;
        m.offset[i] = m.state;
        m.state += size;
        break;
      case role::table:
      case role::iota:
        m.where[i] = section::table;
        m.offset[i] = m.table;
        m.table += size;
        break;
      default:
        m.dies[i] = m.dies[i] < 0 ? end : m.dies[i];
        take(i);
    }
  }
  for (int k = 0; k < S.count; ++k)
    for (int j = S.kernels[k].first; j < S.kernels[k].first + S.kernels[k].count; ++j) {
      const int i = S.members[j];
      if (!S.stored[i]) continue;
      if (direct_into[i] >= 0) {
        m.where[i] = section::state;
        m.offset[i] = m.offset[direct_into[i]];
      } else {
        take(i);
      }
    }
  return m;
}

}  // namespace tapeless
