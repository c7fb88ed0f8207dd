// repeat<n>(block)(x): n blocks of one kind, one after the other, each with parameters of its own, compiled once.
//
//   constexpr auto deep = repeat<12>(transformer_encoder<"block", transformer{.heads = 4, .hidden = 256}>)(x);
//   constexpr auto net = sequential(repeat<4>([](auto h) { return tanh(dense<"h", 16>(h)); }), dense<"out", 1>);
//
// A block is a function of an expression whose result has the shape of its operand. Shapes: those of x. Parameters:
// those of the block by their names, stacked along a first axis of n; each layer of the stack is drawn by the block's
// initialiser, as if it stood alone. Files of PyTorch, which have a name for each block, do not fit them.
//
// It is a scan whose state is x: the program has the code of one block and of its derivative, whatever n is, and keeps
// the state before each block; what is within a block is computed again on the way back. Costs: n times the block, two
// copies of its parameters, and backwards the block once more; the factors of the weights' gradients of all blocks are
// kept until the end, in memory for each sample of a tile. Limits: those of a scan (program/scan.hpp); no dropout,
// batch_norm or inputs within a block.
#pragma once

#include <tapeless/nn/initialisers.hpp>
#include <tapeless/program/scan.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// Draws each layer of a stack.
template <initialiser Draw, int N>
constexpr void draw_stacked(const drawn_parameter& w) {
  drawn_parameter one = w;
  one.extents = without_axes(w.extents, 1u);
  const int size = one.extents.size();
  for (int k = 0; k < N; ++k) {
    one.stream = mix(w.stream, static_cast<std::uint64_t>(k) + 1);
    one.in_float = w.in_float ? w.in_float + k * size : nullptr;
    one.in_double = w.in_double ? w.in_double + k * size : nullptr;
    Draw(one);
  }
}

template <const symbol* S, initialiser Draw, int N>
inline constexpr symbol stacked_symbol = [] {
  symbol s = *S;
  s.draw = &draw_stacked<Draw, N>;
  s.variant = mix(s.variant, static_cast<std::uint64_t>(N));
  s.axes = orientation::plain;
  return s;
}();

// The body of a repeat: its parameters are other ones in each step.
template <graph State, graph Next>
struct repeated_body : forward_body<graph_list<>, graph_list<>, graph_list<State>, graph_list<Next>, graph_list<>> {
  using base = forward_body<graph_list<>, graph_list<>, graph_list<State>, graph_list<Next>, graph_list<>>;
  static constexpr std::uint64_t id = mix(base::id, hash_text("repeat"));
  static constexpr void build(builder& b, body_draft& d) {
    base::build(b, d);
    ir::list<int> same, stacked;
    for (const int i : d.shared) (is_leaf(b[i], ir::role::parameter) ? stacked : same).push(i);
    d.stacked = stacked.size;
    for (const int i : stacked) same.push(i);
    d.shared = same;
  }
};

template <graph State, graph Next, int N>
struct repeat_f {
  using body = repeated_body<State, Next>;
  // The stacked symbol of a parameter of the block.
  static constexpr const symbol* stacked(const symbol& s) {
    constexpr int leaves = leaves_below<Next>.size;
    const symbol* found = nullptr;
    [&]<int... I>(std::integer_sequence<int, I...>) { ((found = look<I>(s, found)), ...); }
    (std::make_integer_sequence<int, leaves>{});
    return found;
  }
  template <int I>
  static constexpr const symbol* look(const symbol& s, const symbol* before) {
    constexpr const node& n = *leaves_below<Next>.at[I];
    if constexpr (is_leaf(n, ir::role::parameter)) {
      constexpr const symbol* own = n.leaf;
      constexpr initialiser draw = initialiser_of(n);
      if (own->hash == s.hash) return &stacked_symbol<own, draw, N>;
    }
    return before;
  }
  static constexpr int build(builder& b, const int* in) {
    builder there(true, 128);
    body_draft d;
    body::build(there, d);
    term shared{};
    for (int k = 0; k < d.shared.size; ++k) {
      node leaf = there[d.shared[k]];
      if (d.is_stacked(k)) {
        leaf.leaf = stacked(*leaf.leaf);
        leaf.shape = over_time(N, leaf.shape);
      }
      const term here = flattened(b.at(b.insert(leaf)));
      shared = shared ? concat(shared, here, 0) : here;
    }
    if (!shared) shared = constant_term(b, 0, make_shape(1));
    const shape s = b[in[0]].shape;
    const term all = scan_node<body, scan_order>(N, no_elements(b), flattened(b.at(in[0])), shared);
    return reshape(slice(all, 0, N - 1, 1, 1), s).id;
  }
};

template <graph X, class I = std::make_integer_sequence<int, X.root().shape.rank>>
struct state_like;
template <graph X, int... I>
struct state_like<X, std::integer_sequence<int, I...>> {
  static constexpr auto leaf = slot<"repeated", X.root().shape.dim[I]...>;
};

template <int N, class Block>
struct repeat_t {
  Block block;

  template <graph X>
  constexpr auto operator()(expr<X>) const {
    static_assert(N > 0, "tapeless: repeat<n>(block): n is at least 1");
    constexpr auto h = state_like<X>::leaf;
    using result = std::remove_cvref_t<decltype(block(h))>;
    if constexpr (N < 1 || inert_like<result>) return inert{};
    else return after(result{}, h, expr<X>{});
  }
  constexpr inert operator()(inert) const { return {}; }

 private:
  template <graph Y, graph H, graph X>
  static constexpr auto after(expr<Y>, expr<H>, expr<X>) {
    constexpr bool same = Y.root().shape == X.root().shape;
    static_assert(same ? true : mistake<shown_shape<X.root().shape>, shown_shape<Y.root().shape>>,
                  "tapeless: repeat<n>(block)(x): the result of the block has another shape than its operand");
    using parts = sorted_parts<carry_of<H, Y, X>>;
    constexpr bool plain = !parts::template looks_around<Y>;
    constexpr const symbol* stranger = parts::template stranger<Y>;
    static_assert(plain ? true : mistake<shown_shape<X.root().shape>>,
                  "tapeless: repeat<n>(block): the block has in_training, keeping or a value over samples, as dropout "
                  "and batch_norm have: apply them outside");
    static_assert(!plain || !given(stranger) ? true : mistake<shown<stranger>>,
                  "tapeless: repeat<n>(block): the block reads an input: its operand is all that differs by sample");
    if constexpr (same && plain && !given(stranger)) return composed<repeat_f<H, Y, N>, X>{};
    else return inert{};
  }
};

}  // namespace detail

template <int N, class Block>
constexpr detail::repeat_t<N, Block> repeat(Block block) {
  return {block};
}

}  // namespace tapeless::inline TAPELESS_ISA
