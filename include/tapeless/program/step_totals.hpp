// The totals of a call over its samples: the means and gradients of a training step. Tiles add to them, and the update
// reads them.
#pragma once

#include <tapeless/kernels/totals.hpp>
#include <tapeless/program/call.hpp>
#include <tapeless/program/workspace.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

template <class Config>
struct step_totals {
  using machine = engine<Config>;
  using T = typename Config::value_type;
  using workspace = detail::workspace<Config>;
  static constexpr const auto& nodes = machine::nodes;
  static constexpr const auto& layout = machine::layout;

  // The memory of a total in the arena. In the workspace they lie behind each other in this order: the means, then the
  // gradients, then what is kept; those that share memory once.
  struct block {
    int node = -1, offset = 0, size = 0;
  };
  static constexpr auto blocks = [] {
    struct {
      block at[nodes.sums.size + 1]{};
      int size = 0;
    } list;
    for (const int sum : nodes.sums) {
      const int base = nodes.views.at[sum].buffer;
      bool there = base < 0 || !machine::order.summed.at[base];
      for (int i = 0; i < list.size; ++i) there = there || list.at[i].node == base;
      if (!there) list.at[list.size++] = {base, layout.offset[base], storage_size(nodes.views[base])};
    }
    return list;
  }();
  static_assert([] {
    int n = 0;
    for (const block& b : blocks.at) n += b.size;
    return n;
  }() == workspace::summed);

  // Adds this tile's totals to those of the tiles before; after the last one the totals stand where they are read.
  static constexpr void add_up(workspace& w, bool first, bool last) noexcept {
    add_chunk(w.arena, w.sums, 0, workspace::summed, first, last);
  }
  // The same for the totals from number `begin` to `end`, counted over all blocks; multiples of a cache line.
  static constexpr void add_chunk(T* arena, T* sums, int begin, int end, bool first, bool last) noexcept {
    int at = 0;  // where a block's totals begin
    for (int i = 0; i < blocks.size; ++i) {
      const block& b = blocks.at[i];
      const int from = begin > at ? begin - at : 0, to = end - at < b.size ? end - at : b.size;
      T* const tile = arena + b.offset;
      const kernels::running_totals<T> total{sums + at, sums + workspace::summed + at};
      if (first) total.begin(tile, from, to);
      else if (last) total.finish(tile, from, to);
      else total.add(tile, from, to);
      at += b.size;
    }
  }

  // The totals behind each other, and back to where the update reads them.
  static constexpr void gather(workspace& w, const T* arena) noexcept {
    T* to = w.sums;
    for (int i = 0; i < blocks.size; to += blocks.at[i++].size)
      for (int k = 0; k < blocks.at[i].size; ++k) to[k] = arena[blocks.at[i].offset + k];
  }
  static constexpr void scatter(const workspace& w, T* arena) noexcept {
    const T* from = w.sums;
    for (int i = 0; i < blocks.size; from += blocks.at[i++].size)
      for (int k = 0; k < blocks.at[i].size; ++k) arena[blocks.at[i].offset + k] = from[k];
  }

  // Calls f(p, step, row) for every row of total I: `row` elements, `step` apart. The total stands in the arena, or
  // among the gathered ones.
  template <int I, class F>
  static constexpr void each_row(const T* total, F f) noexcept {
    constexpr view v = nodes.views[nodes.sums[I]];
    constexpr int row = v.shape.back(), step = v.shape.rank ? v.stride[v.shape.rank - 1] : 0,
                  rows = v.shape.size() / row;
    for (int r = 0; r < rows; ++r) {
      const T* q = total + v.offset;
      for (int i = v.shape.rank - 2, rest = r; i >= 0; rest /= v.shape.dim[i--])
        q += rest % v.shape.dim[i] * v.stride[i];
      f(q, step, row);
    }
  }
  template <int I>
  static constexpr bool has_memory = nodes.views[nodes.sums[I]].buffer >= 0;
  template <int I>
  static constexpr int gathered_at = [] {
    int at = 0;
    for (int i = 0; i < blocks.size && blocks.at[i].node != nodes.views[nodes.sums[I]].buffer; ++i)
      at += blocks.at[i].size;
    return at;
  }();

  // Copies gathered total I row by row.
  template <int I>
  static constexpr void copy(const workspace& w, T* to) noexcept {
    if constexpr (has_memory<I>) {
      each_row<I>(w.sums + gathered_at<I>, [&](const T* p, int step, int row) {
        for (int k = 0; k < row; ++k) *to++ = p[k * step];
      });
    } else {  // a constant, such as the gradient with respect to what dropped out
      constexpr node n = nodes.nodes[nodes.sums[I]];
      for (int k = 0; k < n.shape.size(); ++k) to[k] = static_cast<T>(n.value);
    }
  }
  // The norm of all gathered gradients.
  static constexpr T gradient_norm(const workspace& w) noexcept {
    T sum(0);
    for_indices<Config::means, Config::gradients_end()>([&]<int I>() {
      if constexpr (has_memory<I>)
        each_row<I>(w.sums + gathered_at<I>, [&](const T* p, int step, int row) {
          for (int k = 0; k < row; ++k) sum += p[k * step] * p[k * step];
        });
    });
    return simd::sqrt(sum);
  }

  // Before a training step updates anything: are the loss and, if asked for, the gradients finite?
  static constexpr error check([[maybe_unused]] const sections<T>& memory) noexcept {
    error e;
    if constexpr (Config::trains) {
      constexpr ir::address loss = address_in(nodes, layout, nodes.outputs[0]);
      const T found = *resolve(memory, loss);
      if (!is_finite(found)) e = {fault::loss_not_finite, "loss", 0, 0, static_cast<double>(found)};
      if constexpr (Config::gradients)
        for_indices<Config::means, Config::gradients_end()>([&]<int I>() {
          if (!e) check_gradient<I>(memory, e);
        });
    }
    return e;
  }

 private:
  template <int I>
  static constexpr void check_gradient([[maybe_unused]] const sections<T>& memory, [[maybe_unused]] error& e) noexcept {
    if constexpr (has_memory<I>) {
      constexpr ir::address whole = address_in(nodes, layout, nodes.views[nodes.sums[I]].buffer);
      constexpr const char* name = Config::parameter_of(I).leaf->name;
      each_row<I>(resolve(memory, whole), [&](const T* p, int step, int row) {
        bool finite = true;
        for (int k = 0; k < row; ++k) finite = finite & is_finite(p[k * step]);
        if (finite) return;
        for (int k = 0; k < row && !e; ++k)
          if (!is_finite(p[k * step])) e = {fault::gradient_not_finite, name, 0, 0, static_cast<double>(p[k * step])};
      });
    }
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
