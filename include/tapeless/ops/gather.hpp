// Indexing: gather, its transpose scatter_add, and one_hot.
//
//   gather<axis, numbers{2, 0}>(x)     out[.., i, ..] = x[.., numbers[i], ..]; checked by the compiler
//   gather<axis>(table, indices)       out[.., i.., ..] = table[.., indices[i..], ..]
//   one_hot<classes>(indices)          out[.., c] = 1 where indices[..] == c, else 0
//
// The axes of the indices replace `axis`. Typically indices = class_index<"word", 1000>, whose classes must fit the
// axis; an index that was computed is clamped to it.
// One index for each element, and scatter_add by axes: ops/along.hpp, ops/scatter.hpp.
// d gather / d table = scatter_add: out[.., indices[i..], ..] += g[.., i.., ..]; its derivative with respect to g is
// gather again.
#pragma once

#include <tapeless/ops/reduction.hpp>

namespace tapeless::inline TAPELESS_ISA {

constexpr term gather(term table, term indices, int axis);
constexpr term scatter_add(term g, term indices, int axis, int extent);

namespace ops {

// Both operations relate a table [a.., extent, b..] to selected elements [a.., i.., b..]. attr[0]: the axis; attr[1]:
// where the samples are.
struct indexed {
  enum class samples : std::int64_t {
    none,
    last,   // table, indices and selected elements all have them as an additional last axis
    summed  // they are another axis of the indices and the selected elements; the table has none
  };
  static constexpr samples samples_of(const std::int64_t (&attr)[2]) { return static_cast<samples>(attr[1]); }
  static constexpr void set_samples(node& n, samples s) { n.attr[1] = static_cast<std::int64_t>(s); }

  static constexpr ir::loop kind = ir::loop::opaque;
  static constexpr int arity = 2;
  static constexpr bool any_layout = true;
  static constexpr int axis(const node& n) { return static_cast<int>(n.attr[0]); }

  // A rule is needed only if the indices have samples; otherwise the sample axis is like any other after the indexed
  // one.
  static constexpr bool batch(builder& b, node& n, const bool* varying, int count) {
    if (!varying[1]) return true;
    set_samples(n, samples::last);
    if (!varying[0]) {  // shared: repeated for every sample by a stride of 0
      const shape s = b[n.in[0]].shape;
      n.in[0] = static_cast<short>(broadcast_to(reshape(b.at(n.in[0]), append(s, 1)), append(s, count)).id);
    }
    return true;
  }

  // Offset of the element with this row-major number within the axes [from, to).
  static constexpr int offset(const view& v, int from, int to, int number) {
    int at = 0;
    for (int i = to - 1; i >= from; --i) {
      at += number % v.shape.dim[i] * v.stride[i];
      number /= v.shape.dim[i];
    }
    return at;
  }
  static constexpr int count(const view& v, int from, int to) {
    int n = 1;
    for (int i = from; i < to; ++i) n *= v.shape.dim[i];
    return n;
  }
  // NaN becomes 0.
  template <class T>
  static constexpr int clamped(T index, int extent) {
    return !(index > T(0)) ? 0 : index >= static_cast<T>(extent - 1) ? extent - 1 : static_cast<int>(index);
  }

