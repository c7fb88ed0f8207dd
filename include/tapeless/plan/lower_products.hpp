// Lowering of contractions: products with lanes along the output, and dot products with lanes along the sum.
#pragma once

#include <tapeless/plan/lower_elements.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

template <int C, class P, class S, class M>
constexpr ir::lowered<C> lower_contraction(const P& p, const S& s, const M& m, int at) {
  ir::lowered<C> r;
  const int core = s.kernels[at].core;
  const node& n = p.nodes[core];
  const contraction_roles roles = roles_of(p, core);
  const int factor[2] = {n.in[roles.s], n.in[roles.x]};
  const std::int64_t labels[2] = {labels_of(n, roles.s), labels_of(n, roles.x)};
  const int rank = n.shape.rank;
  const bool lanes = roles.mode == ir::product::vector;
  lower_code(r, p, s, at);
  lower_pointers(r, p, s, m, at, 2);
  for (int j = 0; j < 2; ++j) r.pointers[j] = address_in(p, m, factor[j]);
  auto strides = [&](int a, int* stride) {  // of axis a of the output
    for (int j = 0; j < 2; ++j) stride[j] = stride_of(labels[j], p.views[factor[j]], label_at(n.attr[1], a));
    lower_strides(r, p, s, at, 2, a, stride);
  };
  axis_list<ir::lowered<C>::pointer_capacity> walk, sums;
  walk.pointers = r.pointer_count;
  sums.pointers = 2;
  int stride[ir::lowered<C>::pointer_capacity]{};
  const axis_order axes{p.samples_first && p.batched[core], rank};
  for (int i = 0; i < rank; ++i) {
    if (lanes && axes[i] == roles.lane) continue;
    strides(axes[i], stride);
    walk.add(n.shape.dim[axes[i]], stride, false);
  }
  const view& first = p.views[factor[0]];
  for (int i = 0; i < first.shape.rank; ++i) {
    const std::int64_t label = label_at(labels[0], i);
    if (axis_of(n.attr[1], rank, label) >= 0) continue;
    const int step[2] = {first.stride[i], stride_of(labels[1], p.views[factor[1]], label)};
    sums.add(first.shape.dim[i], step, true);
  }
  if (lanes) {  // axes that continue the lanes in all operands and results lengthen them
    const int row = n.shape.dim[roles.lane];
    r.n = p.batched[core] && !p.samples_first ? round_up(row, p.lanes) : row;
    strides(roles.lane, stride);
    auto continues = [&](int a) {
      for (int j = 0; j < r.pointer_count; ++j)
        if (walk.stride[a][j] != stride[j] * r.n) return false;
      return walk.stride[a][0] == 0 || roles.both;
    };
    while (walk.count > 0 && continues(walk.count - 1)) r.n *= walk.extent[--walk.count];
  }
  int rows = -1;  // the rows of a tile: an axis along which the vector operand repeats
  for (int a = 0; a < walk.count && lanes; ++a)
    if (walk.stride[a][1] == 0 && (rows < 0 || walk.extent[a] > walk.extent[rows])) rows = a;
  for (int a = 0; a < walk.count; ++a) {
    if (a == rows) continue;
    r.extent[r.loops] = walk.extent[a];
    for (int j = 0; j < r.pointer_count; ++j) r.stride[r.loops][j] = walk.stride[a][j];
    ++r.loops;
  }
  r.kept = r.loops;
  r.outer_k = sums.count > 0 ? sums.count - 1 : 0;
  for (int a = 0; a < r.outer_k; ++a) {
    r.extent[r.loops] = sums.extent[a];
    for (int j = 0; j < 2; ++j) r.stride[r.loops][j] = sums.stride[a][j];
    ++r.loops;
  }
  if (sums.count > 0) {
    r.k = sums.extent[r.outer_k];
    r.s_k = sums.stride[r.outer_k][0];
    r.x_k = sums.stride[r.outer_k][1];
  }
  if (rows >= 0) {
    r.m = walk.extent[rows];
    r.s_m = walk.stride[rows][0];
    for (int j = 2; j < r.pointer_count; ++j) r.row[j - 2] = walk.stride[rows][j];
  }
  r.mode = roles.mode;
  if (lanes) {
    r.both = roles.both;
    r.uniform = p.batched[core] && !p.samples_first;
    r.s_n = roles.both ? 1 : 0;
    bool placed = false;
    for (int j = s.kernels[at].first; j < s.kernels[at].first + s.kernels[at].count; ++j)
      placed = placed || is_placed(p, s.members[j]);
    r.lanes = lanes_for(r.n, p.lanes);
    r.partial = r.n % r.lanes != 0 && (n.shape.size() != r.n || placed);
    for (int j = 0; j < r.inputs; ++j) {
      r.stride[r.loops][2 + j] = stride[2 + j];
      if (r.access_mode[j] == ir::access::vector) r.access_mode[j] = access_for(stride[2 + j]);
    }
  }
  return r;
}

