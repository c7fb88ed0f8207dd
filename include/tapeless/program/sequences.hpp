// Recurrent layers over whole sequences: cells (nn/recurrent.hpp) in a scan, stacked, in one direction or both.
//
//   gru_layer<"gru", 16>(xs)            xs: [n, in], the states of all steps: [n, 16]
//   gru_layer<"gru", 16>(xs, length)    of sequences that are padded to n: the state stops at the length
//   gru_layer<"gru", 16, recurrent{.layers = 2, .bidirectional = true}>(xs)
//   lstm_layer, rnn_layer               likewise; the states of an LSTM are its h
//   recurrence<"name", 16>(cell, xs)    any cell: a function of an element and a state, which gives the next state;
//                                       likewise (cell, xs, length)
//
// The length is one number for each sample, at most n. At steps behind it, the state stays what it was, so that the
// last row is the state at the length (in PyTorch, outputs are 0 there). Both directions: [n, 32], first the forward
// states, then those of a layer that begins at the last element, or at the length, and behind it is still 0. Layers
// read the states of the one below. The first state is 0.
//
// Parameters: those of the cell, as name.l0.weight_ih for layer 0, name.l0_reverse.weight_ih for its other direction
// (PyTorch: weight_ih_l0, weight_ih_l0_reverse). Cost: n times the cell, and memory for n states of each sample of a
// tile; compile time does not depend on n.
//
// A cell of one's own, a linear recurrence with a decay for each element:
//
//   constexpr auto decaying = [](auto x, auto h) { return sigmoid(parameter<"decay", 16>) * h + dense<"in", 16>(x); };
//   constexpr auto hs = recurrence<"memory", 16>(decaying, xs);
#pragma once

#include <tapeless/nn/masks.hpp>
#include <tapeless/nn/numbered.hpp>
#include <tapeless/nn/recurrent.hpp>
#include <tapeless/program/scan.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct recurrent {
  int layers = 1;
  bool bidirectional = false;
};

namespace detail {

// The extents of a shape but the first, as those of a leaf.
template <text Name, graph Xs, class I = std::make_integer_sequence<int, Xs.root().shape.rank - 1>>
struct element_of;
template <text Name, graph Xs, int... I>
struct element_of<Name, Xs, std::integer_sequence<int, I...>> {
  static constexpr auto leaf = input<Name, Xs.root().shape.dim[I + 1]...>;
};

// A state that stays where the element is padding.
template <text Name>
inline constexpr auto live = input<Name + ".live">;

// The states of all steps; `mask`: 1 for each step that counts.
template <text Name, int... State, class Cell, graph Xs, class... Mask>
constexpr auto states_along(Cell cell, expr<Xs> xs, Mask... mask) {
  constexpr auto x = element_of<Name + ".x", Xs>::leaf;
  constexpr auto h = slot<Name + ".h", State...>;
  const auto next = cell(x, h);
  if constexpr (sizeof...(Mask) == 0) {
    return scan(next, each(x, xs), carry(h, next));
  } else {
    const auto kept = where(live<Name>, next, h);
    return scan(kept, each(x, xs), each(live<Name>, mask...), carry(h, kept));
  }
}

template <text Name, int Hidden>
struct rnn_along {
  template <class Xs, class... Mask>
  constexpr auto operator()(Xs xs, Mask... mask) const {
    return states_along<Name, Hidden>(rnn_cell<Name, Hidden>, xs, mask...);
  }
};
template <reset_gate Reset>
struct gru_of {
  template <text Name, int Hidden>
  struct along {
    template <class Xs, class... Mask>
    constexpr auto operator()(Xs xs, Mask... mask) const {
      return states_along<Name, Hidden>(gru_cell<Name, Hidden, Reset>, xs, mask...);
    }
  };
};
template <text Name, int Hidden>
struct lstm_along {
  template <graph Xs, class... Mask>
  constexpr auto operator()(expr<Xs> xs, Mask... mask) const {
    constexpr auto x = element_of<Name + ".x", Xs>::leaf;
    constexpr auto h = slot<Name + ".h", Hidden>;
    constexpr auto c = slot<Name + ".c", Hidden>;
    constexpr auto next = lstm_cell<Name, Hidden>(x, h, c);
    if constexpr (sizeof...(Mask) == 0) {
      return scan(next.h, each(x, xs), carry(h, next.h), carry(c, next.c));
    } else {
      const auto kept_h = where(live<Name>, next.h, h);
      const auto kept_c = where(live<Name>, next.c, c);
      return scan(kept_h, each(x, xs), each(live<Name>, mask...), carry(h, kept_h), carry(c, kept_c));
    }
  }
};

// Layer K and those above it, each over the states of the one below.
template <text Name, int Hidden, recurrent R, template <text, int> class Along, int K = 0>
struct layers_along {
  template <class Xs, class... Mask>
  constexpr auto operator()(Xs xs, Mask... mask) const {
    constexpr auto name = numbered<Name + ".l", K>;
    const auto forward = Along<name, Hidden>{}(xs, mask...);
    const auto all = [&] {
      if constexpr (R.bidirectional) {
        const auto other = flip<0>(Along<name + "_reverse", Hidden>{}(flip<0>(xs), flip<0>(mask)...));
        return concat<-1>(forward, other);
      } else {
        return forward;
      }
    }();
    if constexpr (K + 1 < R.layers) return layers_along<Name, Hidden, R, Along, K + 1>{}(all, mask...);
    else return all;
  }
};

template <text Name, int Hidden, recurrent R, template <text, int> class Along>
struct recurrent_layers {
  static constexpr bool possible = Hidden > 0 && R.layers > 0 && R.layers < 100;
  static constexpr bool is_sequence(const shape& s) { return possible && s.rank == 2; }

