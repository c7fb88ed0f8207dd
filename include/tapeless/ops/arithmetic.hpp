// + - * / and unary minus: evaluation, derivatives, identities, and the operators on expressions and terms.
#pragma once

#include <tapeless/ops/assembly.hpp>

namespace tapeless::inline TAPELESS_ISA {

constexpr term operator+(term a, term b);
constexpr term operator-(term a, term b);
constexpr term operator*(term a, term b);
constexpr term operator/(term a, term b);
constexpr term operator-(term a);

namespace ops {

// x broadcast to the shape of the node that it replaces.
constexpr int instead(builder& b, const node& n, int x) { return broadcast_to(b.at(x), n.shape).id; }

struct neg_op : pointwise<1> {
  static constexpr char name[] = "neg";
  static constexpr void write(printer& p, const node& n) {
    p << "-";
    p.operand(n.in[0], 2);
    p.binds(1);
  }
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::neg(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = -r.g; }
  static constexpr int simplify(builder& b, const node& n);
};

// x y + z and its variants, rounded once. Only the planner creates them.
struct fma_op : pointwise<3> {
  static constexpr char name[] = "x y + z";
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y, V z) {
    return simd::fma(x, y, z);
  }
};
struct fms_op : pointwise<3> {
  static constexpr char name[] = "x y - z";
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y, V z) {
    return simd::fma(x, y, simd::neg(z));
  }
};
struct fnma_op : pointwise<3> {
  static constexpr char name[] = "z - x y";
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y, V z) {
    return simd::fma(simd::neg(x), y, z);
  }
};

struct add_op : pointwise<2> {
  static constexpr char name[] = "add";
  static constexpr void write(printer& p, const node& n) {
    p.operand(n.in[0]);
    p.addend(n.in[1]);
    p.binds(1);
  }
  static constexpr bool commutative = true, adds = true;
  using product_first = fma_op;
  using product_second = fma_op;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y) {
    return x + y;
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.adjoint[1] = r.g; }
  static constexpr int simplify(builder& b, const node& n);
};

struct sub_op : pointwise<2> {
  static constexpr char name[] = "sub";
  static constexpr spelling print{"{0} - {1}", "{0} - {1}", 1};
  using product_first = fms_op;
  using product_second = fnma_op;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y) {
    return x - y;
  }
  static constexpr void derive(rule& r) {
    r.adjoint[0] = r.g;
    r.adjoint[1] = -r.g;
  }
  static constexpr int simplify(builder& b, const node& n);
};

struct mul_op : pointwise<2> {
  static constexpr char name[] = "mul";
  static constexpr bool is_product = true;
  // 2 x, rate * x, a ⊙ b: numbers first, then scalars.
  static constexpr void write(printer& p, const node& n) {
    const auto place = [&](int id) { return p.named(id) || !is_constant(p[id]) ? 1 + (p.rank(id) > 0) : 0; };
    const bool swapped = place(n.in[1]) < place(n.in[0]);
    const int first = n.in[swapped], second = n.in[!swapped];
    const bool coefficient = place(first) == 0 && place(second) > 0;
    const bool negative = coefficient && p[first].value < 0;
    if (const int d = coefficient ? divisor(p[first].value) : 0) {  // a mean
      p << (p.latex() ? "\\frac{1}{" : "");
      if (p.latex()) p << d << "} \\, ";
      p.operand(second, 2);
      if (!p.latex()) p << " / " << d;
      p.binds(2);
      return;
    }
    p.operand(first, negative ? 1 : coefficient && !p.latex() ? 3 : 2);
    if (coefficient) {
      p.scaled(second, 2);
      p.binds(negative ? 1 : 2);
      return;
    }
    if (place(first) == 2) p << (p.latex() ? " \\odot " : " ⊙ ");
    else p << (p.latex() ? " \\, " : " * ");
    p.operand(second, 2);
    p.binds(2);
  }
  // n if the factor is 1/n and has more than two digits, else 0.
  static constexpr int divisor(double v) {
    if (v <= 1e-6 || v >= 0.4) return 0;
    const double n = 1 / v, whole = static_cast<double>(static_cast<long>(n + 0.5));
    double digits = v;
    while (digits < 10) digits *= 10;
    const double rest = digits - static_cast<double>(static_cast<long>(digits + 0.5));
    return n - whole < 1e-9 * n && whole - n < 1e-9 * n && (rest > 1e-9 || rest < -1e-9) ? static_cast<int>(whole) : 0;
  }
  static constexpr bool commutative = true;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y) {
    return x * y;
  }
  static constexpr void derive(rule& r) {
    if (r.wants[0]) r.adjoint[0] = r.g * r.x[1];
    if (r.wants[1]) r.adjoint[1] = r.g * r.x[0];
  }
  static constexpr int simplify(builder& b, const node& n);
};

