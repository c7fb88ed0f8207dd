// What kernels with straight-line code have in common, maps and products: how the code is made of nodes, where its
// operands and results lie, and how verification executes it.
#pragma once

#include <tapeless/base/hash_map.hpp>
#include <tapeless/plan/fuse.hpp>
#include <tapeless/plan/kernels/kernel_class.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// True if an operand is read from memory.
constexpr bool in_memory(const ir::operand& o) { return o.mode != ir::access::immediate && o.mode != ir::access::core; }

// The code of an element, and what it is made from.
struct element_code {
  ir::micro_lists micro;
  ir::list<int> operands, results;  // nodes; results that are stored before reductions
  int start = -1;                   // the operand with which a product's sum begins; -1: with 0
};

// The straight-line code of kernel number `at`.
constexpr void lower_code(element_code& e, const ir::prepared& p, const ir::schedule& s, int at) {
  ir::micro_lists& r = e.micro;
  const ir::kernel& k = s.kernels.at[at];
  const int* const members = s.members.at + k.first;
  const node* const nodes = p.nodes.at;
  ir::hash_map registers(3 * k.count);  // of nodes
  const auto reg = [&](int q) { return static_cast<short>(registers.find(static_cast<std::uint64_t>(q))); };
  const auto add_input = [&](int q) {
    if (reg(q) >= 0) return;
    registers.insert(static_cast<std::uint64_t>(q), r.inputs.size);
    const bool constant = is_constant(nodes[q]);
    r.inputs.push({q == k.core ? ir::access::core
                   : constant  ? ir::access::immediate
                               : ir::access::vector,
                   constant ? nodes[q].value : 0});
    e.operands.push(q);
  };
  if (k.core >= 0) add_input(k.core);
  for (int j = 0; j < k.count; ++j) {
    if (members[j] == k.core) continue;
    for (short q : nodes[members[j]].in)
      if (q >= 0 && !(s.kernel_of.at[q] == at && computes(nodes[q]) && !is_reduction(nodes[q]))) add_input(q);
  }
  const int inputs = r.inputs.size;
  for (int j = 0; j < k.count; ++j) {
    const int i = members[j];
    const node& n = nodes[i];
    if (is_reduction(n) || i == k.core) continue;
    ir::instruction c;
    c.op = n.op;
    for (int q = 0; q < n.op->arity; ++q) c.in[q] = reg(n.in[q]);
    registers.insert(static_cast<std::uint64_t>(i), inputs + r.instructions.size);
    r.instructions.push(c);
  }
  for (int j = 0; j < k.count; ++j)
    if (const int i = members[j]; !is_reduction(nodes[i]) && s.stored.at[i]) {
      r.outputs.push(reg(i));
      e.results.push(i);
    }
  for (int j = 0; j < k.count; ++j)
    if (const int i = members[j]; is_reduction(nodes[i])) {
      r.reductions.push({nodes[i].op, {reg(nodes[i].in[0]), -1, -1}});
      e.results.push(i);
    }
  ir::list<int> kept(inputs + r.instructions.size + 1);
  ir::list<short> moved(inputs + r.instructions.size + 1);
  for (const short o : r.outputs) ++kept.at[o];
  for (const ir::instruction& c : r.reductions) ++kept.at[c.in[0]];
  if (k.core >= 0) e.start = take_start(r.instructions, inputs, reg(k.core), kept.at, moved.at);
  const auto follow = [&] {
    for (short& o : r.outputs) o = moved.at[o];
    for (ir::instruction& c : r.reductions) c.in[0] = moved.at[c.in[0]];
  };
  if (e.start >= 0) {
    follow();
    for (int& reads : kept) reads = 0;
    for (const short o : r.outputs) ++kept.at[o];
  }
  fuse_products(r.instructions, inputs, kept.at, moved.at);
  follow();
}

// Appends pointers to operands and results.
constexpr void lower_pointers(ir::lowered& l, const element_code& e, const ir::prepared& p, const ir::memory& m) {
  for (int j = 0; j < e.operands.size; ++j)
    l.pointers_to.push(in_memory(e.micro.inputs.at[j]) ? address_in(p, m, e.operands.at[j]) : ir::address{});
  for (const int i : e.results) l.pointers_to.push(address_in(p, m, i));
  l.pointers = l.pointers_to.size;
}

