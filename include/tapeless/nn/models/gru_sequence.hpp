// A recurrent model of sequences: layers of GRUs, and a dense layer on their states.
//
//   models::gru_sequence<"net", 32, 1>(xs)           at every step: xs [n, in], result [n, 1]
//   models::gru_sequence<"net", 32, 1>(xs, length)   of sequences that are padded to n
//   models::gru_summary<"net", 32, 5>(xs)            of the whole sequence: the last state, result [5]; likewise (xs,
//   length) models::gru_sequence<"net", 32, 1, recurrent{.layers = 2, .bidirectional = true}>(xs)
//
// gru_summary reads the state at the end, or at the length, and of a bidirectional model also that of the other
// direction at the beginning. Not in tapeless.hpp: it has a header of its own.
//
// Parameters: those of gru_layer<"net.gru"> (program/sequences.hpp), name.out.weight, name.out.bias.
#pragma once

#include <tapeless/program/sequences.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <text Name, int Hidden, int Out, recurrent R, bool Summary>
struct gru_model {
  template <class Xs, class... Length>
  constexpr auto operator()(Xs xs, Length... length) const {
    const auto all = gru_layer<Name + ".gru", Hidden, R>(xs, length...);
    if constexpr (Summary) return dense<Name + ".out", Out>(summary(all));
    else return dense<Name + ".out", Out>(all);
  }

 private:
  static constexpr inert summary(inert) { return {}; }
  template <graph G>
  static constexpr auto summary(expr<G> all) {
    const auto last = reshape<-1>(slice<0, -1, to_end>(all));
    if constexpr (R.bidirectional) {
      const auto first = reshape<-1>(slice<0, 0, 1>(all));
      return concat<0>(slice<0, 0, Hidden>(last), slice<0, Hidden, to_end>(first));
    } else {
      return last;
    }
  }
};

}  // namespace detail

namespace models {
template <text Name, int Hidden, int Out, recurrent R = recurrent{}>
inline constexpr detail::gru_model<Name, Hidden, Out, R, false> gru_sequence{};
template <text Name, int Hidden, int Out, recurrent R = recurrent{}>
inline constexpr detail::gru_model<Name, Hidden, Out, R, true> gru_summary{};
}  // namespace models

}  // namespace tapeless::inline TAPELESS_ISA
