// Comparisons (1 where true, else 0), where, min and max. Comparisons have derivative 0 everywhere.
#pragma once

#include <tapeless/ops/arithmetic.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace ops {

template <class C>
struct compare : pointwise<2> {
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y) {
    return simd::select(C::test(x, y), V(1), V(0));
  }
  static constexpr void derive(rule&) {}
  // Constants are printed on the right: [x > 0].
  static constexpr void write(printer& p, const node& n) {
    if (C::name[0] == 'e' && counts(p, n.in[0]) && counts(p, n.in[1])) {  // i == j: the identity
      p << (n.shape.size() == 1 ? "1" : "I");
      p.binds(5);
      return;
    }
    const bool turned = is_constant(p[n.in[0]]) && !is_constant(p[n.in[1]]);
    p << "[";
    p.operand(n.in[turned]) << " " << (p.latex() ? C::latex_signs : C::signs)[turned] << " ";
    p.operand(n.in[!turned]) << "]";
  }
  // True for 0, 1, 2, ... along any axis.
  static constexpr bool counts(const printer& p, int id) {
    const node& n = p[id];
    return is_leaf(n, ir::role::iota) ||
           (n.op->kind == ir::loop::movement && n.op->arity == 1 && is_leaf(p[n.in[0]], ir::role::iota));
  }
};
struct equal_op : compare<equal_op> {
  static constexpr char name[] = "equal";
  static constexpr const char* signs[] = {"==", "=="};
  static constexpr const char* latex_signs[] = {"=", "="};
  static constexpr bool commutative = true;
  template <class V>
  static constexpr simd::mask_of<V> test(V x, V y) {
    return simd::eq(x, y);
  }
};
struct not_equal_op : compare<not_equal_op> {
  static constexpr char name[] = "not_equal";
  static constexpr const char* signs[] = {"!=", "!="};
  static constexpr const char* latex_signs[] = {"\\ne", "\\ne"};
  static constexpr bool commutative = true;
  template <class V>
  static constexpr simd::mask_of<V> test(V x, V y) {
    return simd::ne(x, y);
  }
};
struct less_op : compare<less_op> {
  static constexpr char name[] = "less";
  static constexpr const char* signs[] = {"<", ">"};
  static constexpr const char* latex_signs[] = {"<", ">"};
  template <class V>
  static constexpr simd::mask_of<V> test(V x, V y) {
    return simd::lt(x, y);
  }
};
struct less_equal_op : compare<less_equal_op> {
  static constexpr char name[] = "less_equal";
  static constexpr const char* signs[] = {"<=", ">="};
  static constexpr const char* latex_signs[] = {"\\le", "\\ge"};
  template <class V>
  static constexpr simd::mask_of<V> test(V x, V y) {
    return simd::le(x, y);
  }
};
// x >= y and x > y for use in derivatives: true if either is NaN, so that NaN shows in the derivative as in the value.
struct not_less_op : compare<not_less_op> {
  static constexpr char name[] = "not_less";
  static constexpr const char* signs[] = {">=", "<="};
  static constexpr const char* latex_signs[] = {"\\ge", "\\le"};
  template <class V>
  static constexpr simd::mask_of<V> test(V x, V y) {
    return simd::nlt(x, y);
  }
};
struct not_less_equal_op : compare<not_less_equal_op> {
  static constexpr char name[] = "not_less_equal";
  static constexpr const char* signs[] = {">", "<"};
  static constexpr const char* latex_signs[] = {">", "<"};
  template <class V>
  static constexpr simd::mask_of<V> test(V x, V y) {
    return simd::nle(x, y);
  }
};
constexpr term not_less(term x, term y) { return apply<not_less_op>(x, y); }
constexpr term not_less_equal(term x, term y) { return apply<not_less_equal_op>(x, y); }

}  // namespace ops

TAPELESS_BINARY(equal, elementwise<ops::equal_op>)
TAPELESS_BINARY(not_equal, elementwise<ops::not_equal_op>)

