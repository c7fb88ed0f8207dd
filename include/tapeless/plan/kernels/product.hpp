// Matrix products and all other contractions with lanes along the output; also those without lanes.
#pragma once

#include <tapeless/kernels/contraction.hpp>
#include <tapeless/plan/kernels/elements.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

constexpr contraction_roles roles_of(const ir::prepared& p, int i) {
  const node& n = p.nodes.at[i];
  return analyse(n, p.views.at[n.in[0]], p.views.at[n.in[1]], p.lanes, p.samples_first && p.batched.at[i]);
}

// The contracted loops, with the strides of both factors.
constexpr axis_list summed_axes(const node& n, const view* const* factor, const std::int64_t* labels) {
  axis_list sums(2);
  const view& first = *factor[0];
  for (int i = 0; i < first.shape.rank; ++i) {
    const std::int64_t label = label_at(labels[0], i);
    if (axis_of(output_labels(n), n.shape.rank, label) >= 0) continue;
    const int step[2] = {first.stride[i], stride_of(labels[1], *factor[1], label)};
    sums.add(first.shape.dim[i], step, true);
  }
  return sums;
}

// Loops outside, then tiles of rows and vectors.
template <class Walk>
struct product_walk {
  using place = typename Walk::place;
  using total = typename Walk::total;

  element_walk<Walk> e;
  const kernels::contraction_code<ir::micro_lists>& code;
  ir::list<total> sums{};

  constexpr void outer(int loop) {
    if (loop < code.outer) {
      for (int step = 0; step < e.l.extent(loop); ++step, e.advance(loop, 1)) outer(loop + 1);
      return e.advance(loop, -e.l.extent(loop));
    }
    const int vectors = (code.n + e.lanes - 1) / e.lanes, nv = kernels::register_tile_vectors(code.m, vectors);
    for (int v = 0; v < vectors; v += nv) {
      const int now = vectors - v < nv ? vectors - v : nv, full = kernels::register_tile_rows(code.m, now);
      for (int row = 0; row < code.m; row += full)
        tile(row, code.m - row < full ? code.m - row : full, v * e.lanes, now);
    }
  }
  constexpr void tile(int row, int rows, int column, int vectors) {
    const int width = vectors * e.lanes;
    sums = ir::list<total>(rows * width);
    sum_products(0, e.at.at[0] + (row * code.s_m + column * code.s_n), e.at.at[1] + column, rows, width);
    const int inputs = e.micro.inputs.size;
    for (int i = row; i < row + rows; ++i)
      for (int c = column; c < column + width; c += e.lanes) {
        const total* const these = sums.at + (i - row) * width + (c - column);
        for (int j = 0; j < inputs; ++j) {
          const int stride = e.lane_stride(j, code.outer + code.outer_k, 2 + j);
          e.read(j, e.at.at[2 + j] + (i * code.row.at[j] + c * stride), stride, code.n - c);
        }
        for (int j = 0; j < inputs; ++j)
          if (e.micro.inputs.at[j].mode == ir::access::core)
            for (int lane = 0; lane < e.lanes; ++lane)
              e.reg(j)[lane] = code.start < 0 ? e.walk.algebra.sum(these[lane])
                                              : e.walk.algebra.sum(these[lane], e.reg(code.start)[lane]);
        e.execute();
        const bool tail = code.partial && code.n % e.lanes != 0 && c + e.lanes >= code.n;
        for (int o = 0; o < e.micro.outputs.size; ++o)
          e.store(e.reg(e.micro.outputs.at[o]), e.at.at[2 + inputs + o] + (i * code.row.at[inputs + o] + c),
                  tail ? code.n - c : e.lanes);
      }
  }
  constexpr void sum_products(int loop, place s, place x, int rows, int width) {
    if (loop < code.outer_k) {
      const int number = code.outer + loop;
      for (int step = 0; step < e.l.extent(number); ++step)
        sum_products(loop + 1, s + step * e.l.stride(number, 0), x + step * e.l.stride(number, 1), rows, width);
      return;
    }
    for (int k = 0; k < code.k; ++k)
      for (int i = 0; i < rows; ++i)
        for (int c = 0; c < width; ++c)
          sums.at[i * width + c].add(
              e.walk.algebra.product(e.walk.reach(s + (k * code.s_k + i * code.s_m + (code.both ? c : 0))),
                                     e.walk.reach(x + (k * code.x_k + c))));
  }
};

// Of which dot_kernel is the other half.
struct contraction_kernel : kernel_class {
  static constexpr char name[] = "contraction", colour[] = "#dbe9f6";

  static constexpr long steps(const ir::prepared& p, int i) {
    const node& n = p.nodes.at[i];
    return n.shape.size() * (n.op->kind == ir::loop::contraction ? sums_of(n, p.nodes.at[n.in[0]].shape) : 1);
  }
  static constexpr void write_loops(printer& to, const ir::prepared& p, const ir::kernel& k) {
    const node& n = p.nodes.at[k.core];
    to << ", sums of " << sums_of(n, p.nodes.at[n.in[0]].shape);
  }
};

struct product_kernel : contraction_kernel {
  using code = kernels::contraction_code<ir::micro_lists>;

  static constexpr bool matches(const ir::prepared& p, const ir::schedule&, const ir::kernel& k) {
    return k.core >= 0 && p.nodes.at[k.core].op->kind == ir::loop::contraction &&
           roles_of(p, k.core).mode != ir::product::dot;
  }
  static constexpr bool feeds(const ir::prepared& p, int q) {
    return p.nodes.at[q].op->kind == ir::loop::contraction && roles_of(p, q).mode == ir::product::vector;
  }
  static constexpr bool stores_vectors(const ir::prepared& p, const ir::kernel& k) { return feeds(p, k.core); }

