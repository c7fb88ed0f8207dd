// Reductions along axes: sum, maximum, minimum. Everything else (mean, norm, variance, logsumexp, argmax, prod) is
// composed of these in ops/statistics.hpp.
#pragma once

#include <tapeless/ops/arithmetic.hpp>
#include <tapeless/ops/comparison.hpp>

namespace tapeless::inline TAPELESS_ISA {

template <class O>
constexpr term reduce(term x, unsigned axes);

// `reduced`, broadcast along the axes that were reduced.
constexpr term spread(term reduced, const shape& full, unsigned axes) {
  return broadcast_to(reshape(reduced, keep_axes(full, axes)), full);
}

namespace ops {

// attr[0]: one bit for each axis that disappears.
struct reduction {
  static constexpr ir::loop kind = ir::loop::reduction;
  static constexpr int arity = 1;
  static constexpr int flops = 1;
  static constexpr unsigned axes(const node& n) { return static_cast<unsigned>(n.attr[0]); }
  // sum(x), sum[0](x); in plans, sum[samples](x) as well.
  static constexpr void write(printer& p, const node& n) {
    const int rank = p[n.in[0]].shape.rank - p.batched(n.in[0]);
    const unsigned all = (1u << rank) - 1u;
    if (p.batched(n.in[0]) && axes(n) >> rank & 1u) {
      p.head(n.op->name);
      p << "[samples]";
      p.parentheses(n.in[0]);
    } else {
      p.function(n.op->name, n, axes(n) == all ? 0u : axes(n));
    }
  }
};

struct sum_op : reduction {
  static constexpr char name[] = "sum";
  static constexpr double identity = 0;
  template <class V>
  static constexpr simd::scalar_of<V> fold(V x) {
    return simd::reduce_add(x);
  }
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y) {
    return x + y;
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = spread(r.g, r.x[0]->shape, axes(r.self)); }
  static constexpr int simplify(builder& b, const node& n);
};

// The derivative of a maximum is shared equally among the elements that attain it. If none does, because the maximum is
// NaN, the derivative is NaN.
template <class O>
constexpr void derive_extremum(rule& r) {
  unsigned axes = reduction::axes(r.self);
  const shape full = r.x[0]->shape;
  term hit = equal(r.x[0], spread(r.y, full, axes));
  r.adjoint[0] = hit * spread(r.g / reduce<sum_op>(hit, axes), full, axes);
}
template <class O>
constexpr int simplify_extremum(builder& b, const node& n) {
  if (!n.attr[0]) return n.in[0];
  return is_constant(b[n.in[0]]) ? constant_term(b, b[n.in[0]].value, n.shape).id : -1;
}

struct reduce_max_op : reduction {
  static constexpr char name[] = "max";
  static constexpr double identity = -__builtin_huge_val();
  template <class V>
  static constexpr simd::scalar_of<V> fold(V x) {
    return simd::reduce_max(x);
  }
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y) {
    return simd::maximum(x, y);
  }
  static constexpr void derive(rule& r) { derive_extremum<reduce_max_op>(r); }
  static constexpr int simplify(builder& b, const node& n) { return simplify_extremum<reduce_max_op>(b, n); }
};

struct reduce_min_op : reduction {
  static constexpr char name[] = "min";
  static constexpr double identity = __builtin_huge_val();
  template <class V>
  static constexpr simd::scalar_of<V> fold(V x) {
    return simd::reduce_min(x);
  }
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y) {
    return simd::minimum(x, y);
  }
  static constexpr void derive(rule& r) { derive_extremum<reduce_min_op>(r); }
  static constexpr int simplify(builder& b, const node& n) { return simplify_extremum<reduce_min_op>(b, n); }
};

// True if a sum of this node can be absorbed at no cost by the operations below it: contractions and scatter_add.
constexpr bool absorbs_sum(const builder& b, int id) {
  const node& n = b[id];
  if (detail::given(n.op->absorb_sum)) return true;
  if (detail::is_op<add_op>(n) || detail::is_op<sub_op>(n))
    return absorbs_sum(b, n.in[0]) && absorbs_sum(b, n.in[1]) && b[n.in[0]].shape == b[n.in[1]].shape;
  if (detail::is_op<neg_op>(n) || detail::is_op<reshape_op>(n) || detail::is_op<permute_op>(n))
    return absorbs_sum(b, n.in[0]);
  return false;
}

// The axis of an operand that corresponds to `axis` of a broadcast result; -1 if the operand is repeated along it.
constexpr int own_axis(const shape& operand, const shape& result, int axis) {
  int i = axis - (result.rank - operand.rank);
  return i >= 0 && operand.dim[i] == result.dim[axis] && (result.dim[axis] != 1) ? i : -1;
}