  // Calls f(offset in the table, offset in the selected elements, their strides, count) for each row.
  template <class T, class F>
  static constexpr void walk(const attributes& a, const view& table, const T* index, const view& iv, const view& picked,
                             F f) {
    const int axis = static_cast<int>(a.attr[0]), batched = samples_of(a.attr) == samples::last;
    const int irank = iv.shape.rank - batched, rank = table.shape.rank - batched, behind = axis + 1;
    const int extent = table.shape.dim[axis], last = batched ? table.shape.dim[rank] : 1;
    const int inner = rank > behind ? rank - 1 : rank;  // the innermost axis after the indexed one is the row
    const int row = rank > behind ? table.shape.dim[inner] : 1;
    const int row_step[2] = {rank > behind ? table.stride[inner] : 0,
                             rank > behind ? picked.stride[picked.shape.rank - 1 - batched] : 0};
    const int before = count(table, 0, axis), chosen = count(iv, 0, irank), rows = count(table, behind, inner);
    for (int p = 0; p < before; ++p)
      for (int i = 0; i < chosen; ++i)
        for (int s = 0; s < last; ++s) {
          const T* here = index + offset(iv, 0, irank, i) + (batched ? s * iv.stride[irank] : 0);
          const int from = offset(table, 0, axis, p) + clamped(*here, extent) * table.stride[axis] +
                           (batched ? s * table.stride[rank] : 0);
          const int to = offset(picked, 0, axis, p) + offset(picked, axis, axis + irank, i) +
                         (batched ? s * picked.stride[picked.shape.rank - 1] : 0);
          for (int r = 0; r < rows; ++r)
            f(from + offset(table, behind, inner, r),
              to + offset(picked, axis + irank, axis + irank + inner - behind, r), row_step, row);
        }
  }
};

struct gather_op : indexed {
  static constexpr char name[] = "gather";
  static constexpr int flops = 0;
  static constexpr spelling print{"gather({0}, {1})", "\\operatorname{gather}({0}, {1})"};
  static constexpr void derive(rule& r) {
    if (r.wants[0]) r.adjoint[0] = scatter_add(r.g, r.x[1], axis(r.self), r.x[0]->shape.dim[axis(r.self)]);
  }
  static constexpr int simplify(builder& b, const node& n) {
    return is_constant(b[n.in[0]]) ? constant_term(b, b[n.in[0]].value, n.shape).id : -1;
  }
  template <class T>
  static constexpr void loop(const attributes& a, const T* const* x, const view* v, T* out, const view& ov) {
    walk(a, v[0], x[1], v[1], ov, [&](int from, int to, const int* step, int row) {
      for (int i = 0; i < row; ++i) out[to + i * step[1]] = x[0][from + i * step[0]];
    });
  }
};

struct scatter_add_op : indexed {
  static constexpr char name[] = "scatter_add";
  static constexpr int flops = 1;
  static constexpr spelling print{"scatter_add({0}, {1})", "\\operatorname{scatter}({0}, {1})"};
  static constexpr void derive(rule& r) {
    if (r.wants[0]) r.adjoint[0] = gather(r.g, r.x[1], axis(r.self));
  }
  static constexpr int simplify(builder& b, const node& n) {
    return is_constant(b[n.in[0]], 0) ? constant_term(b, 0, n.shape).id : -1;
  }
  // To sum over the samples, treat them as another axis of the indices: no table is needed for each sample.
  static constexpr int absorb_sum(builder& b, const node& n, unsigned axes) {
    if (samples_of(n.attr) != samples::last || axes != 1u << (n.shape.rank - 1)) return -1;
    const int at = axis(n) + b[n.in[1]].shape.rank - 1, last = b[n.in[0]].shape.rank - 1;
    std::int64_t order = 0;
    for (int i = 0; i <= last; ++i) order |= std::int64_t{i < at ? i : i == at ? last : i - 1} << (4 * i);
    node total = n;
    total.in[0] = static_cast<short>(permute(b.at(n.in[0]), order).id);
    total.shape = drop_last(n.shape);
    set_samples(total, samples::summed);
    return b.put(total);
  }
  static constexpr bool drops_samples(const node& n) { return samples_of(n.attr) == samples::summed; }
  template <class T>
  static constexpr void loop(const attributes& a, const T* const* x, const view* v, T* out, const view& ov) {
    const int all = count(ov, 0, ov.shape.rank);
    for (int i = 0; i < all; ++i) out[offset(ov, 0, ov.shape.rank, i)] = T(0);
    walk(a, ov, x[1], v[1], v[0], [&](int to, int from, const int* step, int row) {
      for (int i = 0; i < row; ++i) out[to + i * step[0]] += x[0][from + i * step[1]];
    });
  }
};

}  // namespace ops

// Selects elements of `table` along `axis`, which is replaced by the axes of `indices`.
constexpr term gather(term table, term indices, int axis) {
  node n;
  n.op = &operation_of<ops::gather_op>;
  n.in[0] = static_cast<short>(table.id);
  n.in[1] = static_cast<short>(indices.id);
  n.attr[0] = axis;
  for (int i = 0; i < axis; ++i) n.shape.dim[n.shape.rank++] = table->shape.dim[i];
  for (int i = 0; i < indices->shape.rank; ++i) n.shape.dim[n.shape.rank++] = indices->shape.dim[i];
  for (int i = axis + 1; i < table->shape.rank; ++i) n.shape.dim[n.shape.rank++] = table->shape.dim[i];
  return table.owner->at(table.owner->put(n));
}

// The transpose: adds g, which has the shape of a gather, to zeros of `extent` along `axis` at the given indices.
constexpr term scatter_add(term g, term indices, int axis, int extent) {
  node n;
  n.op = &operation_of<ops::scatter_add_op>;
  n.in[0] = static_cast<short>(g.id);
  n.in[1] = static_cast<short>(indices.id);
  n.attr[0] = axis;
  for (int i = 0; i < axis; ++i) n.shape.dim[n.shape.rank++] = g->shape.dim[i];
  n.shape.dim[n.shape.rank++] = extent;
  for (int i = axis + indices->shape.rank; i < g->shape.rank; ++i) n.shape.dim[n.shape.rank++] = g->shape.dim[i];
  return g.owner->at(g.owner->put(n));
}

namespace detail {

// The number of classes of an index leaf; 0 for other expressions, whose range is unknown.
constexpr int classes_of(const node& n) { return is_leaf(n, ir::role::index) ? n.leaf->classes : 0; }

constexpr int axis_in(const shape& s, int axis) {
  if (axis < 0) axis += s.rank;
  return axis >= 0 && axis < s.rank ? axis : -1;
}

template <int Axis>
struct gather_f {
  static constexpr int arity = 2;
  static constexpr bool fits(const shape& table, const shape& indices) {
    return axis_in(table, Axis) >= 0 && table.rank + indices.rank <= max_rank;
  }
  static constexpr bool fits(const node& table, const node& indices) {
    return fits(table.shape, indices.shape) && classes_of(indices) <= table.shape.dim[axis_in(table.shape, Axis)];
  }
  constexpr term operator()(term table, term indices) const {
    if (!fits(*table, *indices)) tapeless_composition_has_shapes_that_do_not_fit();
    return gather(table, indices, axis_in(table->shape, Axis));
  }
};

// Equally spaced indices become a slice.
template <int Axis, numbers Indices>
struct pick_f {
  static constexpr int arity = 1;
  static constexpr int count = static_cast<int>(sizeof(Indices.value) / sizeof(double));
  static constexpr int at(int i, int extent) {
    const int index = static_cast<int>(Indices.value[i]);
    return index < 0 ? index + extent : index;
  }
  static constexpr bool fits(const shape& s) {
    const int axis = axis_in(s, Axis);
    if (axis < 0) return false;
    for (int i = 0; i < count; ++i) {
      const int index = at(i, s.dim[axis]);
      if (index < 0 || index >= s.dim[axis] || Indices.value[i] != static_cast<int>(Indices.value[i])) return false;
    }
    return true;
  }
  constexpr term operator()(term x) const {
    if (!fits(x->shape)) tapeless_composition_has_shapes_that_do_not_fit();
    const int axis = axis_in(x->shape, Axis), extent = x->shape.dim[axis];
    const int step = count > 1 ? at(1, extent) - at(0, extent) : 1;
    bool even = step != 0;
    for (int i = 1; i < count; ++i) even = even && at(i, extent) - at(i - 1, extent) == step;
    if (even) return slice(x, axis, at(0, extent), count, step);
    term indices = x.owner->at(x.owner->insert(leaf_node(table_symbol<Indices>, make_shape(count))));
    term wrapped = indices;  // negative ones count from the end
    for (double d : Indices.value)
      if (d < 0) wrapped = where(indices < constant_term(*x.owner, 0), indices + static_cast<double>(extent), indices);
    return gather(x, wrapped, axis);
  }
};

template <int Classes>
struct one_hot_f {
  static constexpr int arity = 1;
  static constexpr bool fits(const node& indices) {
    return Classes > 0 && indices.shape.rank + 1 < max_rank && classes_of(indices) <= Classes;
  }
  constexpr term operator()(term indices) const {
    if (!fits(*indices)) tapeless_composition_has_shapes_that_do_not_fit();
    term c = iota_term(*indices.owner, Classes);
    return equal(reshape(indices, append(indices->shape, 1)), c);
  }
};

}  // namespace detail

template <int Axis, graph T, graph I>
requires(detail::gather_f<Axis>::fits(T.root(), I.root())) constexpr auto gather(expr<T>, expr<I>) {
  return composed<detail::called<detail::gather_f<Axis>>, T, I>{};
}
template <int Axis>
constexpr term gather(term table, term indices) {
  return detail::gather_f<Axis>{}(table, indices);
}
template <int Axis, class T, class I>
requires(inert_like<T> || inert_like<I>) constexpr inert gather(T, I) { return {}; }
template <int Axis, int... T, int... I>
constexpr inert gather(tensor<T...>, tensor<I...>) {
  constexpr bool there = detail::axis_in(make_shape(T...), Axis) >= 0;
  constexpr bool ranks = sizeof...(T) + sizeof...(I) <= max_rank;
  static_assert(there ? true : mistake<tensor<T...>, tensor<I...>>,
                "tapeless: gather<axis>(table, indices): axis out of range: the table has fewer axes");
  static_assert(!there || ranks ? true : mistake<tensor<T...>, tensor<I...>>,
                "tapeless: gather<axis>(table, indices): the result has more than six axes: reshape the indices");
  static_assert(!there || !ranks ? true : mistake<tensor<T...>, tensor<I...>>,
                "tapeless: gather<axis>(table, indices): out of range: the index has more classes than the table has "
                "elements along the axis: make them equal");
  return {};
}

template <int Axis, numbers Indices, graph G>
requires(detail::pick_f<Axis, Indices>::fits(G.root().shape)) constexpr auto gather(expr<G>) {
  return composed<detail::called<detail::pick_f<Axis, Indices>>, G>{};
}
template <int Axis, numbers Indices>
constexpr term gather(term x) {
  return detail::pick_f<Axis, Indices>{}(x);
}
template <int Axis, numbers Indices>
constexpr inert gather(inert) {
  return {};
}
template <int Axis, numbers Indices, int... S>
constexpr inert gather(tensor<S...>) {
  constexpr bool there = detail::axis_in(make_shape(S...), Axis) >= 0;
  static_assert(there ? true : mistake<tensor<S...>>,
                "tapeless: gather<axis, numbers{...}>(x): axis out of range: x has fewer axes");
  static_assert(
      !there ? true : mistake<tensor<S...>>,
      "tapeless: gather<axis, numbers{...}>(x): index out of range: indices are integers from -n to n - 1 for an "
      "axis of n elements");
  return {};
}

template <int Classes, graph G>
requires(detail::one_hot_f<Classes>::fits(G.root())) constexpr auto one_hot(expr<G>) {
  return composed<detail::called<detail::one_hot_f<Classes>>, G>{};
}
template <int Classes>
constexpr term one_hot(term indices) {
  return detail::one_hot_f<Classes>{}(indices);
}
template <int Classes>
constexpr inert one_hot(inert) {
  return {};
}
template <int Classes, int... S>
constexpr inert one_hot(tensor<S...>) {
  static_assert(
      mistake<tensor<S...>>,
      "tapeless: one_hot<classes>(indices): out of range: the index has more classes, or its rank exceeds five");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
