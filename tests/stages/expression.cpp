// First stage: an expression is a graph of the right nodes and shape, and its type says so.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

namespace {

constexpr auto s = input<"s">;
constexpr auto x = input<"x", 3>;
constexpr auto m = input<"m", 2, 3>;
constexpr auto w = parameter<"w", 3, 4>;

template <class E>
constexpr int nodes(E) {
  return flat_graph<graph_of(E{})>.size;
}
template <class A, class B>
constexpr bool same_type(A, B) {
  return std::is_same_v<A, B>;
}

// Leaves.
static_assert(nodes(x) == 1 && x.shape == make_shape(3) && is_leaf(x.root, ir::role::input));
static_assert(w.shape == make_shape(3, 4) && is_leaf(w.root, ir::role::parameter));
static_assert(is_constant(decltype(2.5_c)::root, 2.5) && (2.5_c).shape == make_shape());
static_assert(decltype(1e-3_c)::root.value == 1e-3 && decltype(12.625_c)::root.value == 12.625);

// A shared sub-expression is there once, however it is written.
static_assert(nodes(x + x) == 2);
static_assert(nodes(exp(x) * exp(x)) == 3);
static_assert(nodes(exp(x) * m + exp(x)) == 5);
static_assert(nodes((x + s) * (x + s)) == 4);

// Equal expressions have equal types; the operands of a sum or product may change places, those of a difference may
// not.
static_assert(same_type(exp(x) + m, exp(x) + m));
static_assert(!same_type(x - s, s - x));
static_assert((x + m).root.hash == (m + x).root.hash && (x * m).root.hash == (m * x).root.hash);
static_assert((x - m).root.hash != (m - x).root.hash && (x / m).root.hash != (m / x).root.hash);
static_assert(input<"a", 3>.root.hash != input<"b", 3>.root.hash && input<"a", 3>.root.hash != input<"a", 4>.root.hash);
static_assert(input<"a", 3>.root.hash != parameter<"a", 3>.root.hash);
static_assert(sum<0>(m).root.hash != sum<1>(m).root.hash);

// Shapes.
static_assert((x + m).shape == make_shape(2, 3) && (s * m).shape == make_shape(2, 3));
static_assert((input<"c", 2, 1> + input<"r", 5>).shape == make_shape(2, 5));
static_assert(sum<0>(m).shape == make_shape(3) && sum<-1>(m).shape == make_shape(2) && sum(m).shape == make_shape());
static_assert(matmul(m, w).shape == make_shape(2, 4) && dense<"layer", 7>(m).shape == make_shape(2, 7));
static_assert(transpose(m).shape == make_shape(3, 2) && reshape<-1>(m).shape == make_shape(6));
static_assert(stack<0>(x, x, x).shape == make_shape(3, 3) && concat<0>(x, x).shape == make_shape(6));
static_assert(jacobian(exp(m), m).shape == make_shape(2, 3, 2, 3) &&
              hessian(sum(m), m).shape == make_shape(2, 3, 2, 3));

// Topological order: every operand stands before its reader, and the result is the last.
template <class E>
constexpr bool ordered(E) {
  constexpr auto& g = flat_graph<graph_of(E{})>;
  for (int i = 0; i < g.size; ++i)
    for (short q : g.nodes[i].in)
      if (q >= i) return false;
  return g.nodes[g.size - 1].hash == E::root.hash;
}
static_assert(ordered(sum(exp(x) * m) + sum(matmul(m, transpose(m)) * s)));
static_assert(ordered(grad(sum(tanh(dense<"layer", 7>(m))), m)));

}  // namespace
