// Lowering of what happens to elements: straight-line code, and the loops of a map.
#pragma once

#include <tapeless/plan/fuse.hpp>
#include <tapeless/plan/lowered.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// The straight-line code of kernel number `at`.
template <int C, class P, class S>
constexpr void lower_code(ir::lowered<C>& r, const P& p, const S& s, int at) {
  const ir::kernel& k = s.kernels[at];
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
    r.access_mode[r.inputs] = q == k.core           ? ir::access::core
                              : is_constant(source) ? ir::access::immediate
                                                    : ir::access::vector;
    r.immediate[r.inputs] = is_constant(source) ? source.value : 0;
    r.input_node[r.inputs++] = q;
    slots[slot] = static_cast<short>(r.inputs);
  };
  if (k.core >= 0) add_input(k.core);
  for (int j = k.first; j < k.first + k.count; ++j) {
    const int i = s.members[j];
    if (i == k.core) continue;
    for (short q : p.nodes[i].in)
      if (q >= 0 && !(s.kernel_of[q] == at && computes(p.nodes[q]) && p.nodes[q].op->kind != ir::loop::reduction))
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
    if (n.op->kind == ir::loop::reduction || i == k.core) continue;
    ir::instruction& c = r.code[r.size];
    c.op = n.op;
    for (int q = 0; q < n.op->arity; ++q) c.in[q] = reg(n.in[q]);
    r.code_node[r.size++] = i;
  }
  for (int j = k.first; j < k.first + k.count; ++j) {
    const int i = s.members[j];
    if (p.nodes[i].op->kind == ir::loop::reduction) {
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
constexpr void lower_pointers(ir::lowered<C>& r, const P& p, const S& s, const M& m, int at, int first) {
  const ir::kernel& k = s.kernels[at];
  for (int j = 0; j < r.inputs; ++j)
    if (r.access_mode[j] != ir::access::immediate && r.access_mode[j] != ir::access::core)
      r.pointers[first + j] = address_in(p, m, r.input_node[j]);
  int out = first + r.inputs, red = out + r.outputs;
  for (int j = k.first; j < k.first + k.count; ++j) {
    const int i = s.members[j];
    if (p.nodes[i].op->kind == ir::loop::reduction) r.pointers[red++] = address_in(p, m, i);
    else if (s.stored[i]) r.pointers[out++] = address_in(p, m, i);
  }
  r.pointer_count = red;
}

// Strides of all pointers along axis `a` of the domain.
template <int C, class P, class S>
constexpr void lower_strides(const ir::lowered<C>& r, const P& p, const S& s, int at, int first, int a, int* stride) {
  const ir::kernel& k = s.kernels[at];
  for (int j = 0; j < r.inputs; ++j) {
    const bool memory = r.access_mode[j] != ir::access::immediate && r.access_mode[j] != ir::access::core;
    stride[first + j] = memory ? broadcast_stride(p.views[r.input_node[j]], k.domain, a) : 0;
  }
  int out = first + r.inputs, red = out + r.outputs;
  for (int j = k.first; j < k.first + k.count; ++j) {
    const int i = s.members[j];
    if (p.nodes[i].op->kind == ir::loop::reduction) stride[red++] = reduced_stride(p.views[i], k.reduced, a);
    else if (s.stored[i]) stride[out++] = p.views[i].stride[a];
  }
}

template <int C, class P, class S, class M>
constexpr ir::lowered<C> lower_map(const P& p, const S& s, const M& m, int at) {
  ir::lowered<C> r;
  const ir::kernel& k = s.kernels[at];
  lower_code(r, p, s, at);
  lower_pointers(r, p, s, m, at, 0);
  bool batched = false;  // lanes are samples, padded to whole vectors
  for (int j = k.first; j < k.first + k.count; ++j) {
    const node& n = p.nodes[s.members[j]];
    batched = batched || p.batched[n.op->kind == ir::loop::reduction ? n.in[0] : s.members[j]];
  }
  axis_list<ir::lowered<C>::pointer_capacity> walk;
  walk.pointers = r.pointer_count;
  const axis_order axes{batched && p.samples_first, k.domain.rank};
  batched = batched && !p.samples_first;
  for (int i = 0; i < k.domain.rank; ++i) {
    const int a = axes[i];
    int stride[ir::lowered<C>::pointer_capacity]{};
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
    if (j < r.inputs && r.access_mode[j] == ir::access::vector) r.access_mode[j] = access_for(r.stride[inner][j]);
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

}  // namespace tapeless::inline TAPELESS_ISA::detail
