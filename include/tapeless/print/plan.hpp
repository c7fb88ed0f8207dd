// A plan as text: for each kernel what it computes, over which loops, in which lanes, where its results lie, and what
// it costs. Made by the compiler.
//
//   std::puts(plan_text<trainer>().data());
//
//    0  contraction  v1 = relu(hidden.weightᵀ x + hidden.bias)
//                    32 × 32, sums of 64; lanes: samples; 133120 FLOP; v1 in arena[3072]
//
// A prime marks the next value of a state: w' = w - rate * M1. Plans as pictures: print/plan_graph.hpp.
#pragma once

#include <tapeless/plan/kernel_classes.hpp>
#include <tapeless/print/formula.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

// The names of a plan: every result that a kernel leaves in memory has one; the next value of a state that of the
// state.
struct plan_names {
  ir::list<int> alias;
  ir::list<given_name> name;
  ir::list<bool> needed;

  template <class F>
  constexpr auto lists(F f) {
    return f(alias, name, needed);
  }
};

constexpr plan_names name_results(const ir::prepared& nodes, const ir::schedule& order) {
  const int size = nodes.nodes.size;
  plan_names r;
  r.needed = ir::list<bool>(size);
  ir::list<bool> keep(size);
  growing_text nothing;
  printer p(nothing, nodes.nodes.at, size, notation::text, nodes.batched.at);
  for (int i = 0; i < size; ++i) keep[i] = order.kernel_of[i] >= 0 && order.stored[i];
  for (const ir::assignment& a : nodes.assignments)
    if (keep[a.value]) p.set_name(a.value, {'\'', a.slot});
  choose_names(p, nodes.nodes.at, nullptr, 0, r.needed.at, keep.at);
  name_giver next(nodes.nodes.at, size);  // numbers in the order of kernels
  for (int k = 0; k < order.kernels.size; ++k)
    for (int j = order.kernels[k].first; j < order.kernels[k].first + order.kernels[k].count; ++j)
      if (const int i = order.members[j]; p.numbered(i)) p.set_name(i, next(p.rank(i)));
  for (int i = 0; i < size; ++i) {
    r.alias.push(p.shown(i));
    r.name.push(p.name(i));
  }
  return r;
}

template <class Program>
struct naming_of_plan {
  using machine = typename Program::machine;
  static constexpr int room = machine::nodes.nodes.size;
  using guess = ir::sizes<room, room, room>;
  static constexpr plan_names make() { return name_results(machine::nodes, machine::order); }
};

constexpr void put_place(printer& p, ir::address a) {
  p << (ir::is_window(a.where)          ? "line["
        : a.where == ir::section::state ? "state["
        : a.where == ir::section::arena ? "arena["
                                        : "table[")
    << a.offset << "]";
}

constexpr void write_kernel(printer& p, const ir::prepared& nodes, const ir::schedule& order, const ir::memory& layout,
                            int index, const bool* needed) {
  const ir::kernel& k = order.kernels[index];
  const char* const indent = "                 ";
  p << (index < 10 ? "  " : index < 100 ? " " : "") << index << "  ";
  const char* const name = ir::kernel_classes::with(k.kind, []<class C>() -> const char* { return C::name; });
  p << name;
  for (std::size_t i = std::string_view(name).size(); i < 13; ++i) p << ' ';
  long flops = 0;
  bool first = true;
  for (int j = k.first; j < k.first + k.count; ++j) {
    const int i = order.members[j];
    flops += flops_of(nodes, k, i);
    if (!needed[i] || !p.named(i) || p.shown(i) != i) continue;
    if (!first) p << indent << ' ';
    p.write_name(i);
    p << " = ";
    p.write(i);
    p << '\n';
    first = false;
  }
  p << indent << ' ';
  const shape& loops = k.domain;
  if (loops.rank == 0) p << "1";
  for (int i = 0; i < loops.rank; ++i) p << (i ? " × " : "") << loops.dim[i];
  ir::kernel_classes::with(k.kind, [&]<class C>() { C::write_loops(p, nodes, k); });
  for (int i = 0; i < loops.rank; ++i)
    if (k.reduced >> i & 1u) p << ", reduces axis " << i;
  bool in_place = false;
  const char* const lanes =
      ir::kernel_classes::with(k.kind, [&]<class C>() { return C::lanes(nodes, k, order.members[k.first]); });
  p << "; lanes: " << (nodes.lanes == 1 ? "none" : lanes) << "; " << flops << " FLOP";
  for (int j = k.first; j < k.first + k.count; ++j) {
    const int i = order.members[j];
    if (!order.stored[i] || !p.named(i)) continue;
    if (layout.where[i] == ir::section::state) {
      if (!in_place) p << "; state in place";
      in_place = true;
      continue;
    }
    p << "; ";
    p.write_name(i);
    p << " in ";
    put_place(p, address_in(nodes, layout, i));
  }
  p << '\n';
}

