// How a program runs a scan: the body's own plan, once for each step, on memory behind the program's arena.
#pragma once

#include <tapeless/program/body.hpp>
#include <tapeless/program/engine.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

struct body_counts {
  int each = 0, carry = 0, shared = 0, given = 0, stacked = 0;
};
template <class Body>
constexpr body_counts counts_of() {
  builder b(true, 256);
  body_draft d;
  Body::build(b, d);
  return {d.each.size, d.carry.size, d.shared.size, d.next.size + d.output.size, d.stacked};
}

// The body as a program of `Samples` samples: outputs are what a step gives, assignments move the state on.
template <class Body, class T, int Samples, int Lanes, bool SharedVary, bool Approximates>
struct body_config {
  using value_type = T;
  static constexpr int lanes = Lanes, samples = Samples;
  static constexpr bool approximates = Approximates;

  using merged_size = ir::sizes<192, 48>;
  // The roots: the next state, what is given, the state.
  static constexpr ir::merged make_merged() {
    builder raw(true, 256), one(true, 256);
    body_draft d;
    Body::build(raw, d);
    ir::list<int> place(raw.size());
    copy_changed(one, raw, place.at, [&](node& n, int i) {
      if (SharedVary && d.shared.holds(i)) set_attributes(n, {.varies = true});
    });
    ir::list<int> roots;
    for (const ir::list<int>* l : {&d.next, &d.output, &d.carry})
      for (const int i : *l) roots.push(place.at[i]);
    return merged(one, std::move(roots));
  }
  using task_size = ir::sizes<192, 32, 0, 16>;
  static constexpr ir::task make_task(const ir::merged& from) {
    constexpr body_counts n = counts_of<Body>();
    builder b(true, 192);
    batched_roots roots = batch_all(b, from, Samples);
    ir::task t;
    for (int i = 0; i < n.given; ++i) {
      if (Samples > 1 && !roots.varying[i]) roots.at[i] = shared_operand(b, roots.at[i], Samples);
      t.outputs.push(roots.at[i]);
    }
    for (int i = 0; i < n.carry; ++i)
      if (roots.at[i] != roots.at[n.given + i]) t.assignments.push({roots.at[n.given + i], roots.at[i]});
    return finished(b, std::move(t), Samples, Lanes);
  }
};

// Where a leaf or result of the body stands among the packed operands or results.
struct packed_leaf {
  ir::role kind = ir::role::input;
  std::uint64_t hash = 0;
  int offset = 0, size = 0;
};
template <int N>
struct packed_leaves {
  packed_leaf at[N + 1]{};
};

template <class Body>
struct body_layout {
  static constexpr body_counts counts = counts_of<Body>();
  packed_leaves<counts.each> each;
  packed_leaves<counts.carry> carry;
  packed_leaves<counts.shared> shared;
  packed_leaves<counts.given> given;
  int shared_size = 0, stacked_size = 0;  // the latter is part of the former

  constexpr body_layout() {
    builder b(true, 256);
    body_draft d;
    Body::build(b, d);
    auto pack = [&](auto& to, const ir::list<int>& ids, int first, int offset) {
      for (int i = 0; i < ids.size; ++i) {
        const node& n = b[ids[i]];
        to.at[first + i] = {detail::given(n.leaf) ? n.leaf->kind : ir::role::constant,
                            detail::given(n.leaf) ? n.leaf->hash : 0, offset, n.shape.size()};
        offset += n.shape.size();
      }
      return offset;
    };
    pack(each, d.each, 0, 0);
    pack(carry, d.carry, 0, 0);
    pack(shared, d.shared, 0, 0);
    shared_size = size_of(b, d.shared);
    for (int i = counts.shared - counts.stacked; i < counts.shared; ++i) stacked_size += shared.at[i].size;
    pack(given, d.output, d.next.size, pack(given, d.next, 0, 0));
  }
};

template <class Engine, int I, class Body, bool SharedVary>
struct loop_machine {
  using T = typename Engine::T;
  static constexpr const node& self = Engine::nodes.nodes[I];
  static constexpr int steps = self.shape.dim[0], axes = self.shape.rank - 2;  // axes of samples
  static constexpr int samples = [] {
    int n = 1;
    for (int i = 0; i < axes; ++i) n *= self.shape.dim[2 + i];
    return n;
  }();
  static constexpr bool shared_vary = SharedVary;  // the shared numbers differ from sample to sample
  using inner = engine<body_config<Body, T, samples, Engine::lanes, shared_vary, Engine::approximates>>;
  static constexpr body_layout<Body> layout{};

  static constexpr int state_size = round_up(inner::layout.state + line_elements, line_elements);
  static constexpr int scratch = state_size + inner::arena_size() + line_elements;

