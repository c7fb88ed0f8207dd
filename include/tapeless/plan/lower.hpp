// Last stage of planning: a kernel of the schedule becomes straight-line code, loops and addresses, all constants.
//
// One function lowers any kernel; only the capacity of its arrays is a template argument. What becomes a type is the code
// alone (map_code, contraction_code): equal layers have equal code, whatever their addresses.
#pragma once

#include <tapeless/kernels/contraction.hpp>
#include <tapeless/kernels/dot.hpp>
#include <tapeless/kernels/map.hpp>
#include <tapeless/plan/fuse.hpp>
#include <tapeless/plan/memory.hpp>

namespace tapeless {

struct address {
  section where = section::none;
  int offset = 0;
};

// A lowered kernel of at most `Capacity` operands, instructions and results each. Pointers are numbered: operands,
// stored results, reductions; in a contraction the two factors come before them.
template <int Capacity>
struct lowered {
  static constexpr int capacity = Capacity, pointer_capacity = 3 * Capacity + 4;
  product mode = product::vector;
  int lanes = 1;  // of this kernel's vectors: not many more than a row has elements
  int start = -1;  // the operand with which a product's sum begins; -1: with 0
  int inputs = 0, size = 0, outputs = 0, reductions = 0;
  int input_node[Capacity + 1]{}, code_node[Capacity]{};
  access access_mode[Capacity + 1]{};
  double immediate[Capacity + 1]{};
  instruction code[Capacity]{}, red[Capacity]{};
  short out[Capacity]{};
  address pointers[pointer_capacity]{};
  int pointer_count = 0;
  // Loops, outermost first; the innermost (for a map, or along the lanes) is loop number `loops`.
  int loops = 0;
  int extent[max_rank + 2]{};
  int stride[max_rank + 2][pointer_capacity]{};
  int kept = 0, reduced = 0;              // of a map; of a dot product: its kept loops
  bool inner_reduced = false, partial = false, both = false;
  int m = 1, n = 1, k = 1, s_m = 0, s_k = 0, s_n = 0, x_k = 0, outer_k = 0;
  int row[pointer_capacity]{};
};

namespace detail {

// Axes with each pointer's stride, neighbours merged where all pointers allow it.
template <int N>
struct axis_list {
  int count = 0, pointers = 0;
  int extent[max_rank + 2]{};
  int stride[max_rank + 2][N]{};
  bool reduced[max_rank + 2]{};

