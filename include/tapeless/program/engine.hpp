// Emission: the plan becomes one function of fused loops. The only place that touches data.
#pragma once

#include <tapeless/kernels/copy.hpp>
#include <tapeless/plan/lower.hpp>
#include <tapeless/shape/indices.hpp>

namespace tapeless {

// The memory of a program while it runs.
template <class T>
struct sections {
  T* state;
  T* arena;
  const T* table;
};

namespace detail {

template <class T>
TAPELESS_INLINE constexpr T* resolve(const sections<T>& s, address a) noexcept {
  switch (a.where) {
    case section::state: return s.state + a.offset;
    case section::arena: return s.arena + a.offset;
    case section::table: return const_cast<T*>(s.table) + a.offset;  // only read
    default: return nullptr;
  }
}

// The lane type of a plan: one lane where the plan has one.
template <class T, int Lanes>
using lane_type = std::conditional_t<Lanes == 1, T, simd::vec<T>>;

// The part of `out` that operand `k` of a copying movement fills.
constexpr view placed_view(const view& out, const node& n, const shape& operand, int k) {
  const window w = n.op->place(n, k);
  view v = out;
  v.shape = operand;
  for (int i = 0; i < operand.rank; ++i) {
    v.offset += w.start[i] * out.stride[i];
    v.stride[i] = w.step[i] * out.stride[i];
  }
  return v;
}

}  // namespace detail

// The plan of a configuration, stage by stage; every member is a constant. `Config::make_task<Lanes>()` gives the task.
template <class Config>
struct engine {
  using T = typename Config::value_type;
  static constexpr int lanes = Config::lanes;
  using V = detail::lane_type<T, lanes>;

  static constexpr auto task = Config::make_task();
  static constexpr auto nodes = prepare<task>();
  static constexpr auto order = make_schedule<nodes>();
  static constexpr auto layout = make_memory<nodes, order>();

  // Runs the kernels of one phase.
  template <bool Last>
  static constexpr void run(const sections<T>& s) noexcept {
    constexpr int begin = Last ? tile_kernels : 0, end = Last ? order.count : tile_kernels;
    if constexpr (begin < end) detail::for_indices<begin, end>([&]<int K>() { run_kernel<K>(s); });
    if constexpr (Last) {
      constexpr bool copies = [] {
        for (int a = 0; a < nodes.assignment_count; ++a)
          if (!layout.direct[a]) return true;
        return false;
      }();
      if constexpr (copies) detail::for_indices<0, nodes.assignment_count>([&]<int A>() { commit<A>(s); });
    }
  }

  // Constant tables: iota and the user's numbers.
  static constexpr auto tables = [] {
    struct {
      alignas(64) T value[layout.table + line]{};
    } t;
    for (int i = 0; i < nodes.size; ++i) {
      if (layout.where[i] != section::table) continue;
      const node& n = nodes.nodes[i];
      for (int k = 0; k < n.shape.size(); ++k)
        t.value[layout.offset[i] + k] =
            n.leaf->table ? static_cast<T>(n.leaf->table[k]) : static_cast<T>(k);
    }
    return t;
  }();

 private:
  // Kernels are numbered by phase: those that run for each tile come first.
  static constexpr int tile_kernels = [] {
    int n = 0;
    while (n < order.count && !order.kernels[n].last_phase) ++n;
    return n;
  }();

  template <int K>
  TAPELESS_INLINE static constexpr void run_kernel(const sections<T>& s) noexcept {
    constexpr kernel_kind kind = order.kernels[K].kind;
    if constexpr (kind == kernel_kind::map || kind == kernel_kind::contraction) loops<K>(s);
    else if constexpr (kind == kernel_kind::copy) place<order.kernels[K].core>(s);
    else call<order.kernels[K].core>(s);
  }

