// Indexing along an axis with an index of its own for every element, as NumPy's take_along_axis and PyTorch's gather
// and scatter_add. With one index for whole rows: ops/gather.hpp.
//
//   gather_along<axis>(x, indices)                     out[.., i, ..] = x[.., indices[.., i, ..], ..]
//   scatter_add_along<axis, extent>(values, indices)   out[.., indices[.., i, ..], ..] += values[.., i, ..], from 0
//
// x and the indices, or values and indices, broadcast along the other axes; scatter_add_along needs equal extents along
// the axis too. An index that was computed is clamped to the axis, its fraction is cut off, and NaN is 0; the
// derivative with respect to it is 0. Each of the two is the derivative of the other. Elements with equal indices are
// added in the order of i. The cost is that of copying the elements one by one.
#pragma once

#include <tapeless/ops/gather.hpp>
#include <tapeless/ops/lines.hpp>
#include <tapeless/ops/shaping.hpp>

namespace tapeless::inline TAPELESS_ISA {

constexpr term gather_along(term x, term indices, int axis);
constexpr term scatter_add_along(term values, term indices, int axis, int extent);

namespace ops {

// attr[0]: the axis; attr[1]: where the samples are, as for indexed.
struct indexed_along : indexed {
  // Both operands get the samples as another axis.
  static constexpr bool batch(builder& b, node& n, const bool* varying, int count) {
    set_samples(n, samples::last);
    for (int k = 0; k < 2; ++k) {
      const shape s = b[n.in[k]].shape;
      if (!varying[k])
        n.in[k] = static_cast<short>(broadcast_to(reshape(b.at(n.in[k]), append(s, 1)), append(s, count)).id);
    }
    return true;
  }
  static constexpr void write(printer& p, const node& n) { p.function(n.op->name, n, 1u << axis(n)); }

