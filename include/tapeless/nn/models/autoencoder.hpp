// An autoencoder: dense layers to a narrow code, and back to what went in.
//
//   constexpr auto again = models::autoencoder<"net">(x);    // x: [n], 640 in MLPerf Tiny; [n]
//   constexpr auto strange = mse(again, x);                  // large for what is unlike all that it was trained with
//   models::autoencoder<"net", 8, 128, 4>(x)                 // code, width and number of the layers on either side
//
// By default n-128-128-128-128-8-128-128-128-128-n, each layer but the last followed by batch_norm and relu, so
// programs need batch<N>. Layers: net.in1 .. net.in4, net.code, net.back1 .. net.back4, net.out, and their norms.
//
// C. Banbury et al., MLPerf Tiny Benchmark (2021): the anomaly detector of machine sounds.
#pragma once

#include <tapeless/nn/normalisation.hpp>
#include <tapeless/nn/numbered.hpp>
#include <tapeless/nn/sequential.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <text Name, int Code, int Width, int Depth>
struct autoencoder_t {
  static_assert(Code > 0 && Width > 0 && Depth > 0,
                "tapeless: models::autoencoder<name, code, width, depth>(x): all are at least 1");
  template <class X>
  constexpr auto operator()(X x) const {
    static_assert(X::shape.rank == 1 ? true : mistake<autoencoder_t>,
                  "tapeless: models::autoencoder<name>(x): x is [n]: reshape<-1>(x)");
    if constexpr (X::shape.rank == 1) {
      const auto code = normed<Name + ".code", Code>(repeated<Name + ".in", 1>(x));
      return dense<Name + ".out", X::shape.dim[0]>(repeated<Name + ".back", 1>(code));
    } else {
      return inert{};
    }
  }

 private:
  template <text Layer, int Out, class X>
  static constexpr auto normed(X x) {
    return relu(batch_norm<Layer + ".norm">(dense<Layer, Out, he_normal>(x)));
  }
  template <text Layers, int I, class X>
  static constexpr auto repeated(X x) {
    if constexpr (I > Depth) return x;
    else return repeated<Layers, I + 1>(normed<numbered<Layers, I>, Width>(x));
  }
};

}  // namespace detail

namespace models {
template <text Name, int Code = 8, int Width = 128, int Depth = 4>
inline constexpr detail::autoencoder_t<Name, Code, Width, Depth> autoencoder{};
}  // namespace models

}  // namespace tapeless::inline TAPELESS_ISA
