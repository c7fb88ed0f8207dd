// Graphs: an expression as a Graphviz digraph, made by the compiler. Leaves are boxes, operations are ellipses, and
// every edge is labelled with the shape of the value that flows along it.
//
//   std::puts(to_dot(loss).c_str());     // print/to_string.hpp; here: without allocation
#pragma once

#include <tapeless/print/formula.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

// A string within quotes, escaped.
constexpr void put_quoted(growing_text& out, const char* s) {
  for (; *s; ++s) {
    if (*s == '"' || *s == '\\') out.put('\\');
    out.put(*s);
  }
}
constexpr void put_extents(growing_text& out, const shape& s) {
  for (int i = 0; i < s.rank; ++i) {
    if (i) out.put("×");
    put_integer(out, s.dim[i]);
  }
}

constexpr void write_dot(growing_text& out, const node* nodes, int count) {
  printer p(out, nodes, count, notation::text);
  p << "digraph expression {\n  rankdir=BT;\n  node [fontname=\"Helvetica\"];\n  edge [fontname=\"Helvetica\", "
       "fontsize=10];\n";
  for (int i = 0; i < count; ++i) {
    const node& n = nodes[i];
    p << "  n" << i << " [";
    if (n.op->kind == ir::loop::leaf) {
      p << "shape=box, style=filled, fillcolor=\"" << (is_leaf(n, ir::role::parameter) ? "#dbe9f6" : "#eeeeee")
        << "\", label=\"";
      if (detail::given(n.leaf)) put_quoted(out, n.leaf->name);
      else p.number(n.value);
    } else {
      p << "shape=ellipse, label=\"" << n.op->name;
    }
    if (i == count - 1 && n.shape.rank) {
      p << "\\n";
      put_extents(out, n.shape);
    }
    p << '"' << (i == count - 1 ? ", peripheries=2" : "") << "];\n";
    for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
      p << "  n" << n.in[k] << " -> n" << i << " [label=\"";
      put_extents(out, nodes[n.in[k]].shape);
      p << "\"];\n";
    }
  }
  p << "}\n";
}

template <graph G>
struct dot_of {
  static constexpr void write(growing_text& out) { write_dot(out, flat_graph<G>.nodes, flat_graph<G>.size); }
};

}  // namespace detail

template <graph G>
constexpr std::string_view dot_graph(expr<G>) {
  return detail::text_of<detail::dot_of<G>>.view();
}

}  // namespace tapeless::inline TAPELESS_ISA
