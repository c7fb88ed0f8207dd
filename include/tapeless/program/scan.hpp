// scan: a loop of static length whose body is an expression, compiled once whatever the length.
//
//   constexpr auto xs = input<"xs", 100, 3>;                  // a sequence: its first axis is time
//   constexpr auto x = input<"x", 3>;                         // stands for one element of it, in the body
//   constexpr auto h = slot<"h", 16>;                         // stands for the state before a step
//   constexpr auto next = gru_cell<"gru", 16>(x, h);
//   constexpr auto hs = scan(next, each(x, xs), carry(h, next));   // [100, 16]: `next` of every step
//   constexpr auto last = slice<0, -1, to_end>(hs);
//
// carry(h, next, h0) begins with h0, carry(h, next) with 0. There may be several of both. The body may use parameters;
// what else differs by sample comes in by each or carry. Two scans of the same body are computed once.
//
// Shapes: each(x, xs) gives x the shape of xs without its first axis; all sequences are equally long, n. carry(h, next)
// has h, next and h0 of one shape. The result is [n, shape of next].
//
// Derivatives run backwards in time over the states that the scan gave, with static memory, and a weight's gradient is
// one product over all steps and samples: truncated nowhere, and again a scan, so that it can be differentiated again,
// up to the third derivative.
//
// Costs: n times the body; memory for n states and elements of each sample of a tile, except that elements which do
// not depend on the sample are there once; compile time does not depend on n. Limits: at most 32 states and 64
// parameters in a body; no in_training, keeping or values over samples inside it.
#pragma once

#include <tapeless/program/doors.hpp>
#include <tapeless/program/scan_operation.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// A sequence and the leaf that stands for one element; the state of a loop, what it becomes and how it begins.
template <graph Leaf, graph Sequence>
struct sequence_of {};
template <graph Leaf, graph Next, graph... Start>
struct carry_of {};

// Operands of the composition: the sequences, those that all samples share, then the first states that are not 0.
template <class Body, int Chosen, int Varying, int Same, class Starts>
struct scan_f;
template <class Body, int Chosen, int Varying, int Same, bool... Starts>
struct scan_f<Body, Chosen, Varying, Same, std::integer_sequence<bool, Starts...>> {
  static constexpr int build(builder& b, const int* in) {
    builder there(true, 128);
    body_draft d;
    Body::build(there, d);
    const int steps = b[in[0]].shape.dim[0];
    term xs{}, start{}, shared{};
    auto join = [&](term& to, term x, int axis) { to = to ? concat(to, x, axis) : x; };
    for (int k = 0; k < Varying; ++k)
      join(xs, reshape(b.at(in[k]), make_shape(steps, b[in[k]].shape.size() / steps)), 1);
    constexpr bool given[] = {Starts..., false};
    int next_start = Varying + Same;
    for (int k = 0; k < d.carry.size; ++k) {
      const int size = there[d.carry[k]].shape.size();
      join(start, given[k] ? flattened(b.at(in[next_start++])) : constant_term(b, 0, make_shape(size)), 0);
    }
    for (int k = 0; k < d.shared.size; ++k) {
      node leaf = there[d.shared[k]];
      const int stacked = k - (d.shared.size - d.stacked);
      join(shared, flattened(b.at(stacked < 0 ? b.insert(leaf) : in[Varying + stacked])), 0);
    }
    if (!xs) xs = no_elements(b);
    if (!shared) shared = constant_term(b, 0, make_shape(1));
    const term all = scan_node<Body, scan_order>(steps, xs, start, shared);
    // What was asked for: the next state number Chosen, or the output behind all of them.
    int at = 0;
    for (int k = 0; k < Chosen; ++k) at += there[d.next[k]].shape.size();
    const shape s = there[Chosen < d.next.size ? d.next[Chosen] : d.output[0]].shape;
    return reshape(columns(all, at, s.size()), over_time(steps, s)).id;
  }
};

template <class... Tensors>
struct shapes_shown {};  // in a message

// What stands behind scan(output, ...), sorted: sequences and states in the order in which they were written.
template <graph... G>
struct graphs {};
// Leaves and the sequences along which they are walked.
template <class X, class Xs>
struct walked;
template <graph... X, graph... Xs>
struct walked<graphs<X...>, graphs<Xs...>> {
  template <graph L, graph S>
  using with = walked<graphs<X..., L>, graphs<Xs..., S>>;
};
template <class Each, class Same, class H, class Next, class Start, class Given, class... Rest>
struct scan_parts;
template <class... Rest>
using sorted_parts = scan_parts<walked<graphs<>, graphs<>>, walked<graphs<>, graphs<>>, graphs<>, graphs<>, graphs<>,
                                std::integer_sequence<bool>, Rest...>;