// A dot product: of the output's axes, one that only the first factor has and one that only the second has make a tile;
// the others are loops outside. The last contracted loop is contiguous.
template <int C, class P, class S, class M>
constexpr ir::lowered<C> lower_dot(const P& p, const S& s, const M& m, int at) {
  ir::lowered<C> r;
  const int core = s.kernels[at].core;
  const node& n = p.nodes[core];
  const int rank = n.shape.rank;
  r.mode = ir::product::dot;
  axis_list<3> walk;
  axis_list<2> sums;
  walk.pointers = 3;
  sums.pointers = 2;
  const axis_order axes{p.samples_first && p.batched[core], rank};
  for (int i = 0; i < rank; ++i) {
    const int a = axes[i];
    int stride[3]{};
    for (int j = 0; j < 2; ++j) stride[j] = stride_of(labels_of(n, j), p.views[n.in[j]], label_at(n.attr[1], a));
    stride[2] = p.views[core].stride[a];
    walk.add(n.shape.dim[a], stride, false);
  }
  int side[2] = {-1, -1};  // the tile's axes
  for (int a = 0; a < walk.count; ++a)
    for (int j = 0; j < 2; ++j)
      if (walk.stride[a][1 - j] == 0 && walk.stride[a][j] != 0 &&
          (side[j] < 0 || walk.extent[a] > walk.extent[side[j]]))
        side[j] = a;
  if (side[0] >= 0) r.m = walk.extent[side[0]], r.s_m = walk.stride[side[0]][0], r.row[0] = walk.stride[side[0]][2];
  if (side[1] >= 0) r.n = walk.extent[side[1]], r.s_n = walk.stride[side[1]][1], r.row[1] = walk.stride[side[1]][2];
  for (int a = 0; a < walk.count; ++a) {
    if (a == side[0] || a == side[1]) continue;
    r.extent[r.loops] = walk.extent[a];
    for (int j = 0; j < 3; ++j) r.stride[r.loops][j] = walk.stride[a][j];
    ++r.loops;
  }
  r.kept = r.loops;
  const view& first = p.views[n.in[0]];
  for (int i = 0; i < first.shape.rank; ++i) {
    const std::int64_t label = label_at(labels_of(n, 0), i);
    if (axis_of(n.attr[1], rank, label) >= 0) continue;
    const int stride[2] = {first.stride[i], stride_of(labels_of(n, 1), p.views[n.in[1]], label)};
    sums.add(first.shape.dim[i], stride, true);
  }
  for (int a = 0; a < sums.count; ++a) {
    r.extent[r.loops] = sums.extent[a];
    for (int j = 0; j < 2; ++j) r.stride[r.loops][j] = sums.stride[a][j];
    ++r.loops;
  }
  --r.loops;  // the innermost is loop number `loops`
  r.lanes = lanes_for(r.extent[r.loops], p.lanes);
  for (int j = 0; j < 2; ++j) r.pointers[j] = address_in(p, m, n.in[j]);
  r.pointers[2] = address_in(p, m, core);
  r.pointer_count = 3;
  return r;
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
