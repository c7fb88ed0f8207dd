// The LSTM of Neural Amp Modeler: layers of LSTMs and a dense layer on the states of the last one; each layer has a
// learned first state.
//
//   constexpr auto amp = models::nam_lstm<"amp", 16>;        // 16 units, one layer; or <"amp", 8, 2>, two layers of 8
//   constexpr auto ys = amp(xs);                             // whole sequences: xs [frames, 1], ys [frames, 1]
//   constexpr auto y = amp.step(x);                          // one frame, live: x [1], y [1]
//   models::nam_lstm_live<amp, x> net;                       // its program: program<y, assign(h, next h, h0), ...>
//   net.run(x = block, y = out);                             // frame after frame; the state stays for the next call
//
// Any number of inputs: xs [frames, inputs]. Parameters: amp.l0.weight_ih, .weight_hh, .bias_ih, .bias_hh
// (nn/recurrent.hpp), amp.out.weight, amp.out.bias, and the first state, amp.l0.h0 and amp.l0.c0. Live, the state is in
// slots amp.l0.h and amp.l0.c; reset_state() begins anew.
//
// Not in tapeless.hpp: it has a header of its own.
#pragma once

#include <tapeless/program/program.hpp>
#include <tapeless/program/sequences.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <text Name, int Hidden>
struct nam_lstm_state {
  static constexpr auto h = slot<Name + ".h", Hidden>;
  static constexpr auto c = slot<Name + ".c", Hidden>;
  static constexpr auto h0 = parameter<Name + ".h0", Hidden>;
  static constexpr auto c0 = parameter<Name + ".c0", Hidden>;
};

template <text Name, int Hidden, int Layers>
struct nam_lstm_t {
  static_assert(Hidden > 0 && Layers > 0 && Layers < 100,
                "tapeless: nam_lstm<name, hidden, layers>: both are at least 1, and there are at most 99 layers");
  static constexpr text name = Name;
  static constexpr int hidden = Hidden, layers = Layers;

  template <graph Xs>
  requires(Xs.root().shape.rank == 2) constexpr auto operator()(expr<Xs> xs) const {
    return dense<Name + ".out", 1>(along<0>(xs));
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(
        mistake<tensor<D...>>,
        "tapeless: nam_lstm<name, hidden, layers>(xs): xs is a sequence [frames, inputs]: reshape it; for one "
        "frame at a time there is .step(x)");
    return {};
  }
  constexpr inert operator()(inert) const { return {}; }

  template <graph X>
  requires(X.root().shape.rank == 1) constexpr auto step(expr<X> x) const {
    return dense<Name + ".out", 1>(next<Layers - 1>(x).h);
  }
  template <int... D>
  constexpr inert step(tensor<D...>) const {
    static_assert(mistake<tensor<D...>>, "tapeless: nam_lstm<name, hidden, layers>.step(x): x is one frame, [inputs]");
    return {};
  }
  constexpr inert step(inert) const { return {}; }

  // The state of layer K, and what it becomes.
  template <int K>
  using state = nam_lstm_state<numbered<Name + ".l", K>, Hidden>;
  template <int K, class X>
  static constexpr auto next(X x) {
    using now = state<K>;
    if constexpr (K == 0) return lstm_cell<numbered<Name + ".l", K>, Hidden>(x, now::h, now::c);
    else return lstm_cell<numbered<Name + ".l", K>, Hidden>(next<K - 1>(x).h, now::h, now::c);
  }

 private:
  template <int K, graph Xs>
  static constexpr auto along(expr<Xs> xs) {
    constexpr auto layer = numbered<Name + ".l", K>;
    constexpr auto x = element_of<layer + ".x", Xs>::leaf;
    using now = state<K>;
    constexpr auto after = lstm_cell<layer, Hidden>(x, now::h, now::c);
    const auto all = scan(after.h, each(x, xs), carry(now::h, after.h, now::h0), carry(now::c, after.c, now::c0));
    if constexpr (K + 1 < Layers) return along<K + 1>(all);
    else return all;
  }
};

template <auto Model, auto X, class I = std::make_integer_sequence<int, Model.layers>>
struct nam_lstm_player;
template <auto Model, auto X, int... I>
struct nam_lstm_player<Model, X, std::integer_sequence<int, I...>> {
  template <int K>
  using state = typename decltype(Model)::template state<K>;
  template <auto... Options>
  using type = tapeless::program<Model.step(X), assign(state<I>::h, Model.template next<I>(X).h, state<I>::h0)...,
                                 assign(state<I>::c, Model.template next<I>(X).c, state<I>::c0)..., Options...>;
};

}  // namespace detail

namespace models {
template <text Name, int Hidden, int Layers = 1>
inline constexpr detail::nam_lstm_t<Name, Hidden, Layers> nam_lstm{};
// The program that plays a model live; x: one frame. Options as of a program.
template <auto Model, auto X, auto... Options>
using nam_lstm_live = typename detail::nam_lstm_player<Model, X>::template type<Options...>;
}  // namespace models

}  // namespace tapeless::inline TAPELESS_ISA