struct div_op : pointwise<2> {
  static constexpr char name[] = "div";
  static constexpr void write(printer& p, const node& n) {
    p << (p.latex() ? "\\frac{" : "");
    p.operand(n.in[0], p.latex() ? 1 : 2) << (p.latex() ? "}{" : " / ");
    p.operand(n.in[1], p.latex() ? 1 : 4) << (p.latex() ? "}" : "");
    p.binds(2);
  }
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y) {
    return x / y;
  }
  static constexpr void derive(rule& r) {
    if (r.wants[0]) r.adjoint[0] = r.g / r.x[1];
    if (r.wants[1]) r.adjoint[1] = -(r.g * r.y / r.x[1]);
  }
  static constexpr int simplify(builder& b, const node& n);
};

constexpr int neg_op::simplify(builder& b, const node& n) {
  const node& x = b[n.in[0]];
  if (detail::is_op<neg_op>(x)) return x.in[0];
  if (detail::is_op<sub_op>(x)) return (b.at(x.in[1]) - b.at(x.in[0])).id;
  if (detail::is_op<mul_op>(x))  // merge into a constant factor
    for (int i = 0; i < 2; ++i)
      if (const node& c = b[x.in[i]]; is_constant(c) && c.shape.rank == 0)
        return (constant_term(b, -c.value) * b.at(x.in[1 - i])).id;
  return fold_constants(b, n);
}

constexpr int add_op::simplify(builder& b, const node& n) {
  const node &x = b[n.in[0]], &y = b[n.in[1]];
  if (is_constant(x, 0)) return instead(b, n, n.in[1]);
  if (is_constant(y, 0)) return instead(b, n, n.in[0]);
  if (detail::is_op<neg_op>(y)) return (b.at(n.in[0]) - b.at(y.in[0])).id;
  if (detail::is_op<neg_op>(x)) return (b.at(n.in[1]) - b.at(x.in[0])).id;
  if (const int joined = join_padded(b, n.in[0], n.in[1]); joined >= 0) return joined;
  return fold_constants(b, n);
}

constexpr int sub_op::simplify(builder& b, const node& n) {
  const node &x = b[n.in[0]], &y = b[n.in[1]];
  if (is_constant(y, 0)) return instead(b, n, n.in[0]);
  if (is_constant(x, 0)) return instead(b, n, (-b.at(n.in[1])).id);
  if (detail::is_op<neg_op>(y)) return (b.at(n.in[0]) + b.at(y.in[0])).id;
  if (n.in[0] == n.in[1]) return constant_term(b, 0, n.shape).id;
  return fold_constants(b, n);
}

// A factor of 0 gives 0. Derivatives depend on this, and it holds for every finite value.
constexpr int mul_op::simplify(builder& b, const node& n) {
  for (int i = 0; i < 2; ++i) {
    const int here = n.in[i], other = n.in[1 - i];
    const node& c = b[here];
    if (detail::is_op<neg_op>(c)) {
      if (detail::is_op<neg_op>(b[other])) return (b.at(c.in[0]) * b.at(b[other].in[0])).id;
      return (-(b.at(c.in[0]) * b.at(other))).id;
    }
    if (!is_constant(c)) continue;
    if (c.value == 0) return constant_term(b, 0, n.shape).id;
    if (c.value == 1) return instead(b, n, other);
    if (c.value == -1) return instead(b, n, (-b.at(other)).id);
    if (c.shape.rank > 0 && b[other].shape == n.shape && !is_constant(b[other]))  // the same number for all elements
      return (constant_term(b, c.value) * b.at(other)).id;
    if (detail::same_op(b[other], n))  // c * (d * x)
      for (short q : {b[other].in[0], b[other].in[1]})
        if (is_constant(b[q]) && !is_constant(b[other], 0) && b[q].shape.rank == 0 && c.shape.rank == 0) {
          int x = b[other].in[0] == q ? b[other].in[1] : b[other].in[0];
          return (constant_term(b, c.value * b[q].value) * b.at(x)).id;
        }
  }
  return fold_constants(b, n);
}