  // A map, product or dot product: the code is shared by all kernels that have the same, loops and addresses are data.
  template <int K>
  static constexpr auto lowered_kernel = lower<detail::lowered_capacity(order, K)>(nodes, order, layout, K);
  template <int K>
  static constexpr auto placed_kernel =
      detail::placement_of<lowered_kernel<K>.pointer_count + 1, lowered_kernel<K>.loops>(lowered_kernel<K>);
  template <int K>
  TAPELESS_INLINE static constexpr void loops(const sections<T>& s) noexcept {
    constexpr const auto& l = lowered_kernel<K>;
    constexpr const auto& place = placed_kernel<K>;
    constexpr bool map = order.kernels[K].kind == kernel_kind::map;
    constexpr int pointers = l.pointer_count;
    T* p[pointers + 1];
    for (int j = 0; j < pointers; ++j) p[j] = detail::resolve(s, place.pointers[j]);
    if constexpr (map) {
      using code = micro<l.inputs, l.size, l.outputs, l.reductions>;
      kernels::map<T, V, detail::map_code_of<code>(l)>(p, place.loops);
    } else if constexpr (l.mode == product::dot) {
      kernels::dot<T, V, l.kept>(p, place.loops);
    } else {
      using code = micro<l.inputs, l.size, l.outputs, 0>;
      using lane = std::conditional_t<l.mode == product::vector, V, T>;
      kernels::contract<T, lane, detail::contraction_code_of<code>(l)>(p, place.loops);
    }
  }

  template <int I>
  static constexpr void place(const sections<T>& s) noexcept {
    constexpr node n = nodes.nodes[I];
    constexpr int covered = [&] {
      int c = 0;
      for (short q : n.in)
        if (q >= 0) c += nodes.nodes[q].shape.size();
      return c;
    }();
    constexpr address target{layout.where[I], layout.offset[I]};
    T* out = detail::resolve(s, target);
    constexpr view whole = nodes.views[I];
    if constexpr (covered < n.shape.size()) {
      constexpr T value = static_cast<T>(n.op->place(n, 0).fill);
      kernels::fill(out, whole, value);
    }
    [&]<int... Q>(std::integer_sequence<int, Q...>) {
      (
          [&] {
            constexpr int q = n.in[Q];
            constexpr view from = nodes.views[q];
            constexpr view to = detail::placed_view(whole, n, from.shape, Q);
            constexpr address source = detail::address_in(nodes, layout, q);
            kernels::copy<T>(detail::resolve(s, source), from, out + to.offset, to);
          }(),
          ...);
    }
    (std::make_integer_sequence<int, n.op->arity>{});
  }

  // An operation with a loop of its own.
  template <int I>
  static constexpr void call(const sections<T>& s) noexcept {
    constexpr node n = nodes.nodes[I];
    constexpr int arity = n.op->arity;
    const T* operand[arity + 1]{};
    view views[arity + 1]{};
    [&]<int... Q>(std::integer_sequence<int, Q...>) {
      (
          [&] {
            constexpr address source = detail::address_in(nodes, layout, n.in[Q]);
            constexpr view from = nodes.views[n.in[Q]];
            operand[Q] = detail::resolve(s, source);
            views[Q] = from;
          }(),
          ...);
    }
    (std::make_integer_sequence<int, arity>{});
    constexpr address target{layout.where[I], layout.offset[I]};
    constexpr view whole = nodes.views[I];
    constexpr attributes told{{n.attr[0], n.attr[1]}, n.value};
    T* out = detail::resolve(s, target);
    constexpr opaque_loop<T> f = [&] {
      if constexpr (std::is_same_v<T, float>) return n.op->loop32;
      else return n.op->loop64;
    }();
    f(told, operand, views, out, whole);
  }

  template <int A>
  static constexpr void commit(const sections<T>& s) noexcept {
    if constexpr (!layout.direct[A]) {
      constexpr int value = nodes.values[A], slot = nodes.slots[A];
      constexpr view from = nodes.views[value], to = nodes.views[slot];
      constexpr address source{layout.where[value], layout.offset[value]};
      constexpr address target{layout.where[slot], layout.offset[slot]};
      kernels::copy<T>(detail::resolve(s, source), from, detail::resolve(s, target), to);
    }
  }
};

}  // namespace tapeless
