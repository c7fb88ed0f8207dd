// The functions that join operands. The axis is a template argument; a negative one counts from the end. They copy,
// unless an operand can be computed where it is to stand.
//
//   concat<axis>(a, b, ...)   along an existing axis: all other extents are equal
//   stack<axis>(a, b, ...)    along a new axis: all shapes are equal
//
// Their derivatives are slices (ops/assembly.hpp).
#pragma once

#include <tapeless/ops/shaping.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// Joins halves recursively, so that each operand is copied log n times and not n times.
template <int Axis>
constexpr term concat_all(const term* all, int count) {
  if (count == 1) return all[0];
  const int half = count / 2;
  return concat(concat_all<Axis>(all, half), concat_all<Axis>(all + half, count - half),
                axis_at(Axis, all[0]->shape.rank));
}

template <int Axis, int Count>
struct concat_f {
  static constexpr int arity = Count;
  static constexpr bool fits(std::initializer_list<shape> all) {
    const shape& first = *all.begin();
    const int axis = axis_at(Axis, first.rank);
    if (axis < 0) return false;
    for (shape s : all) {
      if (s.rank != first.rank) return false;
      s.dim[axis] = first.dim[axis];
      if (s != first) return false;
    }
    return true;
  }
  template <class... T>
  constexpr term operator()(T... x) const {
    if (!fits({x->shape...})) tapeless_composition_has_shapes_that_do_not_fit();
    const term all[] = {x...};
    return concat_all<Axis>(all, Count);
  }
};

template <int Axis, int Count>
struct stack_f {
  static constexpr int arity = Count;
  static constexpr bool fits(std::initializer_list<shape> all) {
    for (const shape& s : all)
      if (s != *all.begin() || !expand_f<Axis>::fits(s)) return false;
    return true;
  }
  template <class... T>
  constexpr term operator()(T... x) const {
    if (!fits({x->shape...})) tapeless_composition_has_shapes_that_do_not_fit();
    const term all[] = {expand_f<Axis>{}(x)...};
    return concat_all<Axis>(all, Count);
  }
};

// True if the real function accepts operands of these types. Then the diagnostic overload must not compete with it,
// which it would for leaves as they are declared: their types are derived from their expressions.
template <class F, class... T>
consteval bool shapes_fit() {
  if constexpr ((requires { T::shape; } && ...)) return F::fits({T::shape...});
  else return false;
}

}  // namespace detail

template <int Axis, graph... G>
requires(detail::concat_f<Axis, sizeof...(G)>::fits({G.root().shape...})) constexpr auto concat(expr<G>...) {
  return composed<detail::called<detail::concat_f<Axis, sizeof...(G)>>, G...>{};
}
template <int Axis, class... T>
requires(std::is_same_v<T, term>&&...) constexpr term concat(term first, T... rest) {
  return detail::concat_f<Axis, 1 + sizeof...(T)>{}(first, rest...);
}
template <int Axis, class... T>
requires(inert_like<T> || ...) constexpr inert concat(T...) { return {}; }
template <int Axis, int... A, int... B>
constexpr inert concat(tensor<A...>, tensor<B...>) {
  static_assert(mistake<tensor<A...>, tensor<B...>>,
                "tapeless: concat<axis>(a, b, ...): the axis must be there, and all other extents equal: slice, pad or "
                "reshape an operand");
  return {};
}
template <int Axis, int... A, int... B, int... C, class... More>
requires(!detail::shapes_fit<detail::concat_f<Axis, 3 + sizeof...(More)>, tensor<A...>, tensor<B...>, tensor<C...>,
                             More...>()) constexpr inert concat(tensor<A...>, tensor<B...>, tensor<C...>, More...) {
  static_assert(mistake<tensor<A...>, tensor<B...>, tensor<C...>>,
                "tapeless: concat<axis>(a, b, ...): the axis must be there, and all other extents equal: slice, pad or "
                "reshape an operand");
  return {};
}

template <int Axis, graph... G>
requires(detail::stack_f<Axis, sizeof...(G)>::fits({G.root().shape...})) constexpr auto stack(expr<G>...) {
  return composed<detail::called<detail::stack_f<Axis, sizeof...(G)>>, G...>{};
}
template <int Axis, class... T>
requires(std::is_same_v<T, term>&&...) constexpr term stack(term first, T... rest) {
  return detail::stack_f<Axis, 1 + sizeof...(T)>{}(first, rest...);
}
template <int Axis, class... T>
requires(inert_like<T> || ...) constexpr inert stack(T...) { return {}; }
template <int Axis, int... A, int... B>
constexpr inert stack(tensor<A...>, tensor<B...>) {
  static_assert(mistake<tensor<A...>, tensor<B...>>,
                "tapeless: stack<axis>(a, b, ...): all shapes must be equal, and the axis at most one behind the last: "
                "slice, pad or reshape an operand");
  return {};
}
template <int Axis, int... A, int... B, int... C, class... More>
requires(!detail::shapes_fit<detail::stack_f<Axis, 3 + sizeof...(More)>, tensor<A...>, tensor<B...>, tensor<C...>,
                             More...>()) constexpr inert stack(tensor<A...>, tensor<B...>, tensor<C...>, More...) {
  static_assert(mistake<tensor<A...>, tensor<B...>, tensor<C...>>,
                "tapeless: stack<axis>(a, b, ...): all shapes must be equal, and the axis at most one behind the last: "
                "slice, pad or reshape an operand");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
