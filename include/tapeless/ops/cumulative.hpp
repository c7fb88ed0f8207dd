// Values that depend on all elements before them along an axis, by default the last one. The cost is linear in the
// extent, for the derivatives too.
//
//   cumsum<axis>(x)                 y[i] = x[0] + ... + x[i]; its error does not grow with i
//   cumprod<axis>(x)                y[i] = x[0] ... x[i]
//   linear_recurrence<axis>(a, b)   y[i] = a[i] y[i - 1] + b[i], y[0] = b[0]; a and b broadcast; a[0] is not used
//
// The derivatives run backwards: that of cumsum is a cumsum from the end; that of linear_recurrence is l[i] = g[i] +
// a[i + 1] l[i + 1] with respect to b, and l[i] y[i - 1] with respect to a; that of cumprod is l[i] x[0] ... x[i - 1]
// with the same l for a = x, which divides by nothing and is right where elements are 0.
//
// From the end of the axis: flip<axis>(cumsum<axis>(flip<axis>(x))). An average that forgets, with s near 1:
// linear_recurrence(s, (1_c - s) * x). PyTorch has the first two under the same names, without a default axis; the
// third is the core of linear state-space models.
#pragma once

#include <tapeless/ops/arithmetic.hpp>
#include <tapeless/ops/axes.hpp>
#include <tapeless/ops/joining.hpp>
#include <tapeless/ops/lines.hpp>

namespace tapeless::inline TAPELESS_ISA {

constexpr term cumsum(term x, int axis, bool backwards);
constexpr term cumprod(term x, int axis, bool backwards);
constexpr term linear_recurrence(term a, term b, int axis, bool backwards);

namespace ops {

// attr[0]: the axis; attr[1]: 1 from the end to the beginning.
template <class O, int Arity>
struct cumulative {
  static constexpr ir::loop kind = ir::loop::opaque;
  static constexpr int arity = Arity;
  static constexpr bool any_layout = true;
  static constexpr int axis(const node& n) { return static_cast<int>(n.attr[0]); }
  static constexpr bool backwards(const node& n) { return n.attr[1] != 0; }
  static constexpr void write(printer& p, const node& n) {
    if (backwards(n)) p << "reversed ";
    p.function(O::name, n, 1u << axis(n));
  }

  // O::state<V> takes the elements of each place in turn and returns the result there.
  template <class T>
  static constexpr void loop(const attributes& told, const T* const* x, const view* v, T* out, const view& to) {
    const int along = static_cast<int>(told.attr[0]);
    const bool from_end = told.attr[1] != 0;
    if constexpr (Arity == 1) run(detail::lines<2>({to, v[0]}, along), from_end, x, out);
    else run(detail::lines<3>({to, v[0], v[1]}, along), from_end, x, out);
  }

