// substitute(e, x, value): the expression e with `value` in the place of x, a leaf or sub-expression of e.
//
//   constexpr auto shifted = substitute(loss, w, w + 0.1_c * d);   // the loss further along a direction
#pragma once

#include <tapeless/calculus/simplify.hpp>
#include <tapeless/expr/expr.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// Every occurrence at once: what `value` itself contains of x stays.
struct substitute_f {
  static constexpr bool whole = true;
  static constexpr int build(builder& b, const int* in) {
    ir::list<int> place(b.size());
    rewrite(b, place.size, place.at, [&](int i) { return i == in[1] ? in[2] : -1; });
    return place.at[in[0]];
  }
};

}  // namespace detail

// Shapes: that of e; value has the shape of x. Linear in the number of nodes.
template <graph E, graph X, graph V>
requires(detail::has_node<E>(X.root().hash) &&
         X.root().shape == V.root().shape) constexpr auto substitute(expr<E>, expr<X>, expr<V>) {
  return composed<detail::substitute_f, E, X, V>{};
}
template <int... E, int... X, int... V>
constexpr inert substitute(tensor<E...>, tensor<X...>, tensor<V...>) {
  constexpr bool same = tensor<X...>::shape == tensor<V...>::shape;
  static_assert(same ? true : mistake<tensor<X...>, tensor<V...>>,
                "tapeless: substitute(e, x, value): value must have the shape of x");
  static_assert(!same ? true : mistake<tensor<X...>>,
                "tapeless: substitute(e, x, value): x is not in the expression e: pass a leaf or a sub-expression that "
                "e was made of");
  return {};
}
template <class... T>
requires((inert_like<T> || ...)) constexpr inert substitute(T...) { return {}; }

}  // namespace tapeless::inline TAPELESS_ISA