  template <graph Xs>
  requires(is_sequence(Xs.root().shape)) constexpr auto operator()(expr<Xs> xs) const {
    return layers_along<Name, Hidden, R, Along>{}(xs);
  }
  template <graph Xs, graph L>
  requires(is_sequence(Xs.root().shape) && L.root().shape.size() == 1) constexpr auto operator()(expr<Xs> xs,
                                                                                                 expr<L> length) const {
    return layers_along<Name, Hidden, R, Along>{}(xs, length_mask<Xs.root().shape.dim[0]>(length));
  }
  template <class... T>
  requires((inert_like<T> || ...)) constexpr inert operator()(T...) const { return {}; }
  template <int... S>
  constexpr inert operator()(tensor<S...>) const {
    static_assert(possible ? true : mistake<tensor<S...>>,
                  "tapeless: a recurrent layer: hidden and the number of layers are positive; there are at most 99 "
                  "layers");
    static_assert(
        !possible ? true : mistake<tensor<S...>>,
        "tapeless: a recurrent layer<name, hidden>(xs, length): xs is a sequence of vectors [n, in]: reshape it");
    return {};
  }
  template <int... S, int... L>
  constexpr inert operator()(tensor<S...> xs, tensor<L...>) const {
    constexpr bool sequence = is_sequence(make_shape(S...));
    static_assert(!sequence ? true : mistake<tensor<L...>>,
                  "tapeless: a recurrent layer<name, hidden>(xs, length): the length is one number for each sample, a "
                  "class_index<name, n + 1> or an input<name>");
    if constexpr (sequence) return {};
    else return (*this)(xs);
  }
};

template <text Name, int... State>
struct states_t {
  template <class Cell, graph Xs>
  requires(Xs.root().shape.rank > 0) constexpr auto operator()(Cell cell, expr<Xs> xs) const {
    return states_along<Name, State...>(cell, xs);
  }
  template <class Cell, graph Xs, graph L>
  requires(Xs.root().shape.rank > 0 && L.root().shape.size() == 1) constexpr auto operator()(Cell cell, expr<Xs> xs,
                                                                                             expr<L> length) const {
    return states_along<Name, State...>(cell, xs, length_mask<Xs.root().shape.dim[0]>(length));
  }
  template <class Cell, class... T>
  requires((inert_like<T> || ...)) constexpr inert operator()(Cell, T...) const { return {}; }
  template <class Cell, int... S, int... L>
  constexpr inert operator()(Cell, tensor<S...>, tensor<L...>) const {
    static_assert(mistake<tensor<S...>, tensor<L...>>,
                  "tapeless: recurrence<name, extents...>(cell, xs, length): xs is a sequence, [n, ..], and the length "
                  "one number for each sample, a class_index<name, n + 1> or an input<name>");
    return {};
  }
  template <class Cell, int... S>
  constexpr inert operator()(Cell cell, tensor<S...> xs) const {
    return (*this)(cell, xs, tensor<>{});
  }
};

}  // namespace detail

template <text Name, int Hidden, recurrent R = recurrent{}>
inline constexpr detail::recurrent_layers<Name, Hidden, R, detail::rnn_along> rnn_layer{};
template <text Name, int Hidden, recurrent R = recurrent{}, reset_gate Reset = reset_gate::after>
inline constexpr detail::recurrent_layers<Name, Hidden, R, detail::gru_of<Reset>::template along> gru_layer{};
template <text Name, int Hidden, recurrent R = recurrent{}>
inline constexpr detail::recurrent_layers<Name, Hidden, R, detail::lstm_along> lstm_layer{};
template <text Name, int... State>
inline constexpr detail::states_t<Name, State...> recurrence{};

}  // namespace tapeless::inline TAPELESS_ISA
