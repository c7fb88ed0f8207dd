// Lowering of what happens to elements: straight-line code, and the loops of a map.
#pragma once

#include <tapeless/plan/fuse.hpp>
#include <tapeless/plan/lowered.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// True if an operand is read from memory.
constexpr bool in_memory(const ir::operand& o) { return o.mode != ir::access::immediate && o.mode != ir::access::core; }

// The straight-line code of kernel number `at`.
constexpr void lower_code(ir::lowered& r, const ir::prepared& p, const ir::schedule& s, int at) {
  const ir::kernel& k = s.kernels.at[at];
  const int* const members = s.members.at + k.first;
  const node* const nodes = p.nodes.at;
  unsigned mask = 7;  // operands are looked up in a hash table by their numbers
  while (mask < 6u * static_cast<unsigned>(k.count) + 2u) mask = 2 * mask + 1;
  ir::list<short> slots(static_cast<int>(mask) + 1);  // 1 + the number of an operand
  auto slot_of = [&](int q) {
    unsigned found = static_cast<unsigned>(q) & mask;
    while (slots.at[found] && r.input_node.at[slots.at[found] - 1] != q) found = (found + 1) & mask;
    return found;
  };
  auto find_input = [&](int q) { return slots.at[slot_of(q)] - 1; };
  auto add_input = [&](int q) {
    const unsigned slot = slot_of(q);
    if (slots.at[slot]) return;
    const bool constant = is_constant(nodes[q]);
    r.inputs.push({q == k.core ? ir::access::core
                   : constant  ? ir::access::immediate
                               : ir::access::vector,
                   constant ? nodes[q].value : 0});
    r.input_node.push(q);
    slots.at[slot] = static_cast<short>(r.inputs.size);
  };
  if (k.core >= 0) add_input(k.core);
  for (int j = 0; j < k.count; ++j) {
    if (members[j] == k.core) continue;
    for (short q : nodes[members[j]].in)
      if (q >= 0 && !(s.kernel_of.at[q] == at && computes(nodes[q]) && nodes[q].op->kind != ir::loop::reduction))
        add_input(q);
  }
  const int inputs = r.inputs.size;
  ir::list<int> code_node;  // members come in the order of their numbers
  auto reg = [&](int q) {
    const int i = find_input(q);
    if (i >= 0) return static_cast<short>(i);
    int low = 0, high = code_node.size;
    while (low < high) {
      const int middle = (low + high) / 2;
      if (code_node.at[middle] < q) low = middle + 1;
      else high = middle;
    }
    return static_cast<short>(low < code_node.size && code_node.at[low] == q ? inputs + low : -1);
  };
  for (int j = 0; j < k.count; ++j) {
    const int i = members[j];
    const node& n = nodes[i];
    if (n.op->kind == ir::loop::reduction || i == k.core) continue;
    ir::instruction c;
    c.op = n.op;
    for (int q = 0; q < n.op->arity; ++q) c.in[q] = reg(n.in[q]);
    r.instructions.push(c);
    code_node.push(i);
  }
  for (int j = 0; j < k.count; ++j) {
    const int i = members[j];
    if (nodes[i].op->kind == ir::loop::reduction) r.reductions.push({nodes[i].op, {reg(nodes[i].in[0]), -1, -1}});
    else if (s.stored.at[i]) r.outputs.push(reg(i));
  }
  ir::list<int> kept(inputs + r.instructions.size + 1);
  ir::list<short> place(inputs + r.instructions.size + 1);
  for (const short o : r.outputs) ++kept.at[o];
  for (const ir::instruction& c : r.reductions) ++kept.at[c.in[0]];
  if (k.core >= 0) r.start = take_start(r.instructions, inputs, find_input(k.core), kept.at, place.at);
  const auto follow = [&] {
    for (short& o : r.outputs) o = place.at[o];
    for (ir::instruction& c : r.reductions) c.in[0] = place.at[c.in[0]];
  };
  if (r.start >= 0) {
    follow();
    for (int& reads : kept) reads = 0;
    for (const short o : r.outputs) ++kept.at[o];
  }
  fuse_products(r.instructions, inputs, kept.at, place.at);
  follow();
}