  // Calls f(offset in the table, offset in the selected elements) for each element that the indices select.
  template <class T, class F>
  static constexpr void walk(int axis, const view& table, const T* index, const view& iv, const view& picked, F f) {
    const detail::lines<3> all({picked, table, iv}, axis);
    all.each_row([&](const int(&at)[3]) {
      for (int i = 0; i < all.length(0); ++i)
        for (int r = 0; r < all.rows(); ++r) {
          const int which = clamped(index[at[2] + i * all.step(2) + r * all.row_step(2)], all.length(1));
          f(at[1] + which * all.step(1) + r * all.row_step(1), at[0] + i * all.step(0) + r * all.row_step(0));
        }
    });
  }
};

struct gather_along_op : indexed_along {
  static constexpr char name[] = "gather_along";
  static constexpr int flops = 0;
  static constexpr void derive(rule& r) {
    if (r.wants[0]) r.adjoint[0] = scatter_add_along(r.g, r.x[1], axis(r.self), r.x[0]->shape.dim[axis(r.self)]);
  }
  static constexpr int simplify(builder& b, const node& n) {
    return is_constant(b[n.in[0]]) ? constant_term(b, b[n.in[0]].value, n.shape).id : -1;
  }
  template <class T>
  static constexpr void loop(const attributes& a, const T* const* x, const view* v, T* out, const view& ov) {
    walk(static_cast<int>(a.attr[0]), v[0], x[1], v[1], ov, [&](int from, int to) { out[to] = x[0][from]; });
  }
};

struct scatter_add_along_op : indexed_along {
  static constexpr char name[] = "scatter_add_along";
  static constexpr int flops = 1;
  static constexpr void derive(rule& r) {
    if (r.wants[0]) r.adjoint[0] = gather_along(r.g, r.x[1], axis(r.self));
  }
  static constexpr int simplify(builder& b, const node& n) {
    return is_constant(b[n.in[0]], 0) ? constant_term(b, 0, n.shape).id : -1;
  }
  // The sum over the samples: all of them are added to one table.
  static constexpr int absorb_sum(builder& b, const node& n, unsigned axes) {
    if (samples_of(n.attr) != samples::last || axes != 1u << (n.shape.rank - 1)) return -1;
    node total = n;
    total.shape = drop_last(n.shape);
    set_samples(total, samples::summed);
    return b.put(total);
  }
  static constexpr bool drops_samples(const node& n) { return samples_of(n.attr) == samples::summed; }
  template <class T>
  static constexpr void loop(const attributes& a, const T* const* x, const view* v, T* out, const view& ov) {
    const int all = count(ov, 0, ov.shape.rank);
    for (int i = 0; i < all; ++i) out[offset(ov, 0, ov.shape.rank, i)] = T(0);
    view table = ov;  // of which the samples share each element, by a stride of 0
    if (samples_of(a.attr) == samples::summed) table.shape = append(ov.shape, 1);
    walk(static_cast<int>(a.attr[0]), table, x[1], v[1], v[0], [&](int to, int from) { out[to] += x[0][from]; });
  }
};

}  // namespace ops

namespace detail {

template <class O>
constexpr term indexed_along(term x, term indices, const shape& to, int axis) {
  node n;
  n.op = &operation_of<O>;
  n.in[0] = static_cast<short>(x.id);
  n.in[1] = static_cast<short>(indices.id);
  n.attr[0] = axis;
  n.shape = to;
  return x.owner->at(x.owner->put(n));
}
constexpr shape with_extent(shape s, int axis, int extent) {
  s.dim[axis] = extent;
  return s;
}

}  // namespace detail

// The other extents of both operands are equal.
constexpr term gather_along(term x, term indices, int axis) {
  return detail::indexed_along<ops::gather_along_op>(x, indices, indices->shape, axis);
}
constexpr term scatter_add_along(term values, term indices, int axis, int extent) {
  return detail::indexed_along<ops::scatter_add_along_op>(values, indices,
                                                          detail::with_extent(values->shape, axis, extent), axis);
}

namespace detail {

template <int Axis>
struct gather_along_f {
  static constexpr int arity = 2;
  static constexpr bool there(const shape& x, const shape& indices) {
    return x.rank == indices.rank && axis_in(x, Axis) >= 0;
  }
  static constexpr bool agree(const shape& x, const shape& indices) {
    const int axis = axis_in(x, Axis);
    return broadcasts(with_extent(x, axis, 1), with_extent(indices, axis, 1));
  }
  static constexpr bool fits(const node& x, const node& indices) {
    return there(x.shape, indices.shape) && agree(x.shape, indices.shape) &&
           classes_of(indices) <= x.shape.dim[axis_in(x.shape, Axis)];
  }
  constexpr term operator()(term x, term indices) const {
    if (!fits(*x, *indices)) tapeless_composition_has_shapes_that_do_not_fit();
    const int axis = axis_in(x->shape, Axis);
    const shape to = broadcast(with_extent(x->shape, axis, 1), with_extent(indices->shape, axis, 1));
    return gather_along(broadcast_to(x, with_extent(to, axis, x->shape.dim[axis])),
                        broadcast_to(indices, with_extent(to, axis, indices->shape.dim[axis])), axis);
  }
};

template <int Axis, int Extent>
struct scatter_add_along_f {
  static constexpr int arity = 2;
  static constexpr bool shapes_fit(const shape& values, const shape& indices) {
    return values.rank == indices.rank && axis_in(values, Axis) >= 0 && broadcasts(values, indices);
  }
  static constexpr bool fits(const node& values, const node& indices) {
    return shapes_fit(values.shape, indices.shape) && Extent > 0 && classes_of(indices) <= Extent;
  }
  constexpr term operator()(term values, term indices) const {
    if (!fits(*values, *indices)) tapeless_composition_has_shapes_that_do_not_fit();
    const shape s = broadcast(values->shape, indices->shape);
    return scatter_add_along(broadcast_to(values, s), broadcast_to(indices, s), axis_in(s, Axis), Extent);
  }
};

}  // namespace detail

template <int Axis, graph X, graph I>
requires(detail::gather_along_f<Axis>::fits(X.root(), I.root())) constexpr auto gather_along(expr<X>, expr<I>) {
  return composed<detail::called<detail::gather_along_f<Axis>>, X, I>{};
}
template <int Axis>
constexpr term gather_along(term x, term indices) {
  return detail::gather_along_f<Axis>{}(x, indices);
}
template <int Axis, class X, class I>
requires(inert_like<X> || inert_like<I>) constexpr inert gather_along(X, I) { return {}; }
template <int Axis, int... X, int... I>
constexpr inert gather_along(tensor<X...>, tensor<I...>) {
  using f = detail::gather_along_f<Axis>;
  constexpr shape x = make_shape(X...), i = make_shape(I...);
  constexpr bool there = f::there(x, i), agree = there && f::agree(x, i);
  static_assert(there ? true : mistake<tensor<X...>, tensor<I...>>,
                "tapeless: gather_along<axis>(x, indices): axis out of range, or not as many axes: the indices have "
                "the axes of x");
  static_assert(!there || agree ? true : mistake<tensor<X...>, tensor<I...>>,
                "tapeless: gather_along<axis>(x, indices): apart from the axis, extents must be equal or 1");
  static_assert(
      !agree ? true : mistake<tensor<X...>, tensor<I...>>,
      "tapeless: gather_along<axis>(x, indices): out of range: the index has more classes than x has elements "
      "along the axis: make them equal");
  return {};
}

template <int Axis, int Extent, graph V, graph I>
requires(detail::scatter_add_along_f<Axis, Extent>::fits(V.root(),
                                                         I.root())) constexpr auto scatter_add_along(expr<V>, expr<I>) {
  return composed<detail::called<detail::scatter_add_along_f<Axis, Extent>>, V, I>{};
}
template <int Axis, int Extent>
constexpr term scatter_add_along(term values, term indices) {
  return detail::scatter_add_along_f<Axis, Extent>{}(values, indices);
}
template <int Axis, int Extent, class V, class I>
requires(inert_like<V> || inert_like<I>) constexpr inert scatter_add_along(V, I) { return {}; }
template <int Axis, int Extent, int... V, int... I>
constexpr inert scatter_add_along(tensor<V...>, tensor<I...>) {
  constexpr bool shapes = detail::scatter_add_along_f<Axis, Extent>::shapes_fit(make_shape(V...), make_shape(I...));
  static_assert(shapes ? true : mistake<tensor<V...>, tensor<I...>>,
                "tapeless: scatter_add_along<axis, extent>(values, indices): axis out of range, or the shapes do not "
                "agree: both have as many axes, whose extents are equal or 1");
  static_assert(
      !shapes ? true : mistake<tensor<V...>, tensor<I...>, std::integral_constant<int, Extent>>,
      "tapeless: scatter_add_along<axis, extent>(values, indices): out of range: the extent is at least 1 and "
      "at least the number of classes of the index");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
