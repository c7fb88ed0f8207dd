// Lowering of contractions: products with lanes along the output, and dot products with lanes along the sum.
#pragma once

#include <tapeless/plan/lower_elements.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// The loops over what two factors sum over.
constexpr axis_list summed_axes(const node& n, const view* const* factor, const std::int64_t* labels) {
  axis_list sums(2);
  const view& first = *factor[0];
  for (int i = 0; i < first.shape.rank; ++i) {
    const std::int64_t label = label_at(labels[0], i);
    if (axis_of(n.attr[1], n.shape.rank, label) >= 0) continue;
    const int step[2] = {first.stride[i], stride_of(labels[1], *factor[1], label)};
    sums.add(first.shape.dim[i], step, true);
  }
  return sums;
}

constexpr ir::lowered lower_contraction(const ir::prepared& p, const ir::schedule& s, const ir::memory& m, int at) {
  ir::lowered r;
  const ir::kernel& k = s.kernels.at[at];
  const int core = k.core;
  const node& n = p.nodes.at[core];
  const contraction_roles roles = roles_of(p, core);
  const int factors[2] = {n.in[roles.s], n.in[roles.x]};
  const view* const factor[2] = {&p.views.at[factors[0]], &p.views.at[factors[1]]};
  const std::int64_t labels[2] = {labels_of(n, roles.s), labels_of(n, roles.x)};
  const int rank = n.shape.rank;
  const bool lanes = roles.mode == ir::product::vector;
  for (const int f : factors) r.pointers_to.push(address_in(p, m, f));
  lower_code(r, p, s, at);
  lower_pointers(r, p, s, m, at);
  ir::list<int> stride(r.pointers);
  auto strides = [&](int a) {  // of axis a of the output
    for (int j = 0; j < 2; ++j) stride.at[j] = stride_of(labels[j], *factor[j], label_at(n.attr[1], a));
    lower_strides(r, p, s, at, a, stride.at + 2);
  };
  axis_list walk(r.pointers);
  const axis_order axes{p.samples_first && p.batched.at[core], rank};
  for (int i = 0; i < rank; ++i) {
    if (lanes && axes[i] == roles.lane) continue;
    strides(axes[i]);
    walk.add(n.shape.dim[axes[i]], stride.at, false);
  }
  const axis_list sums = summed_axes(n, factor, labels);
  if (lanes) {  // axes that continue the lanes in all operands and results lengthen them
    const int row = n.shape.dim[roles.lane];
    r.n = p.batched.at[core] && !p.samples_first ? round_up(row, p.lanes) : row;
    strides(roles.lane);
    auto continues = [&](int a) {
      for (int j = 0; j < r.pointers; ++j)
        if (walk.stride(a)[j] != stride.at[j] * r.n) return false;
      return walk.stride(a)[0] == 0 || roles.both;
    };
    while (walk.count > 0 && continues(walk.count - 1)) {
      r.n *= walk.extent[walk.count - 1];
      walk.drop_last();
    }
  }
  int rows = -1;  // the rows of a tile: an axis along which the vector operand repeats
  for (int a = 0; a < walk.count && lanes; ++a)
    if (walk.stride(a)[1] == 0 && (rows < 0 || walk.extent[a] > walk.extent[rows])) rows = a;
  for (int a = 0; a < walk.count; ++a) {
    if (a == rows) continue;
    add_loop(r, walk.extent[a], walk.stride(a), r.pointers);
    ++r.loops;
  }
  r.kept = r.loops;
  r.outer_k = sums.count > 0 ? sums.count - 1 : 0;
  for (int a = 0; a < r.outer_k; ++a) {
    add_loop(r, sums.extent[a], sums.stride(a), 2);
    ++r.loops;
  }
  if (sums.count > 0) {
    r.k = sums.extent[r.outer_k];
    r.s_k = sums.stride(r.outer_k)[0];
    r.x_k = sums.stride(r.outer_k)[1];
  }
  r.row = ir::list<int>(r.pointers);
  if (rows >= 0) {
    r.m = walk.extent[rows];
    r.s_m = walk.stride(rows)[0];
    for (int j = 2; j < r.pointers; ++j) r.row.at[j - 2] = walk.stride(rows)[j];
  }
  r.mode = roles.mode;
  if (lanes) {
    r.both = roles.both;
    r.uniform = p.batched.at[core] && !p.samples_first;
    r.s_n = roles.both ? 1 : 0;
    bool placed = false;
    for (int j = k.first; j < k.first + k.count; ++j) placed = placed || is_placed(p, s.members.at[j]);
    r.lanes = lanes_for(r.n, p.lanes);
    r.partial = r.n % r.lanes != 0 && (n.shape.size() != r.n || placed);
    for (int j = 0; j < r.inputs.size; ++j)
      if (ir::operand& o = r.inputs.at[j]; o.mode == ir::access::vector) o.mode = access_for(stride.at[2 + j]);
    stride.at[0] = stride.at[1] = 0;
  }
  add_loop(r, 0, stride.at, lanes ? 2 + r.inputs.size : 0);
  return r;
}

// A dot product: of the output's axes, one that only the first factor has and one that only the second has make a tile;
// the others are loops outside. The last contracted loop is contiguous.
constexpr ir::lowered lower_dot(const ir::prepared& p, const ir::schedule& s, const ir::memory& m, int at) {
  ir::lowered r;
  const int core = s.kernels.at[at].core;
  const node& n = p.nodes.at[core];
  const view* const factor[2] = {&p.views.at[n.in[0]], &p.views.at[n.in[1]]};
  const std::int64_t labels[2] = {labels_of(n, 0), labels_of(n, 1)};
  const int rank = n.shape.rank;
  r.mode = ir::product::dot;
  r.pointers = 3;
  for (int j = 0; j < 2; ++j) r.pointers_to.push(address_in(p, m, n.in[j]));
  r.pointers_to.push(address_in(p, m, core));
  axis_list walk(3);
  const axis_order axes{p.samples_first && p.batched.at[core], rank};
  for (int i = 0; i < rank; ++i) {
    const int a = axes[i];
    int stride[3]{};
    for (int j = 0; j < 2; ++j) stride[j] = stride_of(labels[j], *factor[j], label_at(n.attr[1], a));
    stride[2] = p.views.at[core].stride[a];
    walk.add(n.shape.dim[a], stride, false);
  }
  int side[2] = {-1, -1};  // the tile's axes
  for (int a = 0; a < walk.count; ++a)
    for (int j = 0; j < 2; ++j)
      if (walk.stride(a)[1 - j] == 0 && walk.stride(a)[j] != 0 &&
          (side[j] < 0 || walk.extent[a] > walk.extent[side[j]]))
        side[j] = a;
  r.row = ir::list<int>(3);
  for (int j = 0; j < 2; ++j) {
    if (side[j] < 0) continue;
    (j == 0 ? r.m : r.n) = walk.extent[side[j]];
    (j == 0 ? r.s_m : r.s_n) = walk.stride(side[j])[j];
    r.row.at[j] = walk.stride(side[j])[2];
  }
  for (int a = 0; a < walk.count; ++a) {
    if (a == side[0] || a == side[1]) continue;
    add_loop(r, walk.extent[a], walk.stride(a), 3);
    ++r.loops;
  }
  r.kept = r.loops;
  const axis_list sums = summed_axes(n, factor, labels);
  for (int a = 0; a < sums.count; ++a) {
    add_loop(r, sums.extent[a], sums.stride(a), 2);
    ++r.loops;
  }
  --r.loops;  // the innermost is loop number `loops`
  r.lanes = lanes_for(r.extent(r.loops), p.lanes);
  return r;
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
