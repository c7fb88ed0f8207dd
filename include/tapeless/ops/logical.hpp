// Logic on truth values: 0 is false, every other number is true, as in `where`, NaN too. The results are 1 and 0, with
// derivative 0.
//
//   a && b   logical_and(a, b)        a || b   logical_or(a, b)
//   !a       logical_not(a)                    logical_xor(a, b)
//
// Between comparisons and choices they stay masks of lanes. !(a < b) is a comparison too, true if either is NaN. Both
// operands are computed. The operators exist for expressions; on terms write the names.
#pragma once

#include <tapeless/ops/comparison.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace ops {

template <class L>
struct logical : pointwise<2> {
  static constexpr bool commutative = true;
  static constexpr int flops = 3;
  template <class V>
  static constexpr simd::mask_of<V> test(V x, V y) {
    return L::of(simd::ne(x, V(0)), simd::ne(y, V(0)));
  }
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y) {
    return simd::select(test(x, y), V(1), V(0));
  }
  static constexpr void derive(rule&) {}
};
struct logical_and_op : logical<logical_and_op> {
  static constexpr char name[] = "logical_and";
  static constexpr spelling print{"[{0} && {1}]", "[{0} \\land {1}]"};
  template <class M>
  static constexpr M of(M a, M b) {
    return simd::and_(a, b);
  }
};
struct logical_or_op : logical<logical_or_op> {
  static constexpr char name[] = "logical_or";
  static constexpr spelling print{"[{0} || {1}]", "[{0} \\lor {1}]"};
  template <class M>
  static constexpr M of(M a, M b) {
    return simd::or_(a, b);
  }
};
struct logical_xor_op : logical<logical_xor_op> {
  static constexpr char name[] = "logical_xor";
  static constexpr spelling print{"[{0} xor {1}]", "[{0} \\oplus {1}]"};
  template <class M>
  static constexpr M of(M a, M b) {
    return simd::or_(simd::and_(a, simd::not_(b)), simd::and_(simd::not_(a), b));
  }
};

struct logical_not_op : pointwise<1> {
  static constexpr char name[] = "logical_not";
  static constexpr spelling print{"[not {0}]", "[\\lnot {0}]"};
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::select(simd::eq(x, V(0)), V(1), V(0));
  }
  static constexpr void derive(rule&) {}
  // B for A, and A for B.
  template <class A, class B>
  static constexpr const operation* opposite(const node& n) {
    return detail::is_op<A>(n) ? &operation_of<B> : detail::is_op<B>(n) ? &operation_of<A> : nullptr;
  }
  static constexpr int simplify(builder& b, const node& n) {
    node turned = b[n.in[0]];
    const operation* op = opposite<equal_op, not_equal_op>(turned);
    if (!detail::given(op)) op = opposite<less_op, not_less_op>(turned);
    if (!detail::given(op)) op = opposite<less_equal_op, not_less_equal_op>(turned);
    if (!detail::given(op)) return fold_constants(b, n);
    turned.op = op;
    return b.put(turned);
  }
};

}  // namespace ops

TAPELESS_UNARY(logical_not, elementwise<ops::logical_not_op>)
TAPELESS_BINARY(logical_and, elementwise<ops::logical_and_op>)
TAPELESS_BINARY(logical_or, elementwise<ops::logical_or_op>)
TAPELESS_BINARY(logical_xor, elementwise<ops::logical_xor_op>)

template <graph A>
constexpr auto operator!(expr<A> a) {
  return logical_not(a);
}
constexpr inert operator!(inert) { return {}; }

// For expressions only: in rules, which are written on terms, && and || are C++'s.
TAPELESS_OPERATOR_OF_EXPRESSIONS(&&, ops::logical_and_op)
TAPELESS_OPERATOR_OF_EXPRESSIONS(||, ops::logical_or_op)

template <int... A, int... B>
constexpr inert operator&&(tensor<A...>, tensor<B...>) {
  static_assert(mistake<tensor<A...>, tensor<B...>>,
                "tapeless: a && b: the shapes do not broadcast: aligned at the last axis, extents must be equal or 1: "
                "reshape, slice or transpose one of them");
  return {};
}
template <int... A, int... B>
constexpr inert operator||(tensor<A...>, tensor<B...>) {
  static_assert(mistake<tensor<A...>, tensor<B...>>,
                "tapeless: a || b: the shapes do not broadcast: aligned at the last axis, extents must be equal or 1: "
                "reshape, slice or transpose one of them");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
