// LeNet-5: two convolutions with pooling, three dense layers.
//
//   models::lenet5<"net", 10>(x)      // x: [1, 32, 32], or [1, 28, 28], which is padded by 2; logits [10]
//
//   convolution 6 of 5 x 5, tanh, average of 2 x 2, 16 of 5 x 5, tanh, average of 2 x 2, dense 120, tanh, 84, tanh, 10
//
// Y. LeCun et al., Gradient-Based Learning Applied to Document Recognition (1998). As everyone builds it now: pooling
// has no weights, the second convolution sees all maps of the first, and the last layer is dense. 61,706 parameters.
#pragma once

#include <tapeless/nn/convolution.hpp>
#include <tapeless/nn/pooling.hpp>
#include <tapeless/nn/sequential.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <text Name, int Classes>
struct lenet5_t {
  template <graph G>
  constexpr auto operator()(expr<G> x) const {
    constexpr shape s = G.root().shape;
    constexpr bool fits = s == make_shape(1, 28, 28) || s == make_shape(1, 32, 32);
    static_assert(fits ? true : mistake<number_shown<number{static_cast<double>(s.size())}>>,
                  "tapeless: models::lenet5<name, classes>(x): x is [1, 32, 32] or [1, 28, 28]: resize2d it");
    if constexpr (fits) {
      constexpr convolution first{.padding = (32 - s.dim[1]) / 2};
      const auto maps = avg_pool2d<2>(tanh(conv2d<Name + ".c1", 6, 5, first>(x)));
      const auto more = avg_pool2d<2>(tanh(conv2d<Name + ".c3", 16, 5>(maps)));
      const auto hidden = tanh(dense<Name + ".f5", 120>(layer::flatten(more)));
      return dense<Name + ".out", Classes>(tanh(dense<Name + ".f6", 84>(hidden)));
    } else {
      return inert{};
    }
  }
  constexpr inert operator()(inert) const { return {}; }
};

}  // namespace detail

namespace models {
template <text Name, int Classes>
inline constexpr detail::lenet5_t<Name, Classes> lenet5{};
}  // namespace models

}  // namespace tapeless::inline TAPELESS_ISA
