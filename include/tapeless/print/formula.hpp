// Formulas: an expression as a person would write it, as text made by the compiler.
//
//   static_assert(formula(grad(tanh(t), t)) == "1 - tanh(t)²");
//   formula<notation::latex>(e)      // an aligned block if there is more than one line
//
// A sub-expression that is used more than once gets a line and a name of its own: s1 for a scalar, v1 for a vector, M1
// for a matrix. The returned view refers to constant memory. For std::string see print/to_string.hpp.
//
// Notation: `W x` is a matrix product, xᵀ a transpose, `a · b` a dot product; `a ⊙ b` and all functions are
// elementwise, and smaller operands broadcast as in NumPy. [x > 0] is 1 where the condition holds, else 0. sum[0](x)
// sums along axis 0. Other contractions are written contract("ij,jk->ik", a, b), in the index notation of einsum.
#pragma once

#include <string_view>

#include <tapeless/print/naming.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

// Text of a fixed size, in constant memory.
template <int N>
struct fixed_text {
  char chars[N + 1]{};
  constexpr std::string_view view() const { return {chars, static_cast<std::size_t>(N)}; }
};

// The output of Writer::write(growing_text&), at its exact size.
template <class Writer>
consteval auto written() {
  constexpr int size = [] {
    growing_text out;
    Writer::write(out);
    return out.size();
  }();
  growing_text out;
  Writer::write(out);
  fixed_text<size> r;
  for (int i = 0; i < size; ++i) r.chars[i] = out[i];
  return r;
}

// The named lines in order, then the result.
constexpr void write_formula(growing_text& out, const node* nodes, int count, notation how) {
  const int root = count - 1;
  const bool latex = how == notation::latex;
  ir::list<bool> needed(count);
  printer p(out, nodes, count, how);
  choose_names(p, nodes, &root, 1, needed.at);
  bool lines = false;
  for (int i = 0; i < count; ++i) {
    if (!needed.at[i] || !p.named(i) || p.shown(i) != i) continue;
    if (latex) p << (lines ? " \\\\\n" : "\\begin{aligned}\n");
    p.write_name(i);
    p << (latex ? " &= " : " = ");
    p.write(i);
    if (!latex) p << '\n';
    lines = true;
  }
  if (latex && lines) p << " \\\\\n& ";
  p.write(p.shown(root));
  if (latex && lines) p << "\n\\end{aligned}";
}

template <graph G, notation How>
struct formula_of {
  static constexpr void write(growing_text& out) { write_formula(out, flat_graph<G>.nodes, flat_graph<G>.size, How); }
};

template <class Writer>
inline constexpr auto text_of = written<Writer>();

}  // namespace detail

// The formula of an expression, made at compile time. No allocation.
template <notation How = notation::text, graph G>
constexpr std::string_view formula(expr<G>) {
  return detail::text_of<detail::formula_of<G, How>>.view();
}

}  // namespace tapeless::inline TAPELESS_ISA