// Pointers of operands, stored results and reductions, behind those that are there.
constexpr void lower_pointers(ir::lowered& r, const ir::prepared& p, const ir::schedule& s, const ir::memory& m,
                              int at) {
  const ir::kernel& k = s.kernels.at[at];
  for (int j = 0; j < r.inputs.size; ++j)
    r.pointers_to.push(in_memory(r.inputs.at[j]) ? address_in(p, m, r.input_node.at[j]) : ir::address{});
  for (int pass = 0; pass < 2; ++pass)
    for (int j = k.first; j < k.first + k.count; ++j) {
      const int i = s.members.at[j];
      const bool reduction = p.nodes.at[i].op->kind == ir::loop::reduction;
      if (pass == 1 ? reduction : !reduction && s.stored.at[i]) r.pointers_to.push(address_in(p, m, i));
    }
  r.pointers = r.pointers_to.size;
}

// Strides of the same pointers along axis `a` of the domain.
constexpr void lower_strides(const ir::lowered& r, const ir::prepared& p, const ir::schedule& s, int at, int a,
                             int* stride) {
  const ir::kernel& k = s.kernels.at[at];
  for (int j = 0; j < r.inputs.size; ++j)
    *stride++ = in_memory(r.inputs.at[j]) ? broadcast_stride(p.views.at[r.input_node.at[j]], k.domain, a) : 0;
  for (int pass = 0; pass < 2; ++pass)
    for (int j = k.first; j < k.first + k.count; ++j) {
      const int i = s.members.at[j];
      const bool reduction = p.nodes.at[i].op->kind == ir::loop::reduction;
      if (pass == 1 && reduction) *stride++ = reduced_stride(p.views.at[i], k.reduced, a);
      else if (pass == 0 && !reduction && s.stored.at[i]) *stride++ = p.views.at[i].stride[a];
    }
}

constexpr ir::lowered lower_map(const ir::prepared& p, const ir::schedule& s, const ir::memory& m, int at) {
  ir::lowered r;
  const ir::kernel& k = s.kernels.at[at];
  lower_code(r, p, s, at);
  lower_pointers(r, p, s, m, at);
  bool batched = false;  // lanes are samples, padded to whole vectors
  bool placed = false;
  for (int j = k.first; j < k.first + k.count; ++j) {
    const int i = s.members.at[j];
    const node& n = p.nodes.at[i];
    batched = batched || p.batched.at[n.op->kind == ir::loop::reduction ? n.in[0] : i];
    placed = placed || is_placed(p, i);
  }
  axis_list walk(r.pointers);
  ir::list<int> stride(r.pointers + 1);
  const axis_order axes{batched && p.samples_first, k.domain.rank};
  batched = batched && !p.samples_first;
  for (int i = 0; i < k.domain.rank; ++i) {
    const int a = axes[i];
    lower_strides(r, p, s, at, a, stride.at);
    const bool removed = k.reduced >> a & 1u, samples = batched && a == k.domain.rank - 1;
    walk.add(samples && !removed ? round_up(k.domain.dim[a], p.lanes) : k.domain.dim[a], stride.at, removed);
  }
  const int inner = walk.count > 0 ? walk.count - 1 : 0;
  r.inner_reduced = walk.count > 0 && walk.reduced[inner];
  for (int pass = 0; pass < 2; ++pass)  // kept loops outside, reduced ones inside
    for (int a = 0; a < inner; ++a) {
      if (walk.reduced[a] != (pass == 1)) continue;
      add_loop(r, walk.extent[a], walk.stride(a), r.pointers);
      ++r.loops;
      ++(pass ? r.reduced : r.kept);
    }
  const int extent = walk.count > 0 ? walk.extent[inner] : 1;
  add_loop(r, extent, walk.stride(inner), walk.count > 0 ? r.pointers : 0);
  for (int j = 0; j < r.inputs.size; ++j)
    if (ir::operand& o = r.inputs.at[j]; o.mode == ir::access::vector) o.mode = access_for(r.stride(inner, j));
  // Short rows that were stored one by one are read one by one: a load of two fresh stores waits for both.
  int row = extent;
  for (int i = k.domain.rank - 1; i >= 0 && !batched && extent <= 2 * p.lanes; --i)
    if (const int last = k.domain.dim[axes[i]]; last > 1) {
      if (extent % last == 0) row = last;
      break;
    }
  r.lanes = lanes_for(row, p.lanes);
  r.partial = !batched && extent % r.lanes != 0 && !r.inner_reduced &&
              (r.kept > 0 || (r.reduced > 0 && r.outputs.size > 0) || placed);
  return r;
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