// Strides of the same pointers along axis `a` of the domain of kernel k.
constexpr void lower_strides(const element_code& e, const ir::prepared& p, const ir::kernel& k, int a, int* stride) {
  for (int j = 0; j < e.operands.size; ++j)
    *stride++ = in_memory(e.micro.inputs.at[j]) ? broadcast_stride(p.views.at[e.operands.at[j]], k.domain, a) : 0;
  for (const int i : e.results) {
    const view& v = p.views.at[i];
    *stride++ = is_reduction(p.nodes.at[i]) ? reduced_stride(v, k.reduced, a) : v.stride[a];
  }
}

// The sizes of the code of kernel K of an engine, whose words begin with the lists.
struct micro_sizes {
  int inputs = 0, instructions = 0, outputs = 0, reductions = 0;
};
template <class Engine, int K>
constexpr micro_sizes micro_sizes_in() {
  const auto m = read_code<ir::micro_lists>(Engine::emitted, Engine::template code_of<K>);
  return {m.inputs.size, m.instructions.size, m.outputs.size, m.reductions.size};
}
// Executes straight-line code on the cells of a walk (plan/walk.hpp), in registers of lanes.
template <class Walk>
struct element_walk {
  using cell = typename Walk::cell;
  using place = typename Walk::place;
  using total = typename Walk::total;

  constexpr element_walk(Walk& w, const ir::lowered& kernel, const ir::micro_lists& m)
      : walk(w),
        l(kernel),
        micro(m),
        lanes(l.lanes),
        at(l.pointers),
        registers((m.inputs.size + m.instructions.size + 1) * l.lanes) {
    for (int j = 0; j < l.pointers; ++j) at.at[j] = Walk::begin(l.pointers_to.at[j]);
  }

  constexpr cell* reg(int r) { return registers.at + r * lanes; }

  // Operand `o` of the code into its register, beginning at p; `valid` lanes hold elements.
  constexpr void read(int o, place p, int stride, int valid) {
    const ir::operand& how = micro.inputs.at[o];
    cell* const to = reg(o);
    for (int lane = 0; lane < lanes; ++lane) switch (how.mode) {
        case ir::access::immediate:
          to[lane] = walk.algebra.number(how.immediate);
          break;
        case ir::access::broadcast:
          to[lane] = walk.reach(p);
          break;
        case ir::access::vector:
          to[lane] = walk.reach(p + lane);
          break;
        case ir::access::strided:
          to[lane] = lanes == 1 || lane < valid ? walk.reach(p + lane * stride) : cell{};
          break;
        case ir::access::core:
          break;
      }
  }
  // The stride along the lanes of operand `o`, which is pointer `pointer`.
  constexpr int lane_stride(int o, int loop, int pointer) const {
    const ir::access mode = micro.inputs.at[o].mode;
    return mode == ir::access::strided ? l.stride(loop, pointer) : mode == ir::access::vector ? 1 : 0;
  }
  constexpr void execute() {
    for (int i = 0; i < micro.instructions.size; ++i) {
      const ir::instruction& c = micro.instructions.at[i];
      for (int lane = 0; lane < lanes; ++lane) {
        cell in[3]{};
        for (int k = 0; k < 3; ++k)
          if (c.in[k] >= 0) in[k] = reg(c.in[k])[lane];
        reg(micro.inputs.size + i)[lane] = walk.algebra.apply(*c.op, in);
      }
    }
  }
  constexpr void store(const cell* from, place to, int count) {
    for (int lane = 0; lane < count && lane < lanes; ++lane) walk.reach(to + lane) = from[lane];
  }
  constexpr void advance(int loop, int times) {
    for (int j = 0; j < l.pointers; ++j) at.at[j].offset += times * l.stride(loop, j);
  }

  Walk& walk;
  const ir::lowered& l;
  const ir::micro_lists& micro;
  int lanes;
  ir::list<place> at;
  ir::list<cell> registers;
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
