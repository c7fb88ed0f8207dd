// Recurrent cells: one step of a GRU, an LSTM or a plain recurrent network, with PyTorch's formulas and gate order.
//
//   gru_cell<"gru", 16>(x, h)         the next h; x: [in], h: [16]
//   gru_cell<"gru", 16, reset_gate::before>(x, h)
//   lstm_cell<"lstm", 16>(x, h, c)    .h and .c, the next ones
//   peephole_lstm_cell<"lstm", 16>(x, h, c)
//   rnn_cell<"rnn", 16>(x, h)         tanh(x W + h U + b)
//
// The reset gate r of a GRU acts after the product, tanh(x W + r (h U + b)): PyTorch, cuDNN, Keras; or before it,
// tanh(x W + (r h) U + b): the original (K. Cho et al., Learning Phrase Representations, 2014), Keras with reset_after
// = false. The gates of an LSTM with peepholes also see the cell state, each element its own: input and forget gate c,
// the output gate the next c; weights name.weight_ch [3 * hidden], in the order input, forget, output (F. Gers and J.
// Schmidhuber, Recurrent Nets that Time and Count, 2000).
//
// Parameters of each: name.weight_ih [in, gates * hidden], name.weight_hh [hidden, gates * hidden], name.bias_ih and
// name.bias_hh [gates * hidden]. Weights are stored [in, out], the transpose of PyTorch's. The order of gates is reset,
// update, new (GRU) and input, forget, cell, output (LSTM). All are initialised uniformly in +-1 / sqrt(hidden), as in
// PyTorch.
//
// Step by step, with the state in slots of the program:
//
//   constexpr auto h = slot<"h", 16>;
//   constexpr auto next = gru_cell<"gru", 16>(x, h);
//   program<dense<"out", 1>(next), assign(h, next)> run;
//
// Over a whole sequence: scan (program/scan.hpp), or the layers of program/sequences.hpp.
#pragma once

#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/dense.hpp>
#include <tapeless/ops/axes.hpp>
#include <tapeless/ops/elementary.hpp>
#include <tapeless/ops/shaping.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Where a GRU's reset gate acts: on h U + b, or on h.
enum class reset_gate : unsigned char { after, before };