  static constexpr void run(const sections<T>& outer) noexcept {
    T* const memory = resolve(outer, ir::address{ir::section::arena, Engine::layout.arena});
    const sections<T> own(memory, memory + state_size, inner::tables.value);
    constexpr body_counts counts = body_layout<Body>::counts;
    constexpr int same = counts.shared - counts.stacked;
    for_indices<0, same>([&]<int K>() {
      constexpr packed_leaf l = layout.shared.at[K];
      read<2, l, shared_vary>(outer, own, 0);
    });
    for_indices<0, body_layout<Body>::counts.carry>([&]<int K>() {
      constexpr packed_leaf l = layout.carry.at[K];
      read<1, l, true>(outer, own, 0);
    });
    for (int t = 0; t < steps; ++t) {
      for_indices<same, counts.shared>([&]<int K>() {
        constexpr packed_leaf l = stacked_leaf(layout.shared.at[K]);
        read<2, l, shared_vary>(outer, own, Body::backwards ? steps - 1 - t : t);
      });
      for_indices<0, body_layout<Body>::counts.each>([&]<int K>() {
        constexpr packed_leaf l = layout.each.at[K];
        read<0, l, true>(outer, own, t);
      });
      inner::template run<false>(own);
      for_indices<0, body_layout<Body>::counts.given>([&]<int K>() { write<K>(outer, own, t); });
      inner::template run<true>(own);
    }
  }

 private:
  // A stacked leaf has its numbers of all steps, one step behind the other.
  static constexpr packed_leaf stacked_leaf(packed_leaf l) {
    const int first = layout.shared_size - layout.stacked_size;
    l.offset = first + (l.offset - first) * steps;
    return l;
  }
  // A view of [size, samples...] from one of [.., packed, samples...]: rows first, the axes of samples from axis `at`
  // on.
  static constexpr view part(const view& from, int packed_axis, int offset, int size, bool with_samples) {
    view v;
    v.offset = offset * from.stride[packed_axis];
    v.shape = make_shape(size);
    v.stride[0] = from.stride[packed_axis];
    for (int i = 0; i < axes && with_samples; ++i) {
      v.shape.dim[v.shape.rank] = self.shape.dim[2 + i];
      v.stride[v.shape.rank++] = from.stride[packed_axis + 1 + i];
    }
    return v;
  }
  // The same of the body's memory of a leaf: dense, its samples in one axis.
  static constexpr view dense_part(const view& own, int size, bool with_samples) {
    view v;
    v.shape = make_shape(size);
    const bool varies = with_samples && samples > 1;
    v.stride[0] = varies && own.shape.rank > 1 ? own.stride[own.shape.rank - 2] : varies ? 0 : 1;
    int step = 1;
    for (int i = axes - 1; i >= 0; --i) {
      v.stride[1 + i] = step;
      step *= self.shape.dim[2 + i];
    }
    if (with_samples)
      for (int i = 0; i < axes; ++i) v.shape.dim[v.shape.rank++] = self.shape.dim[2 + i];
    else
      for (int i = 0; i < axes; ++i) v.stride[1 + i] = 0;
    return v;
  }

  // Operand `Operand`'s numbers for a leaf of the body, of step t.
  template <int Operand, packed_leaf L, bool WithSamples>
  static constexpr void read(const sections<T>& outer, const sections<T>& own, int t) noexcept {
    constexpr int at = [] {
      for (int i = 0; i < inner::nodes.nodes.size; ++i) {
        const node& n = inner::nodes.nodes[i];
        if (is_leaf(n, L.kind) && n.leaf->hash == L.hash) return i;
      }
      return -1;
    }();
    if constexpr (at >= 0) {
      constexpr int source = self.in[Operand], axis = Operand == 0 ? 1 : 0;
      constexpr view whole = Engine::nodes.views[source];
      constexpr view from = part(whole, axis, L.offset, L.size, WithSamples);
      constexpr view to = dense_part(inner::nodes.views[at], L.size, WithSamples);
      constexpr ir::address source_address = address_in(Engine::nodes, Engine::layout, source);
      constexpr ir::address target{inner::layout.where[at], inner::layout.offset[at]};
      const T* p = resolve(outer, source_address) + from.offset;
      p += t * whole.stride[0] * (Operand == 0 ? 1 : Operand == 2 ? L.size : 0);
      kernels::copy<T>(p, from, resolve(own, target), to);
    }
  }

  // Result K of step t.
  template <int K>
  static constexpr void write(const sections<T>& outer, const sections<T>& own, int t) noexcept {
    constexpr packed_leaf l = layout.given.at[K];
    constexpr int at = inner::nodes.outputs[K];
    constexpr view result = inner::nodes.views[at];
    constexpr view whole = Engine::nodes.views[I];

    constexpr int rank = result.shape.rank - (samples > 1);
    constexpr view from = [&] {  // the samples as their own axes
      view v = result;
      v.offset = 0;
      v.shape = {};
      for (int i = 0; i < rank; ++i) v.shape.dim[v.shape.rank++] = result.shape.dim[i];
      int step = samples > 1 ? result.stride[rank] : 0;
      for (int i = axes - 1; i >= 0; --i) {
        v.shape.dim[rank + i] = self.shape.dim[2 + i];
        v.stride[rank + i] = step;
        step *= self.shape.dim[2 + i];
      }
      v.shape.rank = rank + axes;
      return v;
    }();
    constexpr view to = [&] {
      view v;
      v.shape = from.shape;
      int step = whole.stride[1];
      for (int i = rank - 1; i >= 0; --i) {
        v.stride[i] = step;
        step *= result.shape.dim[i];
      }
      for (int i = 0; i < axes; ++i) v.stride[rank + i] = whole.stride[2 + i];
      return v;
    }();

    constexpr ir::address source = address_in(inner::nodes, inner::layout, at);
    constexpr ir::address target{Engine::layout.where[I], Engine::layout.offset[I]};
    kernels::copy<T>(resolve(own, source), from,
                     resolve(outer, target) + l.offset * whole.stride[1] + t * whole.stride[0], to);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
