// A multilayer perceptron: dense layers with an activation between them, none behind the last.
//
//   models::mlp<"net", 64, 32, 10>(x)                 // x: [.., in]; hidden layers of 64 and 32, results [.., 10]
//   models::mlp<"net", 64, 32, 10>(x, layer::tanh)    // relu by default
//
// Layers: net.1, net.2, ..; weights by glorot_uniform.
#pragma once

#include <tapeless/nn/numbered.hpp>
#include <tapeless/nn/sequential.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <text Name, int... Widths>
struct mlp_t {
  static_assert(sizeof...(Widths) > 0, "tapeless: models::mlp<name, widths...>(x): give the width of a layer at least");
  template <class X, class Activation = layer::relu_t>
  constexpr auto operator()(X x, Activation activation = {}) const {
    return from<1, Widths...>(x, activation);
  }

 private:
  template <int I, int Width, int... More, class X, class Activation>
  static constexpr auto from(X x, Activation activation) {
    const auto y = dense<numbered<Name + ".", I>, Width>(x);
    if constexpr (sizeof...(More) == 0) return y;
    else return from<I + 1, More...>(activation(y), activation);
  }
};

}  // namespace detail

namespace models {
template <text Name, int... Widths>
inline constexpr detail::mlp_t<Name, Widths...> mlp{};
}  // namespace models

}  // namespace tapeless::inline TAPELESS_ISA