namespace detail {

// Uniform in +-1 / sqrt(hidden).
template <int Hidden>
constexpr void recurrent_uniform(const drawn_parameter& w) {
  draw_uniform(w, 1 / simd::sqrt(double{Hidden}));
}

// x W + b of all gates at once, for the input (Side: "_ih") or the state ("_hh").
template <text Name, text Side, int Gates, int Hidden>
constexpr term gates_of(term x) {
  builder& b = *x.owner;
  constexpr int width = Gates * Hidden;
  const term weight =
      weight_term<Name + ".weight" + Side, &recurrent_uniform<Hidden>>(b, make_shape(x->shape.back(), width));
  const term bias = bias_term<Name + ".bias" + Side, &recurrent_uniform<Hidden>>(b, make_shape(width));
  return times_matrix(x, weight) + bias;
}
template <int Hidden>
constexpr term gate(term all, int k) {
  return slice(all, 0, k * Hidden, Hidden);
}

template <text Name, int Hidden>
struct rnn_f {
  static constexpr bool fits(const node& x, const node& h) {
    return x.shape.rank == 1 && h.shape == make_shape(Hidden);
  }
  constexpr term operator()(term x, term h) const {
    if (!fits(*x, *h)) tapeless_composition_has_shapes_that_do_not_fit();
    return tanh(gates_of<Name, text{"_ih"}, 1, Hidden>(x) + gates_of<Name, text{"_hh"}, 1, Hidden>(h));
  }
  template <int... X, int... H>
  constexpr inert operator()(tensor<X...>, tensor<H...>) const {
    static_assert(mistake<tensor<X...>, tensor<H...>>,
                  "tapeless: cell<name, hidden>(x, h): x is a vector [in] and h the state, [hidden]: reshape them");
    return {};
  }
};

template <text Name, int Hidden, reset_gate Reset>
struct gru_f : rnn_f<Name, Hidden> {
  using rnn_f<Name, Hidden>::operator();
  constexpr term operator()(term x, term h) const {
    if (!gru_f::fits(*x, *h)) tapeless_composition_has_shapes_that_do_not_fit();
    const term of_x = gates_of<Name, text{"_ih"}, 3, Hidden>(x);
    const auto next = [&](term update, term fresh) { return fresh + update * (h - fresh); };
    if constexpr (Reset == reset_gate::after) {
      const term of_h = gates_of<Name, text{"_hh"}, 3, Hidden>(h);
      const term r = sigmoid(gate<Hidden>(of_x, 0) + gate<Hidden>(of_h, 0));
      const term update = sigmoid(gate<Hidden>(of_x, 1) + gate<Hidden>(of_h, 1));
      return next(update, tanh(gate<Hidden>(of_x, 2) + r * gate<Hidden>(of_h, 2)));
    } else {
      // The weights of the two gates act on h, those of the new state on r h.
      const auto part = [&](term state, int first, int gates) {
        builder& b = *x.owner;
        const shape extents = make_shape(Hidden, 3 * Hidden);
        const term weight = weight_term<Name + ".weight_hh", &recurrent_uniform<Hidden>>(b, extents);
        const term bias = bias_term<Name + ".bias_hh", &recurrent_uniform<Hidden>>(b, make_shape(3 * Hidden));
        const int start = first * Hidden, count = gates * Hidden;
        return times_matrix(state, slice(weight, 1, start, count)) + slice(bias, 0, start, count);
      };
      const term of_h = part(h, 0, 2);
      const term r = sigmoid(gate<Hidden>(of_x, 0) + gate<Hidden>(of_h, 0));
      const term update = sigmoid(gate<Hidden>(of_x, 1) + gate<Hidden>(of_h, 1));
      return next(update, tanh(gate<Hidden>(of_x, 2) + part(r * h, 2, 1)));
    }
  }
};

// The next cell state, or the next hidden state computed from it.
template <text Name, int Hidden, bool Peepholes, bool Output>
struct lstm_f {
  static constexpr bool fits(const node& x, const node& h, const node& c) {
    return x.shape.rank == 1 && h.shape == make_shape(Hidden) && c.shape == h.shape;
  }
  constexpr term operator()(term x, term h, term c) const {
    if (!fits(*x, *h, *c)) tapeless_composition_has_shapes_that_do_not_fit();
    const term all = gates_of<Name, text{"_ih"}, 4, Hidden>(x) + gates_of<Name, text{"_hh"}, 4, Hidden>(h);
    const auto seen = [&](int number, term cell) {  // through a peephole
      if constexpr (Peepholes)
        return gate<Hidden>(
                   bias_term<Name + ".weight_ch", &recurrent_uniform<Hidden>>(*x.owner, make_shape(3 * Hidden)),
                   number) *
               cell;
      else return constant_term(*x.owner, 0);
    };
    const term in = sigmoid(gate<Hidden>(all, 0) + seen(0, c)), forget = sigmoid(gate<Hidden>(all, 1) + seen(1, c));
    const term next = forget * c + in * tanh(gate<Hidden>(all, 2));
    if constexpr (Output) return sigmoid(gate<Hidden>(all, 3) + seen(2, next)) * tanh(next);
    else return next;
  }
  template <int... X, int... H, int... C>
  constexpr inert operator()(tensor<X...>, tensor<H...>, tensor<C...>) const {
    static_assert(
        mistake<tensor<X...>, tensor<H...>, tensor<C...>>,
        "tapeless: lstm_cell<name, hidden>(x, h, c): x is a vector [in], h and c the state, [hidden]: reshape them");
    return {};
  }
};

template <class H, class C>
struct lstm_state {
  H h;
  C c;
};

template <text Name, int Hidden, bool Peepholes>
struct lstm_t {
  template <class X, class H, class C>
  constexpr auto operator()(X x, H h, C c) const {
    const auto next = function<lstm_f<Name, Hidden, Peepholes, true>>{}(x, h, c);
    if constexpr (inert_like<std::remove_const_t<decltype(next)>>) {
      return lstm_state<inert, inert>{};
    } else {
      const auto cell = function<lstm_f<Name, Hidden, Peepholes, false>>{}(x, h, c);
      return lstm_state<std::remove_const_t<decltype(next)>, std::remove_const_t<decltype(cell)>>{next, cell};
    }
  }
};

}  // namespace detail

template <text Name, int Hidden>
inline constexpr detail::function<detail::rnn_f<Name, Hidden>> rnn_cell{};
template <text Name, int Hidden, reset_gate Reset = reset_gate::after>
inline constexpr detail::function<detail::gru_f<Name, Hidden, Reset>> gru_cell{};
template <text Name, int Hidden>
inline constexpr detail::lstm_t<Name, Hidden, false> lstm_cell{};
template <text Name, int Hidden>
inline constexpr detail::lstm_t<Name, Hidden, true> peephole_lstm_cell{};

}  // namespace tapeless::inline TAPELESS_ISA
