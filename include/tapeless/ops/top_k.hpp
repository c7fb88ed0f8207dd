// The k largest elements along an axis, in descending order, for a constant k.
//
//   top_k<k, axis>(x).values    the elements; their derivative goes to where they came from
//   top_k<k, axis>(x).indices   their places along the axis; derivative 0
//
// By default along the last axis. Equal elements come in the order of their places, so that the first is argmax; NaN
// counts as larger than all numbers, as in PyTorch. The smallest: top_k<k>(-x). All elements, which is to sort: k = n;
// gather_along puts others into the same order. Cost: one comparison for each element and up to k moves for each that
// is among the k largest so far.
#pragma once

#include <tapeless/ops/along.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace ops {

// The indices. attr[0]: the axis.
struct top_k_op {
  static constexpr char name[] = "top_k";
  static constexpr ir::loop kind = ir::loop::opaque;
  static constexpr int arity = 1;
  static constexpr int flops = 4;
  static constexpr bool any_layout = true;
  static constexpr int axis(const node& n) { return static_cast<int>(n.attr[0]); }
  static constexpr void derive(rule&) {}
  // top_k[axis](x, k)
  static constexpr void write(printer& p, const node& n) {
    p.head(n.op->name, 1u << axis(n));
    p << "(";
    p.operand(n.in[0]) << ", " << n.shape.dim[axis(n)] << ")";
  }

  template <class T>
  static constexpr bool larger(T a, T b) {
    return a > b || (a != a && b == b);
  }
  // The indices found so far are kept in the output, in their final order.
  template <class T>
  static constexpr void loop(const attributes& told, const T* const* x, const view* v, T* out, const view& to) {
    const detail::lines<2> all({to, v[0]}, static_cast<int>(told.attr[0]));
    const int k = all.length(0), n = all.length(1), step = all.step(0);
    all.each_row([&](const int(&at)[2]) {
      for (int r = 0; r < all.rows(); ++r) {
        T* const best = out + at[0] + r * all.row_step(0);
        const T* const line = x[0] + at[1] + r * all.row_step(1);
        const auto value = [&](int place) { return line[static_cast<int>(best[place * step]) * all.step(1)]; };
        for (int i = 0; i < n; ++i) {
          const T here = line[i * all.step(1)];
          int place = i < k ? i : k;
          while (place > 0 && larger(here, value(place - 1))) {
            if (place < k) best[place * step] = best[(place - 1) * step];
            --place;
          }
          if (place < k) best[place * step] = static_cast<T>(i);
        }
      }
    });
  }
};

}  // namespace ops

// What top_k returns: two expressions, or two terms.
template <class Values, class Indices>
struct top_k_result {
  Values values;
  Indices indices;
};

namespace detail {

template <int K, int Axis>
struct top_k_f {
  static constexpr int arity = 1;
  static constexpr bool fits(const shape& s) { return axis_in(s, Axis) >= 0 && K >= 1 && K <= s.dim[axis_in(s, Axis)]; }
  constexpr term operator()(term x) const {
    if (!fits(x->shape)) tapeless_composition_has_shapes_that_do_not_fit();
    node n;
    n.op = &operation_of<ops::top_k_op>;
    n.in[0] = static_cast<short>(x.id);
    n.attr[0] = axis_in(x->shape, Axis);
    n.shape = with_extent(x->shape, axis_in(x->shape, Axis), K);
    return x.owner->at(x.owner->put(n));
  }
};

}  // namespace detail

template <int K, int Axis = -1, graph G>
requires(detail::top_k_f<K, Axis>::fits(G.root().shape)) constexpr auto top_k(expr<G> x) {
  constexpr auto indices = composed<detail::called<detail::top_k_f<K, Axis>>, G>{};
  constexpr auto values = gather_along<Axis>(x, indices);
  return top_k_result<std::remove_const_t<decltype(values)>, std::remove_const_t<decltype(indices)>>{};
}
template <int K, int Axis = -1>
constexpr top_k_result<term, term> top_k(term x) {
  const term indices = detail::top_k_f<K, Axis>{}(x);
  return {gather_along<Axis>(x, indices), indices};
}
template <int K, int Axis = -1>
constexpr top_k_result<inert, inert> top_k(inert) {
  return {};
}
template <int K, int Axis = -1, int... S>
constexpr top_k_result<inert, inert> top_k(tensor<S...>) {
  constexpr bool there = detail::axis_in(make_shape(S...), Axis) >= 0;
  static_assert(there ? true : mistake<tensor<S...>>,
                "tapeless: top_k<k, axis>(x): axis out of range: x has fewer axes");
  static_assert(!there ? true : mistake<tensor<S...>, std::integral_constant<int, K>>,
                "tapeless: top_k<k, axis>(x): k is at least 1 and at most the extent of the axis");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
