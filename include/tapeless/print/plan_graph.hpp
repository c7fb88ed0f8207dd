// A plan as a Graphviz digraph: kernels are boxes that say what they compute, leaves are ellipses, and on every edge
// stands the buffer that passes there, with its extents.
#pragma once

#include <tapeless/print/graph.hpp>
#include <tapeless/print/plan.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

template <class Program>
struct plan_dot_head : plan_parts<Program> {
  using parts = plan_parts<Program>;
  static constexpr void write(growing_text& out) {
    const auto& nodes = parts::nodes;
    printer p(out, nodes.nodes.at, nodes.batched.at, parts::names);
    p << "digraph plan {\n  rankdir=TB;\n  node [fontname=\"Helvetica\"];\n"
      << "  edge [fontname=\"Helvetica\", fontsize=10];\n";
    for (int i = 0; i < nodes.nodes.size; ++i) {
      if (!detail::given(nodes.nodes[i].leaf)) continue;
      p << "  n" << i << " [shape=ellipse, label=\"";
      p.write_leaf(nodes.nodes[i]);
      p << "\"];\n";
    }
  }
};

template <class Program, int K>
struct plan_dot_kernel : plan_parts<Program> {
  using parts = plan_parts<Program>;
  static constexpr void write(growing_text& out) {
    const auto& nodes = parts::nodes;
    const auto& order = parts::order;
    const ir::kernel& k = order.kernels[K];
    printer p(out, nodes.nodes.at, nodes.batched.at, parts::names);
    p << "  k" << K << " [shape=box, style=filled, fillcolor=\""
      << ir::kernel_classes::with(k.kind, []<class C>() -> const char* { return C::colour; }) << "\", label=\"";
    for (int j = k.first; j < k.first + k.count; ++j) {
      const int i = order.members[j];
      if (!parts::names.needed[i] || !p.named(i) || p.shown(i) != i) continue;
      p.write_name(i);
      p << " = ";
      const int start = out.size();
      p.write(i);
      for (int c = start; c < out.size(); ++c)  // einsum labels are in quotes
        if (out[c] == '"') out.insert(c++, "\\");
      p << "\\l";
    }
    p << "\"];\n";
    ir::list<bool> drawn(nodes.nodes.size);
    for (int j = k.first; j < k.first + k.count; ++j)
      for (short q : nodes.nodes[order.members[j]].in) {
        const int base = q < 0 ? -1 : nodes.views[q].buffer;
        if (base < 0 || order.kernel_of[base] == K || drawn[base]) continue;
        drawn[base] = true;
        if (order.kernel_of[base] < 0) p << "  n" << base;
        else p << "  k" << order.kernel_of[base];
        p << " -> k" << K << " [label=\"";
        if (order.kernel_of[base] >= 0) {
          p.write_name(base);
          p << ' ';
        }
        put_extents(out, nodes.nodes[base].shape);
        p << "\"];\n";
      }
  }
};

struct dot_tail {
  static constexpr void write(growing_text& out) { out.put("}\n"); }
};

template <class Program, class Kernels>
inline constexpr auto plan_dot_of = 0;
template <class Program, int... K>
inline constexpr auto plan_dot_of<Program, std::integer_sequence<int, K...>> =
    joined<plan_dot_head<Program>, plan_dot_kernel<Program, K>..., dot_tail>();

}  // namespace detail

// plan_dot<trainer>()
template <class Program>
constexpr std::string_view plan_dot() {
  return detail::plan_dot_of<Program, std::make_integer_sequence<int, Program::machine::order.kernels.size>>.view();
}

}  // namespace tapeless::inline TAPELESS_ISA
