// Maps: pointwise code and reductions, with the lanes along the innermost axis.
#pragma once

#include <tapeless/kernels/map.hpp>
#include <tapeless/plan/kernels/elements.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// Kept loops, the innermost axis in vectors, reduced loops.
template <class Walk>
struct map_walk {
  using place = typename Walk::place;
  using total = typename Walk::total;

  element_walk<Walk> e;
  const kernels::map_code<ir::micro_lists>& code;
  ir::list<total> totals;

  constexpr void kept(int loop) {
    const int inner = code.kept + code.reduced, reductions = e.micro.reductions.size;
    if (loop < code.kept) {
      for (int step = 0; step < e.l.extent(loop); ++step, e.advance(loop, 1)) kept(loop + 1);
      return e.advance(loop, -e.l.extent(loop));
    }
    const place* const results = e.at.at + e.micro.inputs.size + e.micro.outputs.size;
    for (int i = 0; i < (code.inner_reduced ? 1 : e.l.extent(inner)); i += e.lanes) {
      for (total& t : totals) t = total{};
      const int valid = e.l.extent(inner) - i;
      reduced(loop, i, valid);
      for (int r = 0; r < reductions; ++r) {
        const operation& op = *e.micro.reductions.at[r].op;
        if (code.inner_reduced) {
          total all{};
          for (int lane = 0; lane < e.lanes; ++lane) all.add(totals.at[r * e.lanes + lane]);
          e.walk.reach(results[r]) = e.walk.algebra.reduced(op, all);
          continue;
        }
        for (int lane = 0; lane < (code.partial && valid < e.lanes ? valid : e.lanes); ++lane)
          e.walk.reach(results[r] + i + lane) = e.walk.algebra.reduced(op, totals.at[r * e.lanes + lane]);
      }
    }
  }
  constexpr void reduced(int loop, int i, int valid) {
    const int inner = code.kept + code.reduced;
    if (loop < inner) {
      for (int step = 0; step < e.l.extent(loop); ++step, e.advance(loop, 1)) reduced(loop + 1, i, valid);
      return e.advance(loop, -e.l.extent(loop));
    }
    if (!code.inner_reduced) return element(i, valid, code.partial && valid < e.lanes);
    for (int v = 0; v < e.l.extent(inner); v += e.lanes)
      element(v, e.l.extent(inner) - v, e.l.extent(inner) - v < e.lanes);
  }
  constexpr void element(int i, int valid, bool tail) {
    const int inner = code.kept + code.reduced;
    for (int j = 0; j < e.micro.inputs.size; ++j) {
      const int stride = e.lane_stride(j, inner, j);
      e.read(j, e.at.at[j] + i * stride, stride, valid);
    }
    e.execute();
    for (int o = 0; o < e.micro.outputs.size; ++o)
      e.store(e.reg(e.micro.outputs.at[o]), e.at.at[e.micro.inputs.size + o] + i, tail ? valid : e.lanes);
    for (int r = 0; r < e.micro.reductions.size; ++r)
      for (int lane = 0; lane < e.lanes; ++lane)
        if (!(tail && code.inner_reduced && lane >= valid))
          totals.at[r * e.lanes + lane].add(e.reg(e.micro.reductions.at[r].in[0])[lane]);
  }
};

struct map_kernel : kernel_class {
  static constexpr char name[] = "map", colour[] = "#e6f4e1";
  using code = kernels::map_code<ir::micro_lists>;

  static constexpr bool matches(const ir::prepared&, const ir::schedule&, const ir::kernel& k) { return k.core < 0; }
  static constexpr bool stores_vectors(const ir::prepared&, const ir::kernel&) { return true; }

