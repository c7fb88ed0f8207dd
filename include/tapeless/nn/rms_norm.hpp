// rms_norm<"name">(x): x divided by the root of the mean of its squares over the last axis, times a scale: a layer_norm
// that does not subtract the mean.
//
//   y = scale x / √(mean(x²) + epsilon)          x: [.., F], result of the same shape
//
// Parameter: name.scale [F], initially 1. rms_norm<"name", epsilon>, by default 1e-6; PyTorch's nn.RMSNorm has the
// machine epsilon of its numbers by default, public models 1e-5 or 1e-6. For finite x the squares must not overflow.
//
// B. Zhang and R. Sennrich, Root Mean Square Layer Normalization (2019).
#pragma once

#include <tapeless/expr/parameter.hpp>
#include <tapeless/nn/function.hpp>
#include <tapeless/nn/initialisers.hpp>
#include <tapeless/ops/statistics.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <text Name, number Epsilon>
struct rms_norm_f {
  static constexpr bool valid = is_positive(Epsilon.value);
  static constexpr bool fits(const node& x) { return valid && x.shape.rank > 0; }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    const unsigned last = 1u << (x->shape.rank - 1);
    const term root = sqrt(mean(square(x), last) + Epsilon.value);
    const term scale = parameter_term<Name + ".scale", &ones, role::scale>(*x.owner, make_shape(x->shape.back()));
    return scale * (x / spread(root, x->shape, last));
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(valid ? true : mistake<number_shown<Epsilon>>,
                  "tapeless: rms_norm<name, epsilon>(x): epsilon is positive and finite");
    static_assert(
        !valid ? true : mistake<tensor<D...>>,
        "tapeless: rms_norm<name>(x): the last axis of x holds the features and a scalar has none: reshape it "
        "to [1]");
    return {};
  }
};

}  // namespace detail

template <text Name, number Epsilon = number{1e-6}>
inline constexpr detail::function<detail::rms_norm_f<Name, Epsilon>> rms_norm{};

}  // namespace tapeless::inline TAPELESS_ISA
