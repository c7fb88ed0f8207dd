// Derivatives of expressions, as expressions: grad, value_and_grad, vjp, jvp, jacobian, hessian, hvp, laplacian.
//
//   constexpr auto dw = grad(loss, w);             // of the shape of w
//   constexpr auto u2 = grad(grad(u, x), x);       // nested to any order
//
// With respect to any leaf or sub-expression, even one that simplification has removed from f; that derivative is 0.
// The shape of jacobian(f, x) is that of f followed by that of x.
#pragma once

#include <boost/hana/tuple.hpp>

#include <tapeless/calculus/batch.hpp>
#include <tapeless/calculus/diagonals.hpp>
#include <tapeless/calculus/differentiate.hpp>
#include <tapeless/calculus/simplify.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

// Runs a pass that adds simplified nodes to a raw graph.
template <class Pass>
constexpr int derived(builder& b, Pass pass) {
  b.set_folding(true);
  int result = pass();
  b.set_folding(false);
  return result;
}

struct vjp_f {  // f, x, u
  static constexpr bool whole = true;
  static constexpr int build(builder& b, const int* in) {
    return derived(b, [&] {
      int out = -1;
      reverse(b, in[0], in[2], &in[1], 1, &out);
      return out;
    });
  }
};

struct grad_f {  // f, x
  static constexpr bool whole = true;
  static constexpr int build(builder& b, const int* in) {
    int with_seed[] = {in[0], in[1], constant_term(b, 1).id};
    return vjp_f::build(b, with_seed);
  }
};

struct jvp_f {  // f, x, direction
  static constexpr bool whole = true;
  static constexpr int build(builder& b, const int* in) {
    return derived(b, [&] { return forward(b, in[0], in[1], in[2]); });
  }
};

// The n by n identity.
constexpr term identity_matrix(builder& b, int n) {
  term i = iota_term(b, n);
  return equal(reshape(i, make_shape(n, 1)), i);
}

// All rows of a Jacobian: one vector-Jacobian product, batched over the rows of the identity as seeds.
constexpr int jacobian_by_rows(builder& b, int f_node, int x_node) {
  const shape f = b[f_node].shape, x = b[x_node].shape;
  const int m = f.size();
  term u = b.at(b.insert(leaf_node(seed_symbol, f)));
  int pulled = -1;
  reverse(b, f_node, u.id, &x_node, 1, &pulled);
  const int count = b.size();
  ir::list<node> nodes;
  nodes.reserve(count);
  for (int i = 0; i < count; ++i) nodes.push(b[i]);
  ir::list<int> map(count);
  ir::list<bool> varying(count);
  batch_into(b, nodes.at, count, m, varies_by_seed, map.at, varying.at);
  const int rows = map.at[pulled], columns = varying.at[pulled] ? rows : shared_operand(b, rows, m);  // x..., m
  // Replace the seed by the identity.
  ir::list<int> place(b.size());
  const term eye = reshape(identity_matrix(b, m), append(f, m));
  const int batched_seed = map.at[u.id];
  rewrite(b, place.size, place.at, [&](int i) { return i == batched_seed ? eye.id : -1; });
  std::int64_t order = x.rank;  // m, x...
  for (int i = 0; i < x.rank; ++i) order |= std::int64_t{i} << (4 * (i + 1));
  shape full = f;
  for (int i = 0; i < x.rank; ++i) full.dim[full.rank++] = x.dim[i];
  return reshape(permute(b.at(place.at[columns]), order), full).id;
}

// The shape of f, then that of x.
constexpr shape jacobian_shape(const builder& b, int f, int x) {
  shape full = b[f].shape;
  for (int i = 0; i < b[x].shape.rank; ++i) full = append(full, b[x].shape.dim[i]);
  return full;
}

// By diagonals if they are few, else row by row.
constexpr int jacobian_in(builder& b, int f, int x) {
  const int banded = with_diagonals(b, f, x, [&](const diagonal_set& set) {
    return reshape(from_diagonals(b, set, b[f].shape.size(), b[x].shape.size()), jacobian_shape(b, f, x));
  });
  return banded >= 0 ? banded : jacobian_by_rows(b, f, x);
}

struct jacobian_f {  // f, x
  static constexpr bool whole = true;
  static constexpr int build(builder& b, const int* in) {
    return derived(b, [&] { return jacobian_in(b, in[0], in[1]); });
  }
};