// Elements that all samples share are not copied for each of them. A slot may differ by stream.
template <graph Sequence>
inline constexpr bool samples_share = [] {
  for (const node& n : flat_graph<Sequence>.nodes)
    if (varies_by_sample(n) || is_leaf(n, ir::role::slot)) return false;
  return true;
}();

template <class Each, class Same, class H, class Next, class Start, class Given, graph L, graph S, class... Rest>
requires(!samples_share<S>) struct scan_parts<Each, Same, H, Next, Start, Given, sequence_of<L, S>, Rest...>
    : scan_parts<typename Each::template with<L, S>, Same, H, Next, Start, Given, Rest...> {
};
template <class Each, class Same, class H, class Next, class Start, class Given, graph L, graph S, class... Rest>
requires(samples_share<S>) struct scan_parts<Each, Same, H, Next, Start, Given, sequence_of<L, S>, Rest...>
    : scan_parts<Each, typename Same::template with<L, S>, H, Next, Start, Given, Rest...> {
};
template <class Each, class Same, graph... H, graph... Next, graph... Start, bool... Given, graph L, graph N,
          graph... S, class... Rest>
struct scan_parts<Each, Same, graphs<H...>, graphs<Next...>, graphs<Start...>, std::integer_sequence<bool, Given...>,
                  carry_of<L, N, S...>, Rest...>
    : scan_parts<Each, Same, graphs<H..., L>, graphs<Next..., N>, graphs<Start..., S...>,
                 std::integer_sequence<bool, Given..., sizeof...(S) != 0>, Rest...> {};
template <graph... X, graph... Xs, graph... Y, graph... Ys, graph... H, graph... Next, graph... Start, class Given>
struct scan_parts<walked<graphs<X...>, graphs<Xs...>>, walked<graphs<Y...>, graphs<Ys...>>, graphs<H...>,
                  graphs<Next...>, graphs<Start...>, Given> {
  static constexpr int sequences = sizeof...(Xs) + sizeof...(Ys), states = sizeof...(H);
  static constexpr bool equally_long = [] {
    const int steps[] = {Xs.root().shape.dim[0]..., Ys.root().shape.dim[0]..., 0};
    for (int k = 1; k < sequences; ++k)
      if (steps[k] != steps[0]) return false;
    return true;
  }();
  // A leaf of the body that differs by sample and is neither an element nor a state; null if there is none.
  template <graph Output>
  static constexpr const symbol* stranger = [] {
    const std::uint64_t own[] = {X.root().hash..., Y.root().hash..., 0};
    const symbol* found = nullptr;
    const auto look = [&](const auto& nodes) {
      for (const node& n : nodes) {
        bool known = !varies_by_sample(n);
        for (std::uint64_t h : own) known = known || n.hash == h;
        if (!known) found = n.leaf;
      }
    };
    (look(flat_graph<Next>.nodes), ...);
    look(flat_graph<Output>.nodes);
    return found;
  }();
  // A node of the body that has two modes, or looks at other samples.
  template <graph Output>
  static constexpr bool looks_around = [] {
    bool found = false;
    const auto look = [&](const auto& nodes) {
      for (const node& n : nodes) found = found || n.op->over_samples || n.op->in_training >= 0;
    };
    (look(flat_graph<Next>.nodes), ...);
    look(flat_graph<Output>.nodes);
    return found;
  }();
  // The first mistake, which alone is reported.
  static constexpr bool walks = sequences > 0, carries = !walks || states > 0,
                        even = !walks || !carries || equally_long;
  using shapes = shapes_shown<shown_shape<Xs.root().shape>..., shown_shape<Ys.root().shape>...>;
  template <graph Output>
  static constexpr int place_of() {  // among the next states, or behind them
    const std::uint64_t next[] = {Next.root().hash..., 0};
    for (int k = 0; k < states; ++k)
      if (next[k] == Output.root().hash) return k;
    return states;
  }
  template <graph Output>
  static constexpr auto compose() {
    constexpr int place = place_of<Output>();
    using extra = std::conditional_t<place == states, graph_list<Output>, graph_list<>>;
    using body = forward_body<graph_list<X...>, graph_list<Y...>, graph_list<H...>, graph_list<Next...>, extra>;
    return composed<scan_f<body, place, sizeof...(X), sizeof...(Y), Given>, Xs..., Ys..., Start...>{};
  }
};