 private:
  template <class T>
  static constexpr void run(const detail::lines<Arity + 1>& all, bool from_end, const T* const* x, T* out) {
    all.template each<T>(
        [&]<class V>(const int(&at)[Arity + 1], int count) { cumulate<V>(all, at, count, from_end, x, out); });
  }
  template <class V, class T>
  static constexpr void cumulate(const detail::lines<Arity + 1>& all, const int (&at)[Arity + 1], int count,
                                 bool from_end, const T* const* x, T* out) {
    typename O::template state<V> s;
    const int n = all.length(0);
    for (int i = 0; i < n; ++i) {
      const int place = from_end ? n - 1 - i : i;
      V read[Arity];
      for (int k = 0; k < Arity; ++k)
        read[k] = detail::load_lines<V>(x[k] + at[k + 1] + place * all.step(k + 1), all.row_step(k + 1), count);
      V result = read[0];
      if constexpr (Arity == 1) result = s.next(read[0], i == 0);
      else result = s.next(read[0], read[1], i == 0);
      detail::store_lines(out + at[0] + place * all.step(0), result, count);
    }
  }
};

struct cumsum_op : cumulative<cumsum_op, 1> {
  static constexpr char name[] = "cumsum";
  static constexpr int flops = 8;
  // The rounding errors are added up beside the sum, unless it is infinite (A. Neumaier, 1974).
  template <class V>
  struct state {
    V total = V(0), lost = V(0);
    constexpr V next(V x, bool) {
      const V sum = total + x, added = sum - total, error = (total - (sum - added)) + (x - added);
      lost = lost + simd::select(simd::eq(error, error), error, V(0));
      total = sum;
      return total + lost;
    }
  };
  static constexpr void derive(rule& r) { r.adjoint[0] = cumsum(r.g, axis(r.self), !backwards(r.self)); }
  static constexpr int simplify(builder& b, const node& n) {
    return n.shape.dim[axis(n)] == 1 || is_constant(b[n.in[0]], 0) ? n.in[0] : -1;
  }
};

// x moved by one place along the direction of a cumulation: the element before each, or the one after it; `fill` where
// there is none.
constexpr term place_before(term x, int axis, bool backwards, double fill) {
  const int n = x->shape.dim[axis];
  if (n == 1) return constant_term(*x.owner, fill, x->shape);
  return backwards ? pad(slice(x, axis, 1, n - 1), axis, 0, 1, 0, fill)
                   : pad(slice(x, axis, 0, n - 1), axis, 1, 0, 0, fill);
}
constexpr term place_after(term x, int axis, bool backwards) { return place_before(x, axis, !backwards, 0); }

struct cumprod_op : cumulative<cumprod_op, 1> {
  static constexpr char name[] = "cumprod";
  static constexpr int flops = 1;
  template <class V>
  struct state {
    V total = V(1);
    constexpr V next(V x, bool) { return total = total * x; }
  };
  static constexpr void derive(rule& r) {
    const int a = axis(r.self);
    const bool from_end = backwards(r.self);
    const term later = linear_recurrence(place_after(r.x[0], a, from_end), r.g, a, !from_end);
    r.adjoint[0] = later * place_before(r.y, a, from_end, 1);
  }
  static constexpr int simplify(builder& b, const node& n) {
    const bool same = is_constant(b[n.in[0]], 0) || is_constant(b[n.in[0]], 1);
    return n.shape.dim[axis(n)] == 1 || same ? n.in[0] : -1;
  }
};

struct linear_recurrence_op : cumulative<linear_recurrence_op, 2> {
  static constexpr char name[] = "linear_recurrence";
  static constexpr int flops = 2;
  template <class V>
  struct state {
    V last = V(0);
    constexpr V next(V a, V b, bool first) { return last = first ? b : simd::fma(a, last, b); }
  };
  static constexpr void derive(rule& r) {
    const int a = axis(r.self);
    const bool from_end = backwards(r.self);
    const term later = linear_recurrence(place_after(r.x[0], a, from_end), r.g, a, !from_end);
    if (r.wants[0]) r.adjoint[0] = later * place_before(r.y, a, from_end, 0);
    if (r.wants[1]) r.adjoint[1] = later;
  }
  static constexpr int simplify(builder& b, const node& n) {
    if (n.shape.dim[axis(n)] == 1 || is_constant(b[n.in[0]], 0) || is_constant(b[n.in[1]], 0)) return n.in[1];
    return is_constant(b[n.in[0]], 1) ? cumsum(b.at(n.in[1]), axis(n), backwards(n)).id : -1;
  }
};

}  // namespace ops

namespace detail {
template <class O, class... T>
constexpr term cumulated(const shape& s, int axis, bool backwards, term first, T... rest) {
  node n;
  n.op = &operation_of<O>;
  int k = 0;
  for (const term t : {first, rest...}) n.in[k++] = static_cast<short>(broadcast_to(t, s).id);
  n.shape = s;
  n.attr[0] = axis;
  n.attr[1] = backwards;
  return first.owner->at(first.owner->put(n));
}
}  // namespace detail

constexpr term cumsum(term x, int axis, bool backwards) {
  return detail::cumulated<ops::cumsum_op>(x->shape, axis, backwards, x);
}
constexpr term cumprod(term x, int axis, bool backwards) {
  return detail::cumulated<ops::cumprod_op>(x->shape, axis, backwards, x);
}
// `axis` is one of the result, to whose shape a and b broadcast.
constexpr term linear_recurrence(term a, term b, int axis, bool backwards) {
  return detail::cumulated<ops::linear_recurrence_op>(broadcast(a->shape, b->shape), axis, backwards, a, b);
}

namespace detail {

constexpr int axis_of_mask(unsigned mask) {
  int axis = 0;
  while (!(mask >> axis & 1u)) ++axis;
  return axis;
}
struct cumsum_f {
  constexpr term operator()(term x, unsigned axes) const { return cumsum(x, axis_of_mask(axes), false); }
};
struct cumprod_f {
  constexpr term operator()(term x, unsigned axes) const { return cumprod(x, axis_of_mask(axes), false); }
};

template <int Axis>
struct linear_recurrence_f {
  static constexpr int arity = 2;
  static constexpr bool fits(const shape& a, const shape& b) {
    return broadcasts(a, b) && axis_at(Axis, broadcast(a, b).rank) >= 0;
  }
  constexpr term operator()(term a, term b) const {
    if (!fits(a->shape, b->shape)) tapeless_composition_has_shapes_that_do_not_fit();
    return linear_recurrence(a, b, axis_at(Axis, broadcast(a->shape, b->shape).rank), false);
  }
};

}  // namespace detail

TAPELESS_ALONG_AXIS(cumsum, detail::cumsum_f)
TAPELESS_ALONG_AXIS(cumprod, detail::cumprod_f)

template <int Axis = -1, graph A, graph B>
requires(detail::linear_recurrence_f<Axis>::fits(A.root().shape,
                                                 B.root().shape)) constexpr auto linear_recurrence(expr<A>, expr<B>) {
  return composed<detail::called<detail::linear_recurrence_f<Axis>>, A, B>{};
}
template <int Axis = -1>
constexpr term linear_recurrence(term a, term b) {
  return detail::linear_recurrence_f<Axis>{}(a, b);
}
template <int Axis = -1, class A, class B>
requires(inert_like<A> || inert_like<B>) constexpr inert linear_recurrence(A, B) { return {}; }
template <int Axis = -1, int... A, int... B>
constexpr inert linear_recurrence(tensor<A...>, tensor<B...>) {
  constexpr bool shapes = broadcasts(make_shape(A...), make_shape(B...));
  static_assert(
      shapes ? true : mistake<tensor<A...>, tensor<B...>>,
      "tapeless: linear_recurrence<axis>(a, b): the shapes do not broadcast: aligned at the last axis, extents "
      "must be equal or 1: reshape, slice or transpose one of them");
  static_assert(!shapes ? true : mistake<tensor<A...>, tensor<B...>>,
                "tapeless: linear_recurrence<axis>(a, b): axis out of range: it is one of the broadcast shape");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