// The sum of d f[i] / d x[i], for f and x of N elements.
template <int N>
struct trace_f {  // f, x
  static constexpr bool whole = true;
  static constexpr int build(builder& b, const int* in) {
    return derived(b, [&] {
      const int sum = with_diagonals(b, in[0], in[1], [&](const diagonal_set& set) {
        for (int k = 0; k < set.count; ++k)
          if (const diagonal& d = set.at[k]; d.offset == 0)
            return reduce<ops::sum_op>(broadcast_to(b.at(d.value), make_shape(d.count)), 1u);
        return constant_term(b, 0);
      });
      if (sum >= 0) return sum;
      return reduce<ops::sum_op>(b.at(jacobian_by_rows(b, in[0], in[1])) * identity_matrix(b, N), 3u).id;
    });
  }
};

// True if x is or was part of f. With respect to something that simplification removed, the derivative is 0; something
// that was never there is a mistake.
template <graph G, graph X>
consteval bool contains() {
  return had_node<G>(X.root().hash);
}

template <graph F, graph X>
using hessian_of = composed<jacobian_f, graph_of(composed<grad_f, F, X>{}), X>;

constexpr bool scalar_by(const node& f, bool contained) { return f.shape.rank == 0 && contained; }

}  // namespace detail

// d f / d x for a scalar f, with the shape of x. For several x, a tuple of derivatives.
template <graph F, graph X>
requires(detail::scalar_by(F.root(), detail::contains<F, X>())) constexpr auto grad(expr<F>, expr<X>) {
  return composed<detail::grad_f, F, X>{};
}
template <int... F, int... X>
constexpr inert grad(tensor<F...>, tensor<X...>) {
  static_assert(sizeof...(F) == 0 ? true : mistake<tensor<F...>, tensor<X...>>,
                "tapeless: grad(f, x): f is not a scalar: take sum(f) or mean(f), or jacobian(f, x) for all rows");
  static_assert(
      sizeof...(F) != 0 ? true : mistake<tensor<F...>, tensor<X...>>,
      "tapeless: grad(f, x): x is not in the expression f: pass a leaf or a sub-expression that f was made of");
  return {};
}
template <class F, class X>
requires(inert_like<F> || inert_like<X>) constexpr inert grad(F, X) { return {}; }
template <class F, class X, class Y, class... More>
constexpr auto grad(F f, X x, Y y, More... more) {
  return boost::hana::make_tuple(grad(f, x), grad(f, y), grad(f, more)...);
}

// f and its derivatives, as a tuple.
template <class F, class... X>
constexpr auto value_and_grad(F f, X... x) {
  return boost::hana::make_tuple(f, grad(f, x)...);
}

// u^T d f / d x for u with the shape of f; the result has the shape of x.
template <graph F, graph X, graph U>
requires(detail::contains<F, X>() && F.root().shape == U.root().shape) constexpr auto vjp(expr<F>, expr<X>, expr<U>) {
  return composed<detail::vjp_f, F, X, U>{};
}
template <int... F, int... X, int... U>
constexpr inert vjp(tensor<F...>, tensor<X...>, tensor<U...>) {
  constexpr bool fits = std::is_same_v<tensor<F...>, tensor<U...>>;
  static_assert(fits ? true : mistake<tensor<F...>, tensor<U...>>,
                "tapeless: vjp(f, x, u): u must have the shape of f");
  static_assert(
      !fits ? true : mistake<tensor<F...>, tensor<X...>>,
      "tapeless: vjp(f, x, u): x is not in the expression f: pass a leaf or a sub-expression that f was made of");
  return {};
}

// d f / d x applied to a direction with the shape of x; the result has the shape of f.
template <graph F, graph X, graph V>
requires(detail::contains<F, X>() && X.root().shape == V.root().shape) constexpr auto jvp(expr<F>, expr<X>, expr<V>) {
  return composed<detail::jvp_f, F, X, V>{};
}
template <int... F, int... X, int... V>
constexpr inert jvp(tensor<F...>, tensor<X...>, tensor<V...>) {
  constexpr bool fits = std::is_same_v<tensor<X...>, tensor<V...>>;
  static_assert(fits ? true : mistake<tensor<X...>, tensor<V...>>,
                "tapeless: jvp(f, x, v): v must have the shape of x");
  static_assert(
      !fits ? true : mistake<tensor<F...>, tensor<X...>>,
      "tapeless: jvp(f, x, v): x is not in the expression f: pass a leaf or a sub-expression that f was made of");
  return {};
}