namespace ops {

// where(c, a, b): a if c is not 0, else b.
struct where_op : pointwise<3> {
  static constexpr char name[] = "where";
  template <class V>
  static constexpr V choose(simd::mask_of<V> c, V a, V b) {
    return simd::select(c, a, b);
  }
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V c, V a, V b) {
    return choose(simd::ne(c, V(0)), a, b);
  }
  static constexpr void derive(rule& r);
  static constexpr int simplify(builder& b, const node& n) {
    if (is_constant(b[n.in[0]])) return instead(b, n, is_constant(b[n.in[0]], 0) ? n.in[2] : n.in[1]);
    if (n.in[1] == n.in[2]) return instead(b, n, n.in[1]);
    return -1;
  }
  // Printed as a ⊙ [x > 0] if the alternative is 0.
  static constexpr void write(printer& p, const node& n) {
    if (is_constant(p[n.in[2]], 0)) {
      if (is_constant(p[n.in[1]], 1)) {
        p.operand(n.in[0], 5);
        return;
      }
      const bool both = p.rank(n.in[0]) > 0 && p.rank(n.in[1]) > 0;
      p.operand(n.in[1], 2) << (p.latex() ? (both ? " \\odot " : " \\, ") : both ? " ⊙ " : " * ");
      p.operand(n.in[0], 3);
      p.binds(2);
      return;
    }
    p << (p.latex() ? "\\begin{cases} " : "where(");
    if (p.latex()) p.operand(n.in[1]) << " & ";
    p.condition(n.in[0]);
    p << (p.latex() ? " \\\\ " : ", ");
    if (!p.latex()) p.operand(n.in[1]) << ", ";
    p.operand(n.in[2]) << (p.latex() ? " & \\text{otherwise} \\end{cases}" : ")");
  }
};

// NaN if either operand is. The derivative goes to the operand that is chosen; to the first if both are equal, to both
// if one is NaN.
struct maximum_op : pointwise<2> {
  static constexpr char name[] = "maximum";
  static constexpr spelling print{"max({0}, {1})", "\\max({0}, {1})"};
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y) {
    return simd::maximum(x, y);
  }
  static constexpr void derive(rule& r);
};
struct minimum_op : pointwise<2> {
  static constexpr char name[] = "minimum";
  static constexpr spelling print{"min({0}, {1})", "\\min({0}, {1})"};
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y) {
    return simd::minimum(x, y);
  }
  static constexpr void derive(rule& r);
};

}  // namespace ops

TAPELESS_TERNARY(where, elementwise<ops::where_op>)
TAPELESS_BINARY(maximum, elementwise<ops::maximum_op>)
TAPELESS_BINARY(minimum, elementwise<ops::minimum_op>)

TAPELESS_OPERATOR(<, ops::less_op)
TAPELESS_OPERATOR(<=, ops::less_equal_op)

template <int... A, int... B>
constexpr inert operator<(tensor<A...>, tensor<B...>) {
  static_assert(mistake<tensor<A...>, tensor<B...>>,
                "tapeless: a < b: the shapes do not broadcast: aligned at the last axis, extents must be equal or 1: "
                "reshape, slice or transpose one of them");
  return {};
}
template <int... A, int... B>
constexpr inert operator<=(tensor<A...>, tensor<B...>) {
  static_assert(mistake<tensor<A...>, tensor<B...>>,
                "tapeless: a <= b: the shapes do not broadcast: aligned at the last axis, extents must be equal or 1: "
                "reshape, slice or transpose one of them");
  return {};
}

// a > b is b < a.
template <class A, class B>
requires(operand<A> || operand<B>) constexpr auto operator>(A a, B b) -> decltype(b < a) { return b < a; }
template <class A, class B>
requires(operand<A> || operand<B>) constexpr auto operator>=(A a, B b) -> decltype(b <= a) { return b <= a; }

constexpr void ops::where_op::derive(rule& r) {
  term zero = constant_term(r.graph, 0);
  if (r.wants[1]) r.adjoint[1] = where(r.x[0], r.g, zero);
  if (r.wants[2]) r.adjoint[2] = where(r.x[0], zero, r.g);
}
constexpr void ops::maximum_op::derive(rule& r) {
  const term zero = constant_term(r.graph, 0);
  if (r.wants[0]) r.adjoint[0] = where(not_less(r.x[0], r.x[1]), r.g, zero);
  if (r.wants[1]) r.adjoint[1] = where(r.x[1] <= r.x[0], zero, r.g);
}
constexpr void ops::minimum_op::derive(rule& r) {
  const term zero = constant_term(r.graph, 0);
  if (r.wants[0]) r.adjoint[0] = where(not_less(r.x[1], r.x[0]), r.g, zero);
  if (r.wants[1]) r.adjoint[1] = where(r.x[0] <= r.x[1], zero, r.g);
}

}  // namespace tapeless::inline TAPELESS_ISA
