// Writing elements at run-time indices.
//
//   scatter_add<axis, extent>(values, indices)     the transpose of gather<axis>(table, indices): zeros, `extent` along
//                                                  the axis, to which values[.., i.., ..] are added at indices[i..]
//   scatter_along<axis>(x, indices, values)        x, in which the elements that indices[.., i, ..] name along the axis
//                                                  are replaced by values[.., i, ..]; equal indices by their sum
//
// Indices as for gather and gather_along. The derivative with respect to the values is a gather; what was replaced has
// derivative 0. PyTorch's scatter leaves one of the values where indices are equal, and does not say which.
#pragma once

#include <tapeless/ops/along.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <int Axis, int Extent>
struct scatter_add_f {
  static constexpr int arity = 2;
  // The axis among those of the result, or -1.
  static constexpr int axis(const shape& values, const shape& indices) {
    const int rank = values.rank - indices.rank + 1;
    return rank < 1 ? -1 : axis_in(shape{rank, {}}, Axis);
  }
  static constexpr bool shapes_fit(const shape& values, const shape& indices) {
    const int a = axis(values, indices);
    bool fit = a >= 0 && values.rank - indices.rank + 1 < max_rank;
    for (int i = 0; fit && i < indices.rank; ++i) fit = values.dim[a + i] == indices.dim[i];
    return fit;
  }
  static constexpr bool fits(const node& values, const node& indices) {
    return shapes_fit(values.shape, indices.shape) && Extent > 0 && classes_of(indices) <= Extent;
  }
  constexpr term operator()(term values, term indices) const {
    if (!fits(*values, *indices)) tapeless_composition_has_shapes_that_do_not_fit();
    return scatter_add(values, indices, axis(values->shape, indices->shape), Extent);
  }
};

template <int Axis>
struct scatter_along_f {
  static constexpr int arity = 3;
  static constexpr bool shapes_fit(const shape& x, const shape& indices, const shape& values) {
    return values == indices && gather_along_f<Axis>::there(x, indices) &&
           with_extent(x, axis_in(x, Axis), 1) == with_extent(indices, axis_in(x, Axis), 1);
  }
  static constexpr bool fits(const node& x, const node& indices, const node& values) {
    return shapes_fit(x.shape, indices.shape, values.shape) &&
           classes_of(indices) <= x.shape.dim[axis_in(x.shape, Axis)];
  }
  constexpr term operator()(term x, term indices, term values) const {
    if (!fits(*x, *indices, *values)) tapeless_composition_has_shapes_that_do_not_fit();
    const int axis = axis_in(x->shape, Axis), extent = x->shape.dim[axis];
    const term one = constant_term(*x.owner, 1, values->shape);
    return where(scatter_add_along(one, indices, axis, extent), scatter_add_along(values, indices, axis, extent), x);
  }
};

}  // namespace detail

template <int Axis, int Extent, graph V, graph I>
requires(detail::scatter_add_f<Axis, Extent>::fits(V.root(), I.root())) constexpr auto scatter_add(expr<V>, expr<I>) {
  return composed<detail::called<detail::scatter_add_f<Axis, Extent>>, V, I>{};
}
template <int Axis, int Extent>
constexpr term scatter_add(term values, term indices) {
  return detail::scatter_add_f<Axis, Extent>{}(values, indices);
}
template <int Axis, int Extent, class V, class I>
requires(inert_like<V> || inert_like<I>) constexpr inert scatter_add(V, I) { return {}; }
template <int Axis, int Extent, int... V, int... I>
constexpr inert scatter_add(tensor<V...>, tensor<I...>) {
  constexpr bool shapes = detail::scatter_add_f<Axis, Extent>::shapes_fit(make_shape(V...), make_shape(I...));
  static_assert(shapes ? true : mistake<tensor<V...>, tensor<I...>>,
                "tapeless: scatter_add<axis, extent>(values, indices): the shapes do not agree: from the axis on, the "
                "values have the axes of the indices, as gather<axis> would give them");
  static_assert(!shapes ? true : mistake<tensor<V...>, tensor<I...>, std::integral_constant<int, Extent>>,
                "tapeless: scatter_add<axis, extent>(values, indices): out of range: the extent is at least 1 and at "
                "least the number of classes of the index");
  return {};
}

template <int Axis, graph X, graph I, graph V>
requires(detail::scatter_along_f<Axis>::fits(X.root(), I.root(),
                                             V.root())) constexpr auto scatter_along(expr<X>, expr<I>, expr<V>) {
  return composed<detail::called<detail::scatter_along_f<Axis>>, X, I, V>{};
}
template <int Axis>
constexpr term scatter_along(term x, term indices, term values) {
  return detail::scatter_along_f<Axis>{}(x, indices, values);
}
template <int Axis, class X, class I, class V>
requires(inert_like<X> || inert_like<I> || inert_like<V>) constexpr inert scatter_along(X, I, V) { return {}; }
template <int Axis, int... X, int... I, int... V>
constexpr inert scatter_along(tensor<X...>, tensor<I...>, tensor<V...>) {
  constexpr bool shapes =
      detail::scatter_along_f<Axis>::shapes_fit(make_shape(X...), make_shape(I...), make_shape(V...));
  static_assert(shapes ? true : mistake<tensor<X...>, tensor<I...>, tensor<V...>>,
                "tapeless: scatter_along<axis>(x, indices, values): axis out of range, or the shapes do not agree: "
                "indices and values have one shape, that of x apart from the axis");
  static_assert(
      !shapes ? true : mistake<tensor<X...>, tensor<I...>, tensor<V...>>,
      "tapeless: scatter_along<axis>(x, indices, values): out of range: the index has more classes than x has "
      "elements along the axis: make them equal");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