// sum(c * x) = c * sum(x) if c is constant along every summed axis.
constexpr int factor_out(builder& b, const node& n, const node& x) {
  for (int i = 0; i < 2; ++i) {
    const shape c = b[x.in[i]].shape, y = b[x.in[1 - i]].shape;
    unsigned inner = 0;
    bool repeats = true;
    for (int a = 0; a < x.shape.rank; ++a) {
      if (!(reduction::axes(n) >> a & 1u)) continue;
      repeats = repeats && own_axis(c, x.shape, a) < 0 && own_axis(y, x.shape, a) >= 0;
      if (repeats) inner |= 1u << own_axis(y, x.shape, a);
    }
    if (!repeats) continue;
    shape kept;  // c without the summed axes
    for (int a = 0; a < c.rank; ++a)
      if (!(reduction::axes(n) >> (a + x.shape.rank - c.rank) & 1u)) kept.dim[kept.rank++] = c.dim[a];
    term rest = reduce<sum_op>(b.at(x.in[1 - i]), inner);
    return broadcast_to(reshape(b.at(x.in[i]), kept) * rest, n.shape).id;
  }
  return -1;
}

constexpr int sum_op::simplify(builder& b, const node& n) {
  if (!n.attr[0]) return n.in[0];
  const node& x = b[n.in[0]];
  const unsigned mask = axes(n);
  if (is_constant(x)) return constant_term(b, x.value * (x.shape.size() / n.shape.size()), n.shape).id;
  if (x.shape.size() == n.shape.size()) return reshape(b.at(n.in[0]), n.shape).id;
  if (detail::is_op<neg_op>(x)) return (-reduce<sum_op>(b.at(x.in[0]), mask)).id;
  if (detail::is_op<mul_op>(x)) return factor_out(b, n, x);
  if (detail::same_op(x, n)) {  // a sum of a sum
    unsigned both = axes(x), at = 0;
    for (int a = 0; a < b[x.in[0]].shape.rank; ++a) {
      if (axes(x) >> a & 1u) continue;
      both |= (mask >> at++ & 1u) << a;
    }
    return reduce<sum_op>(b.at(x.in[0]), both).id;
  }
  if (!absorbs_sum(b, n.in[0])) return -1;
  if (detail::is_op<add_op>(x)) return (reduce<sum_op>(b.at(x.in[0]), mask) + reduce<sum_op>(b.at(x.in[1]), mask)).id;
  if (detail::is_op<sub_op>(x)) return (reduce<sum_op>(b.at(x.in[0]), mask) - reduce<sum_op>(b.at(x.in[1]), mask)).id;
  if (detail::is_op<reshape_op>(x)) {  // only if the summed axis is the last of both
    const shape from = b[x.in[0]].shape;
    if (mask != 1u << (x.shape.rank - 1) || from.rank == 0 || from.back() != x.shape.back()) return -1;
    return reshape(reduce<sum_op>(b.at(x.in[0]), 1u << (from.rank - 1)), n.shape).id;
  }
  if (detail::is_op<permute_op>(x)) {
    unsigned from = 0;
    std::int64_t order = 0;
    int kept = 0;
    for (int a = 0; a < x.shape.rank; ++a)
      if (mask >> a & 1u) from |= 1u << permute_op::from(x, a);
    for (int a = 0; a < x.shape.rank; ++a) {
      if (mask >> a & 1u) continue;
      int source = permute_op::from(x, a), place = 0;
      for (int s = 0; s < source; ++s) place += !(from >> s & 1u);
      order |= std::int64_t{place} << (4 * kept++);
    }
    return permute(reduce<sum_op>(b.at(x.in[0]), from), order).id;
  }
  return detail::given(x.op->absorb_sum) ? x.op->absorb_sum(b, x, mask) : -1;
}

}  // namespace ops

// Reduces along the axes whose bit is set; those axes disappear.
template <class O>
constexpr term reduce(term x, unsigned axes) {
  node n;
  n.op = &operation_of<O>;
  n.in[0] = static_cast<short>(x.id);
  n.shape = without_axes(x->shape, axes);
  n.attr[0] = axes;
  return axes ? x.owner->at(x.owner->put(n)) : x;
}

// Sums `x` to a shape that broadcasts to its own: the adjoint of broadcasting, in one place.
constexpr term sum_to(term x, const shape& to) {
  if (x->shape == to) return x;
  return reshape(reduce<ops::sum_op>(x, repeated_axes(to, x->shape)), to);
}

}  // namespace tapeless::inline TAPELESS_ISA