// All partial derivatives: the shape of f, then that of x.
template <graph F, graph X>
requires(detail::contains<F, X>() &&
         F.root().shape.rank + X.root().shape.rank < max_rank) constexpr auto jacobian(expr<F>, expr<X>) {
  return composed<detail::jacobian_f, F, X>{};
}
template <int... F, int... X>
constexpr inert jacobian(tensor<F...>, tensor<X...>) {
  constexpr bool fits = sizeof...(F) + sizeof...(X) < max_rank;
  static_assert(fits ? true : mistake<tensor<F...>, tensor<X...>>,
                "tapeless: jacobian(f, x): the ranks of f and x must not exceed 6 together: reshape one of them");
  static_assert(
      !fits ? true : mistake<tensor<F...>, tensor<X...>>,
      "tapeless: jacobian(f, x): x is not in the expression f: pass a leaf or a sub-expression that f was made of");
  return {};
}

// Second derivatives of a scalar: the shape of x twice.
template <graph F, graph X>
requires(detail::scalar_by(F.root(), detail::contains<F, X>()) &&
         2 * X.root().shape.rank < max_rank) constexpr auto hessian(expr<F>, expr<X>) {
  return detail::hessian_of<F, X>{};
}
template <int... F, int... X>
constexpr inert hessian(tensor<F...>, tensor<X...>) {
  static_assert(mistake<tensor<F...>, tensor<X...>>,
                "tapeless: hessian(f, x): f must be a scalar, and x a leaf or sub-expression of f, of rank 2 at most: "
                "take sum(f), or jacobian(grad(f, x), y)");
  return {};
}

// The Hessian of a scalar f applied to v, without forming it.
template <graph F, graph X, graph V>
requires(detail::scalar_by(F.root(), detail::contains<F, X>()) &&
         X.root().shape == V.root().shape) constexpr auto hvp(expr<F>, expr<X>, expr<V>) {
  return composed<detail::jvp_f, graph_of(composed<detail::grad_f, F, X>{}), X, V>{};
}
template <int... F, int... X, int... V>
constexpr inert hvp(tensor<F...>, tensor<X...>, tensor<V...>) {
  static_assert(mistake<tensor<F...>, tensor<X...>, tensor<V...>>,
                "tapeless: hvp(f, x, v): f must be a scalar, x in it, and v of the shape of x");
  return {};
}

// The trace of the Hessian: the sum of second derivatives with respect to each element of x (rank 0 or 1).
template <graph F, graph X>
requires(detail::scalar_by(F.root(), detail::contains<F, X>()) &&
         X.root().shape.rank <= 1) constexpr auto laplacian(expr<F>, expr<X>) {
  if constexpr (X.root().shape.rank == 0) {
    return composed<detail::grad_f, graph_of(composed<detail::grad_f, F, X>{}), X>{};
  } else {
    return composed<detail::trace_f<X.root().shape.dim[0]>, graph_of(composed<detail::grad_f, F, X>{}), X>{};
  }
}
template <int... F, int... X>
constexpr inert laplacian(tensor<F...>, tensor<X...>) {
  static_assert(mistake<tensor<F...>, tensor<X...>>,
                "tapeless: laplacian(f, x): f must be a scalar, and x a scalar or a vector in it");
  return {};
}

// After a mistake.
#define TAPELESS_AFTER_A_MISTAKE(name) \
  template <class... T>                \
  requires((inert_like<T> || ...)) constexpr inert name(T...) { return {}; }
TAPELESS_AFTER_A_MISTAKE(vjp)
TAPELESS_AFTER_A_MISTAKE(jvp)
TAPELESS_AFTER_A_MISTAKE(jacobian)
TAPELESS_AFTER_A_MISTAKE(hessian)
TAPELESS_AFTER_A_MISTAKE(hvp)
TAPELESS_AFTER_A_MISTAKE(laplacian)
#undef TAPELESS_AFTER_A_MISTAKE

}  // namespace tapeless::inline TAPELESS_ISA
