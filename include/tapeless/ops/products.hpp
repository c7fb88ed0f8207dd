// Products, all of them contractions: contract<"ij,jk->ik">, matmul, matvec, vecmat, dot, outer.
//
//   matmul(a, b)                    [..., m, k] and [..., k, n] to [..., m, n]; leading axes broadcast. A vector on the
//                                   left counts as a row, on the right as a column, and its axis disappears (NumPy)
//   matvec(a, v)                    [m, k] and [k] to [m]
//   vecmat(v, a)                    [k] and [k, n] to [n]
//   dot(u, v)                       [k] and [k] to a scalar
//   outer(u, v)                     u's axes, then v's: out[i, j] = u[i] * v[j]
//   contract<"bij,bj->bi">(a, b)    one letter for each axis; letters that the output lacks are summed over
//
// Derivatives: the same product with the letters of the output and of an operand exchanged, see ops::contraction_op.
#pragma once

#include <tapeless/ops/contraction.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

// The ways in which the labels of a contraction can be wrong.
enum class label_fault : unsigned char { none, form, repeated, rank, extent, missing };

struct labels {
  label_fault fault = label_fault::none;
  std::int64_t in = 0, out = 0;  // see ops::contraction_op
};

// Reads "ij,jk->ik" for operands of these shapes. Letters are numbered in order of appearance.
constexpr labels read_labels(const char* s, const shape& a, const shape& b) {
  const shape* operand[2] = {&a, &b};
  labels r;
  char letter[16]{};
  int extent[16]{}, letters = 0;
  auto number_of = [&](char c) {
    for (int i = 1; i <= letters; ++i)
      if (letter[i] == c) return i;
    return 0;
  };
  auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  for (int k = 0; k < 2; ++k) {
    std::int64_t own = 0;
    int axis = 0;
    for (; is_letter(*s); ++s, ++axis) {
      if (axis == max_rank) return {label_fault::rank};
      int label = number_of(*s);
      for (int i = 0; i < axis; ++i)
        if ((own >> (4 * i) & 15) == label) return {label_fault::repeated};
      if (!label) letter[label = ++letters] = *s;
      own |= std::int64_t{label} << (4 * axis);
      if (axis >= operand[k]->rank) continue;
      if (extent[label] && extent[label] != operand[k]->dim[axis]) r.fault = label_fault::extent;
      extent[label] = operand[k]->dim[axis];
    }
    if (axis != operand[k]->rank) return {label_fault::rank};
    r.in |= own << (label_bits * k);
    if (k == 0 && *s++ != ',') return {label_fault::form};
  }
  if (*s++ != '-' || *s++ != '>') return {label_fault::form};
  int axis = 0;
  for (; is_letter(*s); ++s, ++axis) {
    const int label = number_of(*s);
    if (!label || axis == max_rank - 1) return {label_fault::missing};
    for (int i = 0; i < axis; ++i)
      if ((r.out >> (4 * i) & 15) == label) return {label_fault::repeated};
    r.out |= std::int64_t{label} << (4 * axis);
  }
  return *s ? labels{label_fault::form} : r;
}

template <text Labels>
struct contract_f {
  static constexpr int arity = 2;
  static constexpr bool fits(const shape& a, const shape& b) {
    return read_labels(Labels.chars, a, b).fault == label_fault::none;
  }
  constexpr term operator()(term a, term b) const {
    const labels l = read_labels(Labels.chars, a->shape, b->shape);
    if (l.fault != label_fault::none) tapeless_composition_has_shapes_that_do_not_fit();
    return contract(a, b, l.in, l.out);
  }
};