  static constexpr bool lower(const ir::prepared& p, const ir::schedule& s, const ir::memory& m, int at,
                              ir::lowered& l) {
    const ir::kernel& k = s.kernels.at[at];
    const int core = k.core;
    const node& n = p.nodes.at[core];
    const contraction_roles roles = roles_of(p, core);
    const int factors[2] = {n.in[roles.s], n.in[roles.x]};
    const view* const factor[2] = {&p.views.at[factors[0]], &p.views.at[factors[1]]};
    const std::int64_t labels[2] = {labels_of(n, roles.s), labels_of(n, roles.x)};
    const int rank = n.shape.rank;
    const bool lanes = roles.mode == ir::product::vector;
    code c;
    element_code e;
    for (const int f : factors) l.pointers_to.push(address_in(p, m, f));
    lower_code(e, p, s, at);
    lower_pointers(l, e, p, m);
    ir::list<int> stride(l.pointers);
    auto strides = [&](int a) {  // of axis a of the output
      for (int j = 0; j < 2; ++j) stride.at[j] = stride_of(labels[j], *factor[j], label_at(output_labels(n), a));
      lower_strides(e, p, k, a, stride.at + 2);
    };
    axis_list walk(l.pointers);
    const axis_order axes{p.samples_first && p.batched.at[core], rank};
    for (int i = 0; i < rank; ++i) {
      if (lanes && axes[i] == roles.lane) continue;
      strides(axes[i]);
      walk.add(n.shape.dim[axes[i]], stride.at, false);
    }
    const axis_list sums = summed_axes(n, factor, labels);
    if (lanes) {  // axes that continue the lanes in all operands and results lengthen them
      const int row = n.shape.dim[roles.lane];
      c.n = p.batched.at[core] && !p.samples_first ? round_up(row, p.lanes) : row;
      strides(roles.lane);
      auto continues = [&](int a) {
        for (int j = 0; j < l.pointers; ++j)
          if (walk.stride(a)[j] != stride.at[j] * c.n) return false;
        return walk.stride(a)[0] == 0 || roles.both;
      };
      while (walk.count > 0 && continues(walk.count - 1)) {
        c.n *= walk.extent[walk.count - 1];
        walk.drop_last();
      }
    }
    int rows = -1;  // the rows of a tile: an axis along which the vector operand repeats
    for (int a = 0; a < walk.count && lanes; ++a)
      if (walk.stride(a)[1] == 0 && (rows < 0 || walk.extent[a] > walk.extent[rows])) rows = a;
    for (int a = 0; a < walk.count; ++a) {
      if (a == rows) continue;
      add_loop(l, walk.extent[a], walk.stride(a), l.pointers);
      ++l.loops;
    }
    c.outer = l.loops;
    c.outer_k = sums.count > 0 ? sums.count - 1 : 0;
    for (int a = 0; a < c.outer_k; ++a) {
      add_loop(l, sums.extent[a], sums.stride(a), 2);
      ++l.loops;
    }
    if (sums.count > 0) {
      c.k = sums.extent[c.outer_k];
      c.s_k = sums.stride(c.outer_k)[0];
      c.x_k = sums.stride(c.outer_k)[1];
    }
    c.row = ir::list<int>(e.micro.pointers());
    if (rows >= 0) {
      c.m = walk.extent[rows];
      c.s_m = walk.stride(rows)[0];
      for (int j = 2; j < l.pointers; ++j) c.row.at[j - 2] = walk.stride(rows)[j];
    }
    if (lanes) {
      c.both = roles.both;
      c.uniform = p.batched.at[core] && !p.samples_first;
      c.s_n = roles.both ? 1 : 0;
      bool placed = false;
      for (int j = k.first; j < k.first + k.count; ++j) placed = placed || is_placed(p, s.members.at[j]);
      l.lanes = lanes_for(c.n, p.lanes);
      c.partial = c.n % l.lanes != 0 && (n.shape.size() != c.n || placed);
      for (int j = 0; j < e.micro.inputs.size; ++j)
        if (ir::operand& o = e.micro.inputs.at[j]; o.mode == ir::access::vector) o.mode = access_for(stride.at[2 + j]);
      stride.at[0] = stride.at[1] = 0;
    }
    add_loop(l, 0, stride.at, lanes ? 2 + e.micro.inputs.size : 0);
    c.start = e.start;
    long steps = c.k;
    for (int a = 0; a < c.outer_k; ++a) steps *= l.extent(c.outer + a);
    c.long_sum = steps >= kernels::cascade_from;
    c.micro = std::move(e.micro);
    l.write(c);
    return true;
  }

  template <class Engine, int K, class T>
  TAPELESS_INLINE static constexpr void run(const sections<T>& s, const int* record) noexcept {
    constexpr const auto& c = Engine::template code_of<K>;
    T* p[c.pointers + 1];
    resolve_all(p, c.pointers, s, record);
    using V = simd::vec_of<T, c.lanes>;
    constexpr auto n = micro_sizes_in<Engine, K>();
    using fixed = kernels::contraction_code<ir::micro<n.inputs, n.instructions, n.outputs, n.reductions>>;
    kernels::contract<T, V, read_code<fixed>(Engine::emitted, c)>(p,
                                                                  ir::nest<c.pointers, c.loops>{record + c.pointers});
  }
  template <class Walk>
  static constexpr void walk(Walk& w, const ir::lowered& l) {
    const code c = l.read<code>();
    product_walk<Walk> cells{{w, l, c.micro}, c};
    cells.outer(0);
  }

  static constexpr const char* lanes(const ir::prepared& p, const ir::kernel& k, int) {
    return feeds(p, k.core) ? lanes_along(p, k, k.core) : "none";
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