// The parts of the text are evaluations of their own: compilers bound the length of one.
template <class Program>
struct plan_parts {
  using machine = typename Program::machine;
  static constexpr const auto& nodes = machine::nodes;
  static constexpr const auto& order = machine::order;
  static constexpr const auto& layout = machine::layout;
  static constexpr const plan_names& names = ir::frozen<naming_of_plan<Program>>;
};

template <class Program>
struct plan_head {
  static constexpr void write(growing_text& out) {
    constexpr auto r = Program::report;
    printer p(out, nullptr, 0, notation::text);
    p << r.kernels << " kernels; " << r.samples << (r.samples == 1 ? " sample" : " samples") << " a tile, " << r.lanes
      << (r.lanes == 1 ? " lane\n" : " lanes\n");
  }
};

template <class Program, int K>
struct plan_kernel : plan_parts<Program> {
  using parts = plan_parts<Program>;
  static constexpr void write(growing_text& out) {
    printer p(out, parts::nodes.nodes.at, parts::nodes.batched.at, parts::names);
    if (parts::order.kernels[K].last_phase && (K == 0 || !parts::order.kernels[K > 0 ? K - 1 : 0].last_phase))
      p << "once a call, after all tiles:\n";
    write_kernel(p, parts::nodes, parts::order, parts::layout, K, parts::names.needed.at);
  }
};

template <class Program>
struct plan_tail : plan_parts<Program> {
  using parts = plan_parts<Program>;
  static constexpr void write(growing_text& out) {
    constexpr auto r = Program::report;
    const auto& nodes = parts::nodes;
    printer p(out, nodes.nodes.at, nodes.batched.at, parts::names);
    for (int a = 0; a < nodes.assignments.size; ++a) {
      if (parts::layout.direct[a]) continue;
      p << "     at the end   ";
      const auto [slot, value] = nodes.assignments[a];
      p.write_leaf(nodes.nodes[slot]);
      p << " = ";
      p.operand(value);
      p << ": from ";
      put_place(p, address_in(nodes, parts::layout, value));
      p << " to ";
      put_place(p, address_in(nodes, parts::layout, slot));
      p << '\n';
    }
    p << r.parameters << " parameters (" << r.parameter_bytes << " bytes), state " << r.state_bytes << " bytes, arena "
      << r.arena_bytes << " bytes, object " << r.bytes << " bytes\n"
      << r.flops << " FLOP, of which " << r.contraction_flops << " in products\n";
    if (r.approximations.size > 0) p << "approximated:";
    for (const char* name : r.approximations) p << ' ' << name;
    if (r.approximations.size > 0) p << '\n';
  }
};

// One text after the other.
template <class... Writer>
consteval auto joined() {
  constexpr int size = (0 + ... + static_cast<int>(text_of<Writer>.view().size()));
  fixed_text<size> r;
  int at = 0;
  (
      [&] {
        for (char c : text_of<Writer>.view()) r.chars[at++] = c;
      }(),
      ...);
  return r;
}
template <class Program, class Kernels>
inline constexpr auto plan_text_of = 0;
template <class Program, int... K>
inline constexpr auto plan_text_of<Program, std::integer_sequence<int, K...>> =
    joined<plan_head<Program>, plan_kernel<Program, K>..., plan_tail<Program>>();

}  // namespace detail

// The plan of a program or training step: plan_text<trainer>().
template <class Program>
constexpr std::string_view plan_text() {
  return detail::plan_text_of<Program, std::make_integer_sequence<int, Program::machine::order.kernels.size>>.view();
}

}  // namespace tapeless::inline TAPELESS_ISA