// Leading axes have labels 1, 2, ... from the innermost outwards; rows have 13, the summed axis 14, columns 15.
struct matmul_f {
  static constexpr int arity = 2;
  static constexpr int inner(const shape& b) { return b.dim[b.rank > 1 ? b.rank - 2 : 0]; }
  static constexpr shape leading(shape s) {
    for (int i = 0; i < 2 && s.rank; ++i) s = drop_last(s);
    return s;
  }
  static constexpr bool fits(const shape& a, const shape& b) {
    return a.rank && b.rank && a.back() == inner(b) && broadcasts(leading(a), leading(b)) && a.rank < max_rank &&
           b.rank < max_rank;
  }
  constexpr term operator()(term a, term b) const {
    if (!fits(a->shape, b->shape)) tapeless_composition_has_shapes_that_do_not_fit();
    const shape full = broadcast(leading(a->shape), leading(b->shape));
    const int right = b->shape.rank > 1 ? 15 : 0, left = a->shape.rank > 1 ? 13 : 0;
    std::int64_t first = 0, second = 0, out = 0;
    a = labelled(a, full, 13, 14, first);
    if (!left) first = 14;
    b = labelled(b, full, 14, 15, second);
    if (!right) second = 14;
    int axis = 0;
    for (; axis < full.rank; ++axis) out |= std::int64_t{full.rank - axis} << (4 * axis);
    if (left) out |= std::int64_t{left} << (4 * axis++);
    if (right) out |= std::int64_t{right} << (4 * axis++);
    return contract(a, b, ops::contraction_op::pair(first, second), out);
  }

 private:
  // An operand without the leading axes along which it is broadcast, and the labels of its remaining axes.
  static constexpr term labelled(term x, const shape& full, int row, int column, std::int64_t& labels) {
    const shape s = x->shape;
    if (s.rank < 2) return x;
    shape kept;
    for (int i = 0; i < s.rank - 2; ++i) {
      const int from_end = s.rank - 2 - i;
      if (s.dim[i] == 1 && full.dim[full.rank - from_end] != 1) continue;
      labels |= std::int64_t{from_end} << (4 * kept.rank);
      kept.dim[kept.rank++] = s.dim[i];
    }
    for (int label : {row, column}) {
      labels |= std::int64_t{label} << (4 * kept.rank);
      kept.dim[kept.rank] = s.dim[s.rank - (label == column ? 1 : 2)];
      ++kept.rank;
    }
    return reshape(x, kept);
  }
};

// Products of operands of fixed ranks.
template <int A, int B>
struct ranked_product_f : matmul_f {
  static constexpr bool fits(const shape& a, const shape& b) {
    return a.rank == A && b.rank == B && matmul_f::fits(a, b);
  }
};

struct outer_f {
  static constexpr int arity = 2;
  static constexpr bool fits(const shape& a, const shape& b) { return a.rank + b.rank < max_rank; }
  constexpr term operator()(term a, term b) const {
    if (!fits(a->shape, b->shape)) tapeless_composition_has_shapes_that_do_not_fit();
    std::int64_t first = 0, second = 0;
    int label = 0;
    for (int i = 0; i < a->shape.rank; ++i) first |= std::int64_t{++label} << (4 * i);
    const int own = label;
    for (int i = 0; i < b->shape.rank; ++i) second |= std::int64_t{++label} << (4 * i);
    return contract(a, b, ops::contraction_op::pair(first, second), first | second << (4 * own));
  }
};

}  // namespace detail

// Overloads for expressions, for terms, and after a mistake. The diagnostic overloads follow.
#define TAPELESS_PRODUCT(name, ...)                                                                   \
  template <graph A, graph B>                                                                         \
  requires(__VA_ARGS__::fits(A.root().shape, B.root().shape)) constexpr auto name(expr<A>, expr<B>) { \
    return composed<detail::called<__VA_ARGS__>, A, B>{};                                             \
  }                                                                                                   \
  constexpr term name(term a, term b) { return __VA_ARGS__{}(a, b); }                                 \
  template <class A, class B>                                                                         \
  requires(inert_like<A> || inert_like<B>) constexpr inert name(A, B) { return {}; }

TAPELESS_PRODUCT(matmul, detail::matmul_f)
TAPELESS_PRODUCT(matvec, detail::ranked_product_f<2, 1>)
TAPELESS_PRODUCT(vecmat, detail::ranked_product_f<1, 2>)
TAPELESS_PRODUCT(dot, detail::ranked_product_f<1, 1>)
TAPELESS_PRODUCT(outer, detail::outer_f)

