// The functions that rearrange elements. Axes and sizes are template arguments; a negative axis counts from the end, as
// in NumPy. Nothing is computed: pad copies, the others are views. concat and stack: ops/joining.hpp.
//
//   reshape<2, 3>(x)                   the same elements in row-major order; one extent may be -1
//   transpose(x)                       axes reversed
//   permute<2, 0, 1>(x)                axis i of the result is axis order[i] of x
//   slice<axis, start, stop, step>(x)  elements start, start + step, ... before stop; negative: counted from the end
//   pad<axis, before, after, value>(x) elements of `value`, number{0} by default, on both sides
//   broadcast<2, 3>(x)                 repeats x, aligned at the last axis
//   flip<axis>(x)                      reversed along an axis
//   squeeze<axis>(x)                   removes an axis of extent 1
//   expand<axis>(x)                    inserts an axis of extent 1
//
// The derivative of each is one of the others, or a sum (ops/movement.hpp, ops/assembly.hpp).
#pragma once

#include <tapeless/ops/assembly.hpp>

namespace tapeless::inline TAPELESS_ISA {

// The `stop` of a slice that reaches to the last element (to the first one, for a negative step).
inline constexpr int to_end = 0x7fffffff;

namespace detail {

// The index of an axis, where axis -1 is the last one; -1 if there is no such axis.
constexpr int axis_at(int axis, int rank) {
  if (axis < 0) axis += rank;
  return axis >= 0 && axis < rank ? axis : -1;
}

template <int... D>
struct reshape_f {
  static constexpr int arity = 1;
  // The shape with the extent that was given as -1 filled in. It fits if its size is that of `from`.
  static constexpr shape target(const shape& from) {
    shape to = make_shape(D...);
    int known = 1, open = -1;
    for (int i = 0; i < to.rank; ++i) {
      if (to.dim[i] < 0 && open < 0) open = i;
      else known *= to.dim[i];
    }
    if (open >= 0) to.dim[open] = known > 0 ? from.size() / known : 0;
    return to;
  }
  static constexpr bool fits(const shape& from) {
    return sizeof...(D) < max_rank && ((D < 0) + ... + 0) <= 1 && ((D >= -1 && D != 0) && ...) &&
           target(from).size() == from.size();
  }
  constexpr term operator()(term x) const { return reshape(x, target(x->shape)); }
};

struct transpose_f {
  static constexpr int arity = 1;
  static constexpr bool fits(const shape&) { return true; }
  constexpr term operator()(term x) const {
    std::int64_t order = 0;
    for (int i = 0; i < x->shape.rank; ++i) order |= std::int64_t{x->shape.rank - 1 - i} << (4 * i);
    return permute(x, order);
  }
};

template <int... Order>
struct permute_f {
  static constexpr int arity = 1;
  static constexpr bool fits(const shape& s) {
    unsigned seen = 0;
    for (int axis : std::initializer_list<int>{Order...}) {
      axis = axis_at(axis, s.rank);
      if (axis < 0 || (seen >> axis & 1u)) return false;
      seen |= 1u << axis;
    }
    return sizeof...(Order) == static_cast<std::size_t>(s.rank);
  }
  constexpr term operator()(term x) const {
    std::int64_t order = 0;
    int i = 0;
    for (int axis : std::initializer_list<int>{Order...})
      order |= std::int64_t{axis_at(axis, x->shape.rank)} << (4 * i++);
    return permute(x, order);
  }
};

template <int Axis, int Start, int Stop, int Step>
struct slice_f {
  static constexpr int arity = 1;
  static constexpr bool axis_fits(const shape& s) { return axis_at(Axis, s.rank) >= 0; }
  static constexpr int first(int n) { return Start < 0 ? Start + n : Start; }
  static constexpr int count(int n) {
    int stop = Stop == to_end ? (Step > 0 ? n : -1) : Stop < 0 ? Stop + n : Stop;
    if (Step == 0 || first(n) < 0 || first(n) >= n || stop > n || (stop < 0 && Stop != to_end)) return 0;
    return Step > 0 ? (stop - first(n) + Step - 1) / Step : (first(n) - stop - Step - 1) / -Step;
  }
  static constexpr bool fits(const shape& s) { return axis_fits(s) && count(s.dim[axis_at(Axis, s.rank)]) > 0; }
  constexpr term operator()(term x) const {
    const int axis = axis_at(Axis, x->shape.rank), n = x->shape.dim[axis];
    return slice(x, axis, first(n), count(n), Step);
  }
};

template <int Axis>
struct flip_f {
  static constexpr int arity = 1;
  static constexpr bool fits(const shape& s) { return axis_at(Axis, s.rank) >= 0; }
  constexpr term operator()(term x) const {
    const int axis = axis_at(Axis, x->shape.rank), n = x->shape.dim[axis];
    return slice(x, axis, n - 1, n, -1);
  }
};

template <int Axis, int Before, int After, number Value>
struct pad_f {
  static constexpr int arity = 1;
  static constexpr bool fits(const shape& s) { return axis_at(Axis, s.rank) >= 0 && Before >= 0 && After >= 0; }
  constexpr term operator()(term x) const {
    return pad(x, axis_at(Axis, x->shape.rank), Before, After, 0, Value.value);
  }
};

template <int... D>
struct broadcast_f {
  static constexpr int arity = 1;
  static constexpr bool fits(const shape& s) {
    return sizeof...(D) < max_rank && ((D > 0) && ...) && broadcasts_to(s, make_shape(D...));
  }
  constexpr term operator()(term x) const { return broadcast_to(x, make_shape(D...)); }
};

template <int Axis>
struct squeeze_f {
  static constexpr int arity = 1;
  static constexpr bool fits(const shape& s) { return axis_at(Axis, s.rank) >= 0 && s.dim[axis_at(Axis, s.rank)] == 1; }
  constexpr term operator()(term x) const {
    return reshape(x, without_axes(x->shape, 1u << axis_at(Axis, x->shape.rank)));
  }
};

template <int Axis>
struct expand_f {
  static constexpr int arity = 1;
  static constexpr bool fits(const shape& s) { return s.rank + 1 < max_rank && axis_at(Axis, s.rank + 1) >= 0; }
  constexpr term operator()(term x) const {
    shape to;
    for (int i = 0, axis = axis_at(Axis, x->shape.rank + 1); i <= x->shape.rank; ++i)
      to.dim[to.rank++] = i < axis ? x->shape.dim[i] : i == axis ? 1 : x->shape.dim[i - 1];
    return reshape(x, to);
  }
};

// The shapes of terms are not part of their type; after a mistake the compiler points here.
template <class F>
constexpr term moved(term x) {
  if (!F::fits(x->shape)) tapeless_composition_has_shapes_that_do_not_fit();
  return F{}(x);
}

}  // namespace detail

// Each function has overloads for expressions, for terms, after a mistake, and for diagnostics.

template <int... D, graph G>
requires(detail::reshape_f<D...>::fits(G.root().shape)) constexpr auto reshape(expr<G>) {
  return composed<detail::called<detail::reshape_f<D...>>, G>{};
}
template <int... D>
constexpr term reshape(term x) {
  return detail::moved<detail::reshape_f<D...>>(x);
}
template <int... D>
constexpr inert reshape(inert) {
  return {};
}
template <int... D, int... S>
constexpr inert reshape(tensor<S...>) {
  static_assert(mistake<tensor<S...>>,
                "tapeless: reshape<extents...>(x): x has another number of elements: the extents must multiply to the "
                "size of x, one of them may be -1, and there are at most six");
  return {};
}

template <graph G>
requires(detail::transpose_f::fits(G.root().shape)) constexpr auto transpose(expr<G>) {
  return composed<detail::called<detail::transpose_f>, G>{};
}
constexpr term transpose(term x) { return detail::moved<detail::transpose_f>(x); }
constexpr inert transpose(inert) { return {}; }

template <int... Order, graph G>
requires(detail::permute_f<Order...>::fits(G.root().shape)) constexpr auto permute(expr<G>) {
  return composed<detail::called<detail::permute_f<Order...>>, G>{};
}
template <int... Order>
constexpr term permute(term x) {
  return detail::moved<detail::permute_f<Order...>>(x);
}
template <int... Order>
constexpr inert permute(inert) {
  return {};
}
template <int... Order, int... S>
constexpr inert permute(tensor<S...>) {
  static_assert(mistake<tensor<S...>>, "tapeless: permute<order...>(x): the order must name every axis of x once");
  return {};
}

template <int Axis, int Start, int Stop, int Step = 1, graph G>
requires(detail::slice_f<Axis, Start, Stop, Step>::fits(G.root().shape)) constexpr auto slice(expr<G>) {
  return composed<detail::called<detail::slice_f<Axis, Start, Stop, Step>>, G>{};
}
template <int Axis, int Start, int Stop, int Step = 1>
constexpr term slice(term x) {
  return detail::moved<detail::slice_f<Axis, Start, Stop, Step>>(x);
}
template <int Axis, int Start, int Stop, int Step = 1>
constexpr inert slice(inert) {
  return {};
}
template <int Axis, int Start, int Stop, int Step = 1, int... S>
constexpr inert slice(tensor<S...>) {
  static_assert(detail::axis_at(Axis, sizeof...(S)) >= 0 ? true : mistake<tensor<S...>>,
                "tapeless: slice<axis, start, stop, step>(x): axis out of range: x has fewer axes");
  static_assert(detail::axis_at(Axis, sizeof...(S)) < 0 ? true : mistake<tensor<S...>>,
                "tapeless: slice<axis, start, stop, step>(x): out of range, or empty: start and stop must lie within "
                "the axis and hold an element; to_end stands for its end");
  return {};
}

template <int Axis, graph G>
requires(detail::flip_f<Axis>::fits(G.root().shape)) constexpr auto flip(expr<G>) {
  return composed<detail::called<detail::flip_f<Axis>>, G>{};
}
template <int Axis>
constexpr term flip(term x) {
  return detail::moved<detail::flip_f<Axis>>(x);
}
template <int Axis>
constexpr inert flip(inert) {
  return {};
}
template <int Axis, int... S>
constexpr inert flip(tensor<S...>) {
  static_assert(mistake<tensor<S...>>, "tapeless: flip<axis>(x): axis out of range: x has fewer axes");
  return {};
}

template <int Axis, int Before, int After, number Value = number{0.0}, graph G>
requires(detail::pad_f<Axis, Before, After, Value>::fits(G.root().shape)) constexpr auto pad(expr<G>) {
  return composed<detail::called<detail::pad_f<Axis, Before, After, Value>>, G>{};
}
template <int Axis, int Before, int After, number Value = number{0.0}>
constexpr term pad(term x) {
  return detail::moved<detail::pad_f<Axis, Before, After, Value>>(x);
}
template <int Axis, int Before, int After, number Value = number{0.0}>
constexpr inert pad(inert) {
  return {};
}
template <int Axis, int Before, int After, number Value = number{0.0}, int... S>
constexpr inert pad(tensor<S...>) {
  static_assert(
      mistake<tensor<S...>>,
      "tapeless: pad<axis, before, after>(x): axis out of range, or a negative count: slice takes elements away");
  return {};
}

template <int... D, graph G>
requires(detail::broadcast_f<D...>::fits(G.root().shape)) constexpr auto broadcast(expr<G>) {
  return composed<detail::called<detail::broadcast_f<D...>>, G>{};
}
template <int... D>
constexpr term broadcast(term x) {
  return detail::moved<detail::broadcast_f<D...>>(x);
}
template <int... D>
constexpr inert broadcast(inert) {
  return {};
}
template <int... D, int... S>
constexpr inert broadcast(tensor<S...>) {
  static_assert(
      mistake<tensor<S...>>,
      "tapeless: broadcast<extents...>(x): x does not broadcast to these extents: aligned at the last axis, its "
      "extents must be equal to them or 1");
  return {};
}

template <int Axis, graph G>
requires(detail::squeeze_f<Axis>::fits(G.root().shape)) constexpr auto squeeze(expr<G>) {
  return composed<detail::called<detail::squeeze_f<Axis>>, G>{};
}
template <int Axis>
constexpr term squeeze(term x) {
  return detail::moved<detail::squeeze_f<Axis>>(x);
}
template <int Axis>
constexpr inert squeeze(inert) {
  return {};
}
template <int Axis, int... S>
constexpr inert squeeze(tensor<S...>) {
  static_assert(mistake<tensor<S...>>,
                "tapeless: squeeze<axis>(x): axis out of range, or not of extent 1: reduce or slice it first");
  return {};
}

template <int Axis, graph G>
requires(detail::expand_f<Axis>::fits(G.root().shape)) constexpr auto expand(expr<G>) {
  return composed<detail::called<detail::expand_f<Axis>>, G>{};
}
template <int Axis>
constexpr term expand(term x) {
  return detail::moved<detail::expand_f<Axis>>(x);
}
template <int Axis>
constexpr inert expand(inert) {
  return {};
}
template <int Axis, int... S>
constexpr inert expand(tensor<S...>) {
  static_assert(mistake<tensor<S...>>, "tapeless: expand<axis>(x): axis out of range, or x has six axes already");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
