// The expression: a type that names a graph, with a base class that carries only its shape, for messages.
#pragma once

#include <utility>

#include <tapeless/expr/flatten.hpp>
#include <tapeless/expr/mistake.hpp>

namespace tapeless::inline TAPELESS_ISA {

// The shape alone. Diagnostic overloads take this base, so that a message shows extents and not a graph.
template <int... D>
struct tensor {
  static constexpr tapeless::shape shape = make_shape(D...);
};

namespace detail {
template <graph G, int... I>
auto tensor_of(std::integer_sequence<int, I...>) -> tensor<G.root().shape.dim[I]...>;
}  // namespace detail

template <class Key, class Value>
struct binding;

// A typed expression: the type is the graph. Values of it are empty and constant.
template <graph G>
struct expr : decltype(detail::tensor_of<G>(std::make_integer_sequence<int, G.root().shape.rank>{})) {
  static constexpr const node& root = G.root();

  // `x = span`, `x = array` or `x = number` binds a leaf in a call. The range is not copied and remains the caller's.
  template <class R>
  constexpr auto operator=(R&& values) const noexcept;
  constexpr expr() = default;
  constexpr expr(const expr&) = default;
};

template <class E>
inline constexpr bool is_expr = false;
template <graph G>
inline constexpr bool is_expr<expr<G>> = true;

// The graph of an expression, or of a type derived from one.
template <graph G>
consteval graph graph_of(expr<G>) {
  return G;
}

namespace detail {

// The result of a composition before its size is known to a type: its own nodes, or size -1 - k if the result is
// operand k itself.
template <int Capacity>
struct drawn_nodes {
  node nodes[Capacity]{};
  int size = 0;
};

// Copies the nodes that `root` depends on, except for the first `stubs` nodes, which stand for operands: stub i is
// operand stub_of[i].
template <int Capacity>
constexpr void draw_nodes(drawn_nodes<Capacity>& to, const builder& b, int root, int stubs, const int* stub_of) {
  ir::list<int> places(b.size());
  int* const place = places.at;
  number_reachable(b, &root, 1, place);
  for (int i = 0; i < b.size(); ++i) {
    if (place[i] < 0) continue;
    if (i < stubs) {
      place[i] = operand_mark - stub_of[i];
      continue;
    }
    place[i] = to.size++;
    if (place[i] < Capacity) to.nodes[place[i]] = renumbered(b[i], place);
  }
}

// Runs `F::build(builder&, const int* operands)`. A composition sees each operand as one node without operands: a stub,
// which has only a shape and a hash.
template <class F, int Capacity, graph... G>
consteval drawn_nodes<Capacity> draw_composition() {
  constexpr int count = sizeof...(G);
  const node* const roots[] = {&G.root()..., nullptr};
  builder b(false, 16);
  int operands[count + 1]{}, stub_of[count + 1]{};
  for (int k = 0; k < count; ++k) {
    node stub = *roots[k];
    for (short& q : stub.in) q = -1;
    const int before = b.size();
    operands[k] = b.insert_hashed(stub);
    if (operands[k] == before) stub_of[before] = k;
  }
  const int stubs = b.size(), root = F::build(b, operands);
  drawn_nodes<Capacity> r;
  if (root < stubs) r.size = -1 - stub_of[root];
  else draw_nodes(r, b, root, stubs, stub_of);
  return r;
}

// A pass (F::whole) sees everything below its operands; its result is simplified.
template <class F, int Capacity, graph... G>
consteval drawn_nodes<Capacity> draw_pass() {
  builder raw(false, 256);
  flattener f(raw);
  const int operands[] = {f.add(G.at)...};
  int root = F::build(raw, operands);
  ir::list<int> place(raw.size());
  number_reachable(raw, &root, 1, place.at);
  builder simple(true, 256);
  for (int i = 0; i <= root; ++i)
    if (place.at[i] >= 0) place.at[i] = simple.put(renumbered(raw[i], place.at));
  root = place.at[root];
  drawn_nodes<Capacity> r;
  draw_nodes(r, simple, root, 0, nullptr);
  return r;
}

// The graphs become its operands, or, for a pass that saw them whole, its sources.
template <int N, bool Whole, graph... G, int Capacity>
consteval auto cut_to_size(const drawn_nodes<Capacity>& drawn) {
  constexpr int count = sizeof...(G);
  graph_data<N, Whole ? 0 : count, Whole ? count : 0> g{{}, {G.at...}};
  for (int i = 0; i < N; ++i) g.nodes[i] = drawn.nodes[i];
  return g;
}

// A second run costs as much as the first, so the first guess of the capacity is chosen to suffice nearly always.
template <class F, int Capacity, graph... G>
consteval graph compose() {
  constexpr bool whole = requires { F::whole; };
  constexpr auto drawn = [] {
    if constexpr (whole) return draw_pass<F, Capacity, G...>();
    else return draw_composition<F, Capacity, G...>();
  }();
  if constexpr (drawn.size > Capacity) {
    return compose<F, drawn.size, G...>();
  } else if constexpr (drawn.size < 0) {
    constexpr graph operands[] = {G...};
    return operands[-1 - drawn.size];
  } else {
    return registered<cut_to_size<drawn.size, whole, G...>(drawn)>::handle;
  }
}
template <class F, graph... G>
consteval int likely_size() {
  if constexpr (requires { F::whole; }) return 3 * (0 + ... + graph_summary<G>.nodes) + 32;
  else return 16;
}

// Evaluated once for each combination of operation and operands.
template <class F, graph... G>
struct composition_of {
  static constexpr graph handle = compose<F, likely_size<F, G...>(), G...>();
};

}  // namespace detail

// The expression that `F` builds from expressions: F::build(builder&, const int* operands) -> node.
template <class F, graph... G>
using composed = expr<detail::composition_of<F, G...>::handle>;

}  // namespace tapeless::inline TAPELESS_ISA
