// Formulas and graphs of expressions as std::string.
//
//   std::puts(to_string(grad(loss, w)).c_str());
//   std::ofstream("loss.tex") << to_latex(loss);
//   std::ofstream("loss.dot") << to_dot(loss);      // dot -Tsvg loss.dot -o loss.svg
#pragma once

#include <string>

#include <tapeless/print/graph.hpp>

namespace tapeless::inline TAPELESS_ISA {

template <graph G>
std::string to_string(expr<G> e) {
  return std::string(formula(e));
}
template <graph G>
std::string to_latex(expr<G> e) {
  return std::string(formula<notation::latex>(e));
}
template <graph G>
std::string to_dot(expr<G> e) {
  return std::string(dot_graph(e));
}

}  // namespace tapeless::inline TAPELESS_ISA
