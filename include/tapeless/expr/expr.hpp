// The expression: a type that carries a graph as a value, and a base that carries only its shape for messages.
#pragma once

#include <utility>

#include <tapeless/expr/flatten.hpp>
#include <tapeless/expr/mistake.hpp>

namespace tapeless {

// Only the shape. Overloads that hold an error message take this base, so that a message shows extents, not a graph.
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

  // `x = span`, `x = array` or `x = number` gives a call the value of a leaf. The range stays the caller's.
  template <class R>
  constexpr auto operator=(R&& values) const noexcept;
  constexpr expr() = default;
  constexpr expr(const expr&) = default;
};

template <class E>
inline constexpr bool is_expr = false;
template <graph G>
inline constexpr bool is_expr<expr<G>> = true;

// The graph of an expression, also of a type derived from one.
template <graph G>
consteval graph graph_of(expr<G>) {
  return G;
}

namespace detail {

// Runs `F::build(builder&, const int* operands)` and calls `use(builder, root, stubs)`. A composition sees each operand
// as one node without operands (a stub: shape, hash); a pass, which says `whole`, sees everything below.
template <class F, graph... G, class Use>
constexpr auto with_composition(Use use) {
  builder b(false, 16);
  int operands[sizeof...(G) + 1]{}, k = 0;
  int stubs = 0;
  if constexpr (requires { F::whole; }) {
    flattener f(b);
    ((operands[k++] = f.add(G.at)), ...);
  } else {
    (
        [&] {
          node stub = G.root();
          for (short& q : stub.in) q = -1;
          operands[k++] = b.insert_hashed(stub);
        }(),
        ...);
    stubs = b.size();
  }
  return use(b, F::build(b, operands), stubs);
}

// The graph of a result: its own nodes, and the operands that they need.
template <int N, graph... G>
constexpr graph_data<N, sizeof...(G)> gather_nodes(const builder& b, int root, int stubs) {
  const graph_view* operands[] = {G.at..., nullptr};
  graph_data<N, sizeof...(G)> g{};
  for (int k = 0; k < static_cast<int>(sizeof...(G)) && stubs > 0; ++k) g.operands[k] = operands[k];
  int* place = new int[static_cast<std::size_t>(b.size())];
  number_reachable(b, &root, 1, place);
  int* stub_of = new int[static_cast<std::size_t>(stubs + 1)]{};
  for (int s = 0; s < stubs; ++s)
    for (int k = static_cast<int>(sizeof...(G)) - 1; k >= 0; --k)
      if (operands[k]->nodes[operands[k]->size - 1].hash == b[s].hash) stub_of[s] = k;
  int at = 0;
  for (int i = 0; i < b.size(); ++i) {
    if (place[i] < 0) continue;
    if (i < stubs) {
      place[i] = operand_mark - stub_of[i];
      continue;
    }
    node n = b[i];
    for (short& q : n.in)
      if (q >= 0) q = static_cast<short>(place[q]);
    place[i] = at;
    g.nodes[at++] = n;
  }
  delete[] place;
  delete[] stub_of;
  return g;
}

// How many nodes of its own a result has; -1 - k if it is the k-th operand itself.
template <class F, graph... G>
consteval int composition_size() {
  return with_composition<F, G...>([](const builder& b, int root, int stubs) {
    if (root < stubs) {
      int k = 0, found = -1;
      ((found = found < 0 && G.root().hash == b[root].hash ? k : found, ++k), ...);
      return -1 - found;
    }
    int* place = new int[static_cast<std::size_t>(b.size())];
    number_reachable(b, &root, 1, place);
    int n = 0;
    for (int i = stubs; i < b.size(); ++i) n += place[i] >= 0;
    delete[] place;
    return n;
  });
}

template <class F, graph... G>
consteval graph compose() {
  constexpr int size = composition_size<F, G...>();
  if constexpr (size < 0) {
    constexpr graph operands[] = {G...};
    return operands[-1 - size];
  } else {
    return registered<with_composition<F, G...>([](const builder& b, int root, int stubs) {
      if constexpr (requires { F::whole; }) return gather_nodes<size>(b, root, stubs);
      else return gather_nodes<size, G...>(b, root, stubs);
    })>::handle;
  }
}

// Evaluated once for each operation and operands.
template <class F, graph... G>
struct composition_of {
  static constexpr graph handle = compose<F, G...>();
};

}  // namespace detail

// The expression that `F` builds from expressions: F::build(builder&, const int* operands) -> node.
template <class F, graph... G>
using composed = expr<detail::composition_of<F, G...>::handle>;

}  // namespace tapeless