  static constexpr bool lower(const ir::prepared& p, const ir::schedule& s, const ir::memory& m, int at,
                              ir::lowered& l) {
    const ir::kernel& k = s.kernels.at[at];
    element_code e;
    lower_code(e, p, s, at);
    lower_pointers(l, e, p, m);
    code c;
    bool batched = false;  // lanes are samples, padded to whole vectors
    bool placed = false;
    for (int j = k.first; j < k.first + k.count; ++j) {
      const int i = s.members.at[j];
      const node& n = p.nodes.at[i];
      batched = batched || p.batched.at[is_reduction(n) ? n.in[0] : i];
      placed = placed || is_placed(p, i);
    }
    axis_list walk(l.pointers);
    ir::list<int> stride(l.pointers + 1);
    const axis_order axes{batched && p.samples_first, k.domain.rank};
    batched = batched && !p.samples_first;
    for (int i = 0; i < k.domain.rank; ++i) {
      const int a = axes[i];
      lower_strides(e, p, k, a, stride.at);
      const bool removed = k.reduced >> a & 1u, samples = batched && a == k.domain.rank - 1;
      walk.add(samples && !removed ? round_up(k.domain.dim[a], p.lanes) : k.domain.dim[a], stride.at, removed);
    }
    const int inner = walk.count > 0 ? walk.count - 1 : 0;
    c.inner_reduced = walk.count > 0 && walk.reduced[inner];
    for (int pass = 0; pass < 2; ++pass)  // kept loops outside, reduced ones inside
      for (int a = 0; a < inner; ++a) {
        if (walk.reduced[a] != (pass == 1)) continue;
        add_loop(l, walk.extent[a], walk.stride(a), l.pointers);
        ++l.loops;
        ++(pass ? c.reduced : c.kept);
      }
    const int extent = walk.count > 0 ? walk.extent[inner] : 1;
    add_loop(l, extent, walk.stride(inner), walk.count > 0 ? l.pointers : 0);
    for (int j = 0; j < e.micro.inputs.size; ++j)
      if (ir::operand& o = e.micro.inputs.at[j]; o.mode == ir::access::vector) o.mode = access_for(l.stride(inner, j));
    // Short rows that were stored one by one are read one by one: a load that spans two recent stores waits for both.
    int row = extent;
    for (int i = k.domain.rank - 1; i >= 0 && !batched && extent <= 2 * p.lanes; --i)
      if (const int last = k.domain.dim[axes[i]]; last > 1) {
        if (extent % last == 0) row = last;
        break;
      }
    l.lanes = lanes_for(row, p.lanes);
    c.partial = !batched && extent % l.lanes != 0 && !c.inner_reduced &&
                (c.kept > 0 || (c.reduced > 0 && e.micro.outputs.size > 0) || placed);
    if (e.micro.reductions.size > 0) {  // as many steps of an accumulator
      long steps = c.inner_reduced ? (extent + l.lanes - 1) / l.lanes : 1;
      for (int a = c.kept; a < l.loops; ++a) steps *= l.extent(a);
      c.long_sum = steps >= kernels::cascade_from;
    }
    c.micro = std::move(e.micro);
    l.write(c);
    return true;
  }

  template <class Engine, int K, class T>
  TAPELESS_INLINE static constexpr void run(const sections<T>& s, const int* record) noexcept {
    constexpr const auto& c = Engine::template code_of<K>;
    T* p[c.pointers + 1];
    resolve_all(p, c.pointers, s, record);
    if constexpr (Engine::template strides_differ<K>) untrace_all(p, c.pointers);
    using V = simd::vec_of<T, c.lanes>;
    constexpr auto n = micro_sizes_in<Engine, K>();
    using fixed = kernels::map_code<ir::micro<n.inputs, n.instructions, n.outputs, n.reductions>>;
    using known = registered_value<kernels::detail::map_kernels, c.hash, read_code<fixed>(Engine::emitted, c)>;
    kernels::map<T, V, known::id>(p, ir::nest<c.pointers, c.loops>{record + c.pointers});
  }
  template <class Walk>
  static constexpr void walk(Walk& w, const ir::lowered& l) {
    const code c = l.read<code>();
    map_walk<Walk> cells{{w, l, c.micro}, c, ir::list<typename Walk::total>(c.micro.reductions.size * l.lanes + 1)};
    cells.kept(0);
  }

  // Results of reductions along the innermost axis have an order; all other iterations are independent.
  static constexpr int shared_loop(const ir::emission& e, const ir::emitted_code& c) {
    const code own = read_code<code>(e, c);
    return own.kept > 0 ? 0 : own.inner_reduced ? -1 : c.loops;
  }

  static constexpr long steps(const ir::prepared& p, int i) {
    const node& n = p.nodes.at[i];
    return p.nodes.at[is_reduction(n) ? n.in[0] : i].shape.size();
  }
  static constexpr const char* lanes(const ir::prepared& p, const ir::kernel& k, int i) {
    return lanes_along(p, k, is_reduction(p.nodes.at[i]) ? p.nodes.at[i].in[0] : i);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