  constexpr void add(int e, const int* s, bool r) {
    if (e == 1) return;
    if (count && reduced[count - 1] == r) {
      bool merges = true;
      for (int j = 0; j < pointers && merges; ++j) merges = stride[count - 1][j] == s[j] * e;
      if (merges) {
        extent[count - 1] *= e;
        for (int j = 0; j < pointers; ++j) stride[count - 1][j] = s[j];
        return;
      }
    }
    extent[count] = e;
    for (int j = 0; j < pointers; ++j) stride[count][j] = s[j];
    reduced[count++] = r;
  }
};

constexpr access access_for(int stride) {
  return stride == 0 ? access::broadcast : stride == 1 ? access::vector : access::strided;
}

template <class P, class M>
constexpr address address_in(const P& p, const M& m, int q) {
  const int base = p.views[q].buffer;
  if (base < 0) return {};
  return {m.where[base], m.offset[base] + p.views[q].offset};
}

// Stride of a reduction's result along axis `a` of its operand.
constexpr int reduced_stride(const view& result, unsigned removed, int a) {
  if (removed >> a & 1u) return 0;
  int own = 0;
  for (int i = 0; i < a; ++i) own += !(removed >> i & 1u);
  return result.stride[own];
}
// Stride along axis `a` of the domain of an operand that broadcasts to it.
constexpr int broadcast_stride(const view& v, const shape& domain, int a) {
  const int own = a - (domain.rank - v.shape.rank);
  return own < 0 || v.shape.dim[own] == 1 ? 0 : v.stride[own];
}

// The axes of a value from the outermost inwards, as they lie in memory.
struct axis_order {
  bool samples_first = false;
  int rank = 0;
  constexpr int operator[](int i) const { return !samples_first ? i : i == 0 ? rank - 1 : i - 1; }
};

// The lanes for rows of n elements: at most those of the plan, and fewer where half of them hold the row.
constexpr int lanes_for(int n, int most) {
  int lanes = most;
  while (lanes > 1 && lanes / 2 >= n) lanes /= 2;
  return lanes;
}

// The straight-line code of kernel number `at`.
template <int C, class P, class S>
constexpr void lower_code(lowered<C>& r, const P& p, const S& s, int at) {
  const kernel& k = s.kernels[at];
  unsigned mask = 7;  // operands are looked up in a hash table by their numbers
  while (mask < 6u * static_cast<unsigned>(k.count) + 2u) mask = 2 * mask + 1;
  short* slots = new short[mask + 1]{};  // 1 + the number of an operand
  auto slot_of = [&](int q) {
    unsigned found = static_cast<unsigned>(q) & mask;
    while (slots[found] && r.input_node[slots[found] - 1] != q) found = (found + 1) & mask;
    return found;
  };
  auto find_input = [&](int q) { return slots[slot_of(q)] - 1; };
  auto add_input = [&](int q) {
    const unsigned slot = slot_of(q);
    if (slots[slot]) return;
    const node& source = p.nodes[q];
    r.access_mode[r.inputs] = q == k.core ? access::core : is_constant(source) ? access::immediate : access::vector;
    r.immediate[r.inputs] = is_constant(source) ? source.value : 0;
    r.input_node[r.inputs++] = q;
    slots[slot] = static_cast<short>(r.inputs);
  };
  if (k.core >= 0) add_input(k.core);
  for (int j = k.first; j < k.first + k.count; ++j) {
    const int i = s.members[j];
    if (i == k.core) continue;
    for (short q : p.nodes[i].in)
      if (q >= 0 &&
          !(s.kernel_of[q] == at && computes(p.nodes[q]) && p.nodes[q].op->kind != loop::reduction))
        add_input(q);
  }
  auto reg = [&](int q) {
    const int i = find_input(q);
    if (i >= 0) return static_cast<short>(i);
    int low = 0, high = r.size;  // members come in the order of their numbers
    while (low < high) {
      const int middle = (low + high) / 2;
      if (r.code_node[middle] < q) low = middle + 1;
      else high = middle;
    }
    return static_cast<short>(low < r.size && r.code_node[low] == q ? r.inputs + low : -1);
  };
  for (int j = k.first; j < k.first + k.count; ++j) {
    const int i = s.members[j];
    const node& n = p.nodes[i];
    if (n.op->kind == loop::reduction || i == k.core) continue;
    instruction& c = r.code[r.size];
    c.op = n.op;
    for (int q = 0; q < n.op->arity; ++q) c.in[q] = reg(n.in[q]);
    r.code_node[r.size++] = i;
  }
  for (int j = k.first; j < k.first + k.count; ++j) {
    const int i = s.members[j];
    if (p.nodes[i].op->kind == loop::reduction) {
      r.red[r.reductions].op = p.nodes[i].op;
      r.red[r.reductions++].in[0] = reg(p.nodes[i].in[0]);
    } else if (s.stored[i]) {
      r.out[r.outputs++] = reg(i);
    }
  }
  int kept[2 * C + 2]{};
  short place[2 * C + 2]{};
  for (int j = 0; j < r.outputs; ++j) ++kept[r.out[j]];
  for (int j = 0; j < r.reductions; ++j) ++kept[r.red[j].in[0]];
  if (k.core >= 0) r.start = take_start(r.code, r.size, r.inputs, find_input(k.core), kept, place);
  const auto follow = [&] {
    for (int j = 0; j < r.outputs; ++j) r.out[j] = place[r.out[j]];
    for (int j = 0; j < r.reductions; ++j) r.red[j].in[0] = place[r.red[j].in[0]];
  };
  if (r.start >= 0) {
    follow();
    for (int& reads : kept) reads = 0;
    for (int j = 0; j < r.outputs; ++j) ++kept[r.out[j]];
  }
  r.size = fuse_products(r.code, r.size, r.inputs, kept, place);
  follow();
  delete[] slots;
}

// Pointers of operands, stored results and reductions, beginning with number `first`.
template <int C, class P, class S, class M>
constexpr void lower_pointers(lowered<C>& r, const P& p, const S& s, const M& m, int at, int first) {
  const kernel& k = s.kernels[at];
  for (int j = 0; j < r.inputs; ++j)
    if (r.access_mode[j] != access::immediate && r.access_mode[j] != access::core)
      r.pointers[first + j] = address_in(p, m, r.input_node[j]);
  int out = first + r.inputs, red = out + r.outputs;
  for (int j = k.first; j < k.first + k.count; ++j) {
    const int i = s.members[j];
    if (p.nodes[i].op->kind == loop::reduction) r.pointers[red++] = address_in(p, m, i);
    else if (s.stored[i]) r.pointers[out++] = address_in(p, m, i);
  }
  r.pointer_count = red;
}

// Strides of all pointers along axis `a` of the domain.
template <int C, class P, class S>
constexpr void lower_strides(const lowered<C>& r, const P& p, const S& s, int at, int first, int a, int* stride) {
  const kernel& k = s.kernels[at];
  for (int j = 0; j < r.inputs; ++j) {
    const bool memory = r.access_mode[j] != access::immediate && r.access_mode[j] != access::core;
    stride[first + j] = memory ? broadcast_stride(p.views[r.input_node[j]], k.domain, a) : 0;
  }
  int out = first + r.inputs, red = out + r.outputs;
  for (int j = k.first; j < k.first + k.count; ++j) {
    const int i = s.members[j];
    if (p.nodes[i].op->kind == loop::reduction) stride[red++] = reduced_stride(p.views[i], k.reduced, a);
    else if (s.stored[i]) stride[out++] = p.views[i].stride[a];
  }
}

template <int C, class P, class S, class M>
constexpr lowered<C> lower_map(const P& p, const S& s, const M& m, int at) {
  lowered<C> r;
  const kernel& k = s.kernels[at];
  lower_code(r, p, s, at);
  lower_pointers(r, p, s, m, at, 0);
  bool batched = false;  // lanes are samples, padded to whole vectors
  for (int j = k.first; j < k.first + k.count; ++j) {
    const node& n = p.nodes[s.members[j]];
    batched = batched || p.batched[n.op->kind == loop::reduction ? n.in[0] : s.members[j]];
  }
  axis_list<lowered<C>::pointer_capacity> walk;
  walk.pointers = r.pointer_count;
  const axis_order axes{batched && p.samples_first, k.domain.rank};
  batched = batched && !p.samples_first;
  for (int i = 0; i < k.domain.rank; ++i) {
    const int a = axes[i];
    int stride[lowered<C>::pointer_capacity]{};
    lower_strides(r, p, s, at, 0, a, stride);
    const bool removed = k.reduced >> a & 1u, samples = batched && a == k.domain.rank - 1;
    walk.add(samples && !removed ? round_up(k.domain.dim[a], p.lanes) : k.domain.dim[a], stride, removed);
  }
  const int inner = walk.count > 0 ? walk.count - 1 : 0;
  r.inner_reduced = walk.count > 0 && walk.reduced[inner];
  for (int pass = 0; pass < 2; ++pass)  // kept loops outside, reduced ones inside
    for (int a = 0; a < inner; ++a) {
      if (walk.reduced[a] != (pass == 1)) continue;
      r.extent[r.loops] = walk.extent[a];
      for (int j = 0; j < r.pointer_count; ++j) r.stride[r.loops][j] = walk.stride[a][j];
      ++r.loops;
      ++(pass ? r.reduced : r.kept);
    }
  r.extent[inner] = walk.count > 0 ? walk.extent[inner] : 1;
  for (int j = 0; j < r.pointer_count; ++j) {
    r.stride[inner][j] = walk.count > 0 ? walk.stride[inner][j] : 0;
    if (j < r.inputs && r.access_mode[j] == access::vector) r.access_mode[j] = access_for(r.stride[inner][j]);
  }
  bool placed = false;
  for (int j = k.first; j < k.first + k.count; ++j) placed = placed || is_placed(p, s.members[j]);
  // Short rows that were stored one by one are read one by one: a load of two fresh stores waits for both.
  int row = r.extent[inner];
  for (int i = k.domain.rank - 1; i >= 0 && !batched && r.extent[inner] <= 2 * p.lanes; --i)
    if (const int last = k.domain.dim[axes[i]]; last > 1) {
      if (r.extent[inner] % last == 0) row = last;
      break;
    }
  r.lanes = lanes_for(row, p.lanes);
  r.partial = !batched && r.extent[inner] % r.lanes != 0 && !r.inner_reduced &&
              (r.kept > 0 || (r.reduced > 0 && r.outputs > 0) || placed);
  return r;
}

template <int C, class P, class S, class M>
constexpr lowered<C> lower_contraction(const P& p, const S& s, const M& m, int at) {
  lowered<C> r;
  const int core = s.kernels[at].core;
  const node& n = p.nodes[core];
  const contraction_roles roles = roles_of(p, core);
  const int factor[2] = {n.in[roles.s], n.in[roles.x]};
  const std::int64_t labels[2] = {labels_of(n, roles.s), labels_of(n, roles.x)};
  const int rank = n.shape.rank;
  const bool lanes = roles.mode == product::vector;
  lower_code(r, p, s, at);
  lower_pointers(r, p, s, m, at, 2);
  for (int j = 0; j < 2; ++j) r.pointers[j] = address_in(p, m, factor[j]);
  auto strides = [&](int a, int* stride) {  // of axis a of the output
    for (int j = 0; j < 2; ++j) stride[j] = stride_of(labels[j], p.views[factor[j]], label_at(n.attr[1], a));
    lower_strides(r, p, s, at, 2, a, stride);
  };
  axis_list<lowered<C>::pointer_capacity> walk, sums;
  walk.pointers = r.pointer_count;
  sums.pointers = 2;
  int stride[lowered<C>::pointer_capacity]{};
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
    r.s_n = roles.both ? 1 : 0;
    bool placed = false;
    for (int j = s.kernels[at].first; j < s.kernels[at].first + s.kernels[at].count; ++j)
      placed = placed || is_placed(p, s.members[j]);
    r.lanes = lanes_for(r.n, p.lanes);
    r.partial = r.n % r.lanes != 0 && (n.shape.size() != r.n || placed);
    for (int j = 0; j < r.inputs; ++j) {
      r.stride[r.loops][2 + j] = stride[2 + j];
      if (r.access_mode[j] == access::vector) r.access_mode[j] = access_for(stride[2 + j]);
    }
  }
  return r;
}

// A dot product: of the output's axes, one that only the first factor has and one that only the second has make a tile;
// the others are loops outside. The last contracted loop is contiguous.
template <int C, class P, class S, class M>
constexpr lowered<C> lower_dot(const P& p, const S& s, const M& m, int at) {
  lowered<C> r;
  const int core = s.kernels[at].core;
  const node& n = p.nodes[core];
  const int rank = n.shape.rank;
  r.mode = product::dot;
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
      if (walk.stride[a][1 - j] == 0 && walk.stride[a][j] != 0 && (side[j] < 0 || walk.extent[a] > walk.extent[side[j]]))
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

// How many operands, instructions or results kernel `at` may have: few different numbers, few different types.
template <class S>
constexpr int lowered_capacity(const S& s, int at) {
  int need = 3 * s.kernels[at].count + 1, c = 16;
  while (c < need) c *= 4;
  return c;
}

}  // namespace detail

namespace detail {
template <int C>
constexpr kernels::dot_code dot_code_of(const lowered<C>& l) {
  return {l.m, l.n, l.s_m, l.s_n, l.row[0], l.row[1], l.kept};
}
}  // namespace detail

// Kernel number `at` of a plan.
template <int C, class P, class S, class M>
constexpr lowered<C> lower(const P& p, const S& s, const M& m, int at) {
  const kernel& k = s.kernels[at];
  if (k.kind == kernel_kind::map) return detail::lower_map<C>(p, s, m, at);
  if (detail::roles_of(p, k.core).mode == product::dot) return detail::lower_dot<C>(p, s, m, at);
  return detail::lower_contraction<C>(p, s, m, at);
}

namespace detail {

template <int In, int Code, int Out, int Red, int C>
constexpr micro<In, Code, Out, Red> shrink(const lowered<C>& l) {
  micro<In, Code, Out, Red> m;
  for (int i = 0; i < In; ++i) {
    m.mode[i] = l.access_mode[i];
    m.immediate[i] = l.immediate[i];
  }
  for (int i = 0; i < Code; ++i) m.code[i] = l.code[i];
  for (int i = 0; i < Out; ++i) m.out[i] = l.out[i];
  for (int i = 0; i < Red; ++i) m.red[i] = l.red[i];
  return m;
}

template <class Micro, int C>
constexpr kernels::map_code<Micro> map_code_of(const lowered<C>& l) {
  return {shrink<Micro::inputs, Micro::size, Micro::outputs, Micro::reductions>(l), l.kept, l.reduced, l.inner_reduced,
          l.partial};
}

template <class Micro, int C>
constexpr kernels::contraction_code<Micro> contraction_code_of(const lowered<C>& l) {
  kernels::contraction_code<Micro> c;
  c.micro = shrink<Micro::inputs, Micro::size, Micro::outputs, 0>(l);
  c.m = l.m, c.n = l.n, c.k = l.k;
  c.s_m = l.s_m, c.s_k = l.s_k, c.s_n = l.s_n, c.x_k = l.x_k;
  for (int j = 0; j < Micro::pointers; ++j) c.row[j] = l.row[j];
  c.both = l.both, c.partial = l.partial;
  c.start = l.start;
  c.outer = l.kept, c.outer_k = l.outer_k;
  return c;
}

}  // namespace detail
}  // namespace tapeless
