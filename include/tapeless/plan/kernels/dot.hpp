// Dot products: contractions with lanes along the sum.
#pragma once

#include <tapeless/kernels/dot.hpp>
#include <tapeless/plan/kernels/product.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// No element outside the sum counts, so that vectors do not matter.
template <class Walk>
struct dot_walk {
  using place = typename Walk::place;
  using total = typename Walk::total;

  Walk& walk;
  const ir::lowered& l;
  const kernels::dot_code& code;

  constexpr void outer(int loop, place a, place b, place out) const {
    if (loop < code.kept) {
      for (int e = 0; e < l.extent(loop); ++e)
        outer(loop + 1, a + e * l.stride(loop, 0), b + e * l.stride(loop, 1), out + e * l.stride(loop, 2));
      return;
    }
    for (int i = 0; i < code.m; ++i)
      for (int j = 0; j < code.n; ++j) {
        total sum{};
        add(code.kept, a + i * code.a_step, b + j * code.b_step, sum);
        walk.reach(out + (i * code.row_step + j * code.column_step)) = walk.algebra.sum(sum);
      }
  }
  constexpr void add(int loop, place a, place b, total& sum) const {
    for (int e = 0; e < l.extent(loop); ++e) {
      if (loop == l.loops) sum.add(walk.algebra.product(walk.reach(a + e), walk.reach(b + e)));
      else add(loop + 1, a + e * l.stride(loop, 0), b + e * l.stride(loop, 1), sum);
    }
  }
};

struct dot_kernel : contraction_kernel {
  using code = kernels::dot_code;

  // Comes after product_kernel, which leaves only these.
  static constexpr bool matches(const ir::prepared& p, const ir::schedule&, const ir::kernel& k) {
    return k.core >= 0 && p.nodes.at[k.core].op->kind == ir::loop::contraction;
  }

  // Of the output's axes, one that only the first factor has and one that only the second has make a tile; the others
  // are loops outside. The last contracted loop is contiguous.
  static constexpr bool lower(const ir::prepared& p, const ir::schedule& s, const ir::memory& m, int at,
                              ir::lowered& l) {
    code c;
    const int core = s.kernels.at[at].core;
    const node& n = p.nodes.at[core];
    const view* const factor[2] = {&p.views.at[n.in[0]], &p.views.at[n.in[1]]};
    const std::int64_t labels[2] = {labels_of(n, 0), labels_of(n, 1)};
    const int rank = n.shape.rank;
    l.pointers = 3;
    for (int j = 0; j < 2; ++j) l.pointers_to.push(address_in(p, m, n.in[j]));
    l.pointers_to.push(address_in(p, m, core));
    axis_list walk(3);
    const axis_order axes{p.samples_first && p.batched.at[core], rank};
    for (int i = 0; i < rank; ++i) {
      const int a = axes[i];
      int stride[3]{};
      for (int j = 0; j < 2; ++j) stride[j] = stride_of(labels[j], *factor[j], label_at(output_labels(n), a));
      stride[2] = p.views.at[core].stride[a];
      walk.add(n.shape.dim[a], stride, false);
    }
    int side[2] = {-1, -1};  // the tile's axes
    for (int a = 0; a < walk.count; ++a)
      for (int j = 0; j < 2; ++j)
        if (walk.stride(a)[1 - j] == 0 && walk.stride(a)[j] != 0 &&
            (side[j] < 0 || walk.extent[a] > walk.extent[side[j]]))
          side[j] = a;
    for (int j = 0; j < 2; ++j) {
      if (side[j] < 0) continue;
      (j == 0 ? c.m : c.n) = walk.extent[side[j]];
      (j == 0 ? c.a_step : c.b_step) = walk.stride(side[j])[j];
      (j == 0 ? c.row_step : c.column_step) = walk.stride(side[j])[2];
    }
    for (int a = 0; a < walk.count; ++a) {
      if (a == side[0] || a == side[1]) continue;
      add_loop(l, walk.extent[a], walk.stride(a), 3);
      ++l.loops;
    }
    c.kept = l.loops;
    const axis_list sums = summed_axes(n, factor, labels);
    for (int a = 0; a < sums.count; ++a) {
      add_loop(l, sums.extent[a], sums.stride(a), 2);
      ++l.loops;
    }
    --l.loops;  // the innermost is loop number `loops`
    l.lanes = lanes_for(l.extent(l.loops), p.lanes);
    long steps = (l.extent(l.loops) + l.lanes - 1) / l.lanes;
    for (int a = c.kept; a < l.loops; ++a) steps *= l.extent(a);
    c.long_sum = steps >= kernels::cascade_from;
    l.write(c);
    return true;
  }

  template <class Engine, int K, class T>
  TAPELESS_INLINE static constexpr void run(const sections<T>& s, const int* record) noexcept {
    constexpr const auto& c = Engine::template code_of<K>;
    T* p[c.pointers + 1];
    resolve_all(p, c.pointers, s, record);
    using V = simd::vec_of<T, c.lanes>;
    kernels::dot<T, V, read_code<code>(Engine::emitted, c)>(p, ir::nest<c.pointers, c.loops>{record + c.pointers});
  }
  template <class Walk>
  static constexpr void walk(Walk& w, const ir::lowered& l) {
    const code c = l.read<code>();
    const auto pointer = [&l](int j) { return Walk::begin(l.pointers_to.at[j]); };
    dot_walk<Walk>{w, l, c}.outer(0, pointer(0), pointer(1), pointer(2));
  }

  static constexpr const char* lanes(const ir::prepared&, const ir::kernel&, int) { return "the sum"; }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