template <int... A, int... B>
constexpr inert matmul(tensor<A...>, tensor<B...>) {
  constexpr shape a = make_shape(A...), b = make_shape(B...);
  constexpr bool ranks = a.rank > 0 && b.rank > 0, inner = ranks && a.back() == detail::matmul_f::inner(b);
  static_assert(ranks ? true : mistake<tensor<A...>, tensor<B...>>,
                "tapeless: matmul(a, b): a scalar has no rows or columns: multiply with a * b");
  static_assert(
      !ranks || inner ? true : mistake<tensor<A...>, tensor<B...>>,
      "tapeless: matmul(a, b): inner dimensions differ: the last axis of a must be as long as the last but one "
      "of b (the only one of a vector): transpose or reshape one of them");
  static_assert(!inner ? true : mistake<tensor<A...>, tensor<B...>>,
                "tapeless: matmul(a, b): the leading axes do not broadcast: before the last two axes, extents must be "
                "equal or 1: reshape or permute one of them");
  return {};
}
template <int... A, int... B>
constexpr inert matvec(tensor<A...>, tensor<B...>) {
  static_assert(mistake<tensor<A...>, tensor<B...>>,
                "tapeless: matvec(matrix, vector): inner dimensions differ: shapes must be [m, k] and [k]: "
                "transpose the matrix or take matmul");
  return {};
}
template <int... A, int... B>
constexpr inert vecmat(tensor<A...>, tensor<B...>) {
  static_assert(mistake<tensor<A...>, tensor<B...>>,
                "tapeless: vecmat(vector, matrix): inner dimensions differ: shapes must be [k] and [k, n]: "
                "transpose the matrix or take matmul");
  return {};
}
template <int... A, int... B>
constexpr inert dot(tensor<A...>, tensor<B...>) {
  static_assert(mistake<tensor<A...>, tensor<B...>>,
                "tapeless: dot(u, v): both must be vectors of one length: take matmul for matrices, reshape others");
  return {};
}
template <int... A, int... B>
constexpr inert outer(tensor<A...>, tensor<B...>) {
  static_assert(mistake<tensor<A...>, tensor<B...>>, "tapeless: outer(u, v): the ranks must not exceed 6 together");
  return {};
}

// out[i, k] = sum over j of a[i, j] * b[j, k], spelled contract<"ij,jk->ik">(a, b).
template <text Labels, graph A, graph B>
requires(detail::contract_f<Labels>::fits(A.root().shape, B.root().shape)) constexpr auto contract(expr<A>, expr<B>) {
  return composed<detail::called<detail::contract_f<Labels>>, A, B>{};
}
template <text Labels>
constexpr term contract(term a, term b) {
  return detail::contract_f<Labels>{}(a, b);
}
template <text Labels, class A, class B>
requires(inert_like<A> || inert_like<B>) constexpr inert contract(A, B) { return {}; }
template <text Labels, int... A, int... B>
constexpr inert contract(tensor<A...>, tensor<B...>) {
  using detail::label_fault;
  constexpr label_fault f = detail::read_labels(Labels.chars, make_shape(A...), make_shape(B...)).fault;
  static_assert(f != label_fault::form ? true : mistake<tensor<A...>, tensor<B...>>,
                "tapeless: contract<labels>(a, b): labels are letters, written as in \"ij,jk->ik\"");
  static_assert(f != label_fault::repeated ? true : mistake<tensor<A...>, tensor<B...>>,
                "tapeless: contract<labels>(a, b): a letter stands twice in one operand or in the output: "
                "give each axis its own letter");
  static_assert(f != label_fault::rank ? true : mistake<tensor<A...>, tensor<B...>>,
                "tapeless: contract<labels>(a, b): each operand needs one letter for each of its axes");
  static_assert(f != label_fault::extent ? true : mistake<tensor<A...>, tensor<B...>>,
                "tapeless: contract<labels>(a, b): a letter has two extents: axes that share a letter must be equally "
                "long: exchange letters or transpose an operand");
  static_assert(f != label_fault::missing ? true : mistake<tensor<A...>, tensor<B...>>,
                "tapeless: contract<labels>(a, b): the output has a letter that no operand has, or more than five");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