constexpr int div_op::simplify(builder& b, const node& n) {
  const node &x = b[n.in[0]], &y = b[n.in[1]];
  if (is_constant(y, 1)) return instead(b, n, n.in[0]);
  if (is_constant(x, 0)) return constant_term(b, 0, n.shape).id;
  if (detail::is_op<neg_op>(x)) return (-(b.at(x.in[0]) / b.at(n.in[1]))).id;
  return fold_constants(b, n);
}

}  // namespace ops

constexpr term operator-(term a) { return apply<ops::neg_op>(a); }
template <graph A>
constexpr auto operator-(expr<A>) {
  return detail::applied<ops::neg_op, A>{};
}

// Next to an expression a number has to be part of the type: 2_c * x.
#define TAPELESS_OPERATOR_OF_EXPRESSIONS(symbol, O)                                                       \
  template <graph A, graph B>                                                                             \
  requires(broadcasts(A.root().shape, B.root().shape)) constexpr auto operator symbol(expr<A>, expr<B>) { \
    return detail::applied<O, A, B>{};                                                                    \
  }                                                                                                       \
  template <int... A>                                                                                     \
  constexpr inert operator symbol(tensor<A...>, plain_number) {                                           \
    return {};                                                                                            \
  }                                                                                                       \
  template <int... A>                                                                                     \
  constexpr inert operator symbol(plain_number, tensor<A...>) {                                           \
    return {};                                                                                            \
  }                                                                                                       \
  template <class T>                                                                                      \
  constexpr inert operator symbol(inert, T) {                                                             \
    return {};                                                                                            \
  }                                                                                                       \
  template <class T>                                                                                      \
  requires(!inert_like<T>) constexpr inert operator symbol(T, inert) { return {}; }
#define TAPELESS_OPERATOR(symbol, O)                                                                   \
  constexpr term operator symbol(term a, term b) { return apply<O>(a, b); }                            \
  constexpr term operator symbol(term a, double b) { return apply<O>(a, constant_term(*a.owner, b)); } \
  constexpr term operator symbol(double a, term b) { return apply<O>(constant_term(*b.owner, a), b); } \
  TAPELESS_OPERATOR_OF_EXPRESSIONS(symbol, O)

TAPELESS_OPERATOR(+, ops::add_op)
TAPELESS_OPERATOR(-, ops::sub_op)
TAPELESS_OPERATOR(*, ops::mul_op)
TAPELESS_OPERATOR(/, ops::div_op)

// The diagnostic overloads, not made by a macro: see expr/mistake.hpp.
template <int... A, int... B>
constexpr inert operator+(tensor<A...>, tensor<B...>) {
  static_assert(mistake<tensor<A...>, tensor<B...>>,
                "tapeless: a + b: the shapes do not broadcast: aligned at the last axis, extents must be equal or 1: "
                "reshape, slice or transpose one of them");
  return {};
}
template <int... A, int... B>
constexpr inert operator-(tensor<A...>, tensor<B...>) {
  static_assert(mistake<tensor<A...>, tensor<B...>>,
                "tapeless: a - b: the shapes do not broadcast: aligned at the last axis, extents must be equal or 1: "
                "reshape, slice or transpose one of them");
  return {};
}
template <int... A, int... B>
constexpr inert operator*(tensor<A...>, tensor<B...>) {
  static_assert(mistake<tensor<A...>, tensor<B...>>,
                "tapeless: a * b: the shapes do not broadcast: aligned at the last axis, extents must be equal or 1: "
                "reshape, slice or transpose one of them");
  return {};
}
template <int... A, int... B>
constexpr inert operator/(tensor<A...>, tensor<B...>) {
  static_assert(mistake<tensor<A...>, tensor<B...>>,
                "tapeless: a / b: the shapes do not broadcast: aligned at the last axis, extents must be equal or 1: "
                "reshape, slice or transpose one of them");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
