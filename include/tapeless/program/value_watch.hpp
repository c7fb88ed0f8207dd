// Where a value that is not finite comes from: a call is made once more, kernel by kernel, and every value is looked at
// as soon as it has been computed.
#pragma once

#include <tapeless/program/running.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct not_finite_value {
  int node = -1;     // of the plan; -1: all values are finite
  long sample = -1;  // of the call; -1: the value is not one sample's
  double value = 0;

  constexpr explicit operator bool() const noexcept { return node >= 0; }
};

namespace detail {

template <class Running>
class value_watch {
  using T = typename Running::value_type;
  using machine = typename Running::machine;
  static constexpr int samples = Running::samples;
  static constexpr const auto& nodes = machine::nodes;
  static constexpr const auto& order = machine::order;
  static constexpr const auto& layout = machine::layout;

 public:
  // The state, then the inputs of a tile, then what its kernels leave in memory, in the order in which they run.
  template <class... B>
  static constexpr not_finite_value first(T* state, const auto& random, typename Running::workspace& w,
                                          const B&... b) noexcept {
    not_finite_value found;
    long count = -1;
    if (Running::admit(state, w, count, b...)) return found;
    T numbers[] = {Running::number_of(b)..., T(0)};
    Running::template exchange_numbers<B...>(state, numbers);
    const sections<T> memory(state, w.arena, machine::tables.value);
    for (int i = 0; i < nodes.nodes.size && !found; ++i)
      if (nodes.nodes[i].op->kind == ir::loop::leaf && layout.where[i] == ir::section::state) look(memory, i, 1, found);
    for (long begin = 0; begin < count && !found; begin += samples) {
      const int now = static_cast<int>(count - begin < samples ? count - begin : samples);
      Running::inputs::fill(w.arena, random, begin, now, count, b...);
      for (int i = 0; i < nodes.nodes.size && !found; ++i)
        if (nodes.nodes[i].op->kind == ir::loop::leaf && layout.where[i] == ir::section::arena)
          look(memory, i, now, found);
      if (!found) machine::run_watched(memory, [&](int k) { return look_at_kernel(memory, k, now, found); });
      if (found && found.sample >= 0) found.sample += begin;
    }
    Running::template exchange_numbers<B...>(state, numbers);
    return found;
  }

 private:
  static constexpr bool look_at_kernel(const sections<T>& memory, int k, int now, not_finite_value& found) noexcept {
    const ir::kernel& kernel = order.kernels[k];
    for (int j = kernel.first; j < kernel.first + kernel.count && !found; ++j)
      if (const int i = order.members[j]; order.stored[i]) look(memory, i, now, found);
    return !found;
  }

  // Walks over the elements of node i as they lie in memory; the last axis of a batched one holds the samples.
  static constexpr void look(const sections<T>& memory, int i, int now, not_finite_value& found) noexcept {
    const view& v = nodes.views[i];
    const ir::address base = address_in(nodes, layout, i);
    if (base.where != ir::section::arena && base.where != ir::section::state) return;
    const T* const from = memory.at[static_cast<int>(base.where)] + base.offset;
    const bool batched = nodes.batched[i], alone = samples == 1 && base.where == ir::section::arena;
    const int last = v.shape.rank - 1;
    for (int e = 0; e < v.shape.size() && !found; ++e) {
      int at = 0, rest = e, sample = 0;
      for (int a = last; a >= 0; --a) {
        const int index = rest % v.shape.dim[a];
        rest /= v.shape.dim[a];
        at += index * v.stride[a];
        if (a == last) sample = index;
      }
      if (batched && sample >= now) continue;
      if (!is_finite(from[at])) found = {i, batched ? sample : alone ? 0 : -1, static_cast<double>(from[at])};
    }
  }
};

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