constexpr bool is_sequence_of(const shape& element, const shape& sequence) {
  return sequence.rank > 0 && without_axes(sequence, 1u) == element;
}

template <class P>
inline constexpr bool is_scan_part = false;
template <graph L, graph S>
inline constexpr bool is_scan_part<sequence_of<L, S>> = true;
template <graph L, graph N, graph... S>
inline constexpr bool is_scan_part<carry_of<L, N, S...>> = true;

}  // namespace detail

// `leaf` stands for the elements of `sequence`, one after the other along its first axis.
template <graph Leaf, graph Sequence>
requires(is_leaf(Leaf.root(), ir::role::input) &&
         detail::is_sequence_of(Leaf.root().shape, Sequence.root().shape)) constexpr auto each(expr<Leaf>,
                                                                                               expr<Sequence>) {
  return detail::sequence_of<Leaf, Sequence>{};
}
template <int... L, int... S>
constexpr inert each(tensor<L...>, tensor<S...>) {
  static_assert(mistake<tensor<L...>, tensor<S...>>,
                "tapeless: each(leaf, sequence): the leaf is an input<name, extents...>, and the sequence has its "
                "shape behind one more axis, the time");
  return {};
}

// The slot `state` holds `start` (or 0) before the first step, and `next` after each.
template <graph State, graph Next, graph... Start>
requires(sizeof...(Start) <= 1 && is_leaf(State.root(), ir::role::slot) && State.root().shape == Next.root().shape &&
         ((Start.root().shape == State.root().shape) && ...)) constexpr auto carry(expr<State>, expr<Next>,
                                                                                   expr<Start>...) {
  return detail::carry_of<State, Next, Start...>{};
}
template <int... S, int... N>
constexpr inert carry(tensor<S...>, tensor<N...>) {
  static_assert(mistake<tensor<S...>, tensor<N...>>,
                "tapeless: carry(state, next): the state is a slot<name, extents...> and next has its shape");
  return {};
}
template <int... S, int... N, int... B>
constexpr inert carry(tensor<S...>, tensor<N...>, tensor<B...>) {
  static_assert(
      mistake<tensor<S...>, tensor<N...>, tensor<B...>>,
      "tapeless: carry(state, next, start): the state is a slot<name, extents...>, next and start have its shape");
  return {};
}

template <class... T>
requires(inert_like<T> || ...) constexpr inert each(T...) { return {}; }
template <class... T>
requires(inert_like<T> || ...) constexpr inert carry(T...) { return {}; }

// `output` of every step, along a first axis.
template <graph Output, class... Parts>
requires(detail::is_scan_part<Parts>&&...) constexpr auto scan(expr<Output>, Parts...) {
  using parts = detail::sorted_parts<Parts...>;
  using shapes = typename parts::shapes;
  constexpr bool walks = parts::walks, carries = parts::carries, even = parts::even;
  static_assert(walks, "tapeless: scan(output, ...): needs a sequence to walk along: each(leaf, sequence)");
  static_assert(carries, "tapeless: scan(output, ...): needs a state that goes from step to step: carry(state, next)");
  static_assert(even ? true : mistake<shapes>,
                "tapeless: scan(output, ...): the sequences differ in their first axis, the time");
  if constexpr (walks && carries && even) {
    constexpr const symbol* stranger = parts::template stranger<Output>;
    constexpr bool plain = !parts::template looks_around<Output>;
    static_assert(
        plain ? true : mistake<shapes>,
        "tapeless: scan(output, ...): the body has in_training, keeping or a value over samples, which belong "
        "outside: apply them to the whole sequence");
    static_assert(
        !plain || !detail::given(stranger) ? true : mistake<detail::shown<stranger>>,
        "tapeless: scan(output, ...): the body reads an input that is not an element: pass it by each, or by carry "
        "if it stays the same");
    if constexpr (plain && !detail::given(stranger)) return parts::template compose<Output>();
    else return inert{};
  } else {
    return inert{};
  }
}
template <int... S, class... Parts>
constexpr inert scan(tensor<S...>, Parts...) {
  static_assert(
      mistake<tensor<S...>>,
      "tapeless: scan(output, ...): behind the output stand each(leaf, sequence) and carry(state, next), nothing else");
  return {};
}
template <class Output, class... Parts>
requires(inert_like<Output> || (inert_like<Parts> || ...)) constexpr inert scan(Output, Parts...) { return {}; }

}  // namespace tapeless::inline TAPELESS_ISA
