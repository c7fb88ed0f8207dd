// Layers that normalise.
//
//   batch_norm<"name">(x)    x: [..., F]. In training, y = scale (x - m) / √(v + epsilon) + shift with the mean m and
//                            the variance v of each feature over the samples of a tile and the leading axes of x; in
//                            a program, with their running means, which training leaves behind.
//   layer_norm<"name">(x)    the same with the mean and variance over the last axis of each sample, always
//
// Parameters: name.scale [F], initially 1, and name.shift [F], initially 0. State of batch_norm: name.mean, initially
// 0, and name.variance, initially 1; running <- (1 - momentum) running + momentum new. program{net.parameters()} takes
// both.
//
// batch_norm<"name", momentum, epsilon>, by default 0.1 and 1e-5 as in PyTorch; layer_norm<"name", epsilon>. The
// running variance is that of the samples, divided by their number, as in Keras (0.01 and 1e-3 there); PyTorch divides
// by one less. A call of several tiles normalises each by itself, as several devices would.
//
// S. Ioffe and C. Szegedy, Batch Normalization (2015); J. L. Ba, J. R. Kiros and G. E. Hinton, Layer Normalization
// (2016).
#pragma once

#include <tapeless/expr/parameter.hpp>
#include <tapeless/nn/function.hpp>
#include <tapeless/nn/initialisers.hpp>
#include <tapeless/ops/modes.hpp>
#include <tapeless/ops/over_samples.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// scale x + shift, for each element of the last axis.
template <text Name>
constexpr term scaled_and_shifted(term x) {
  const shape features = make_shape(x->shape.back());
  const term scale = parameter_term<Name + ".scale", &ones, role::scale>(*x.owner, features);
  return scale * x + parameter_term<Name + ".shift", nullptr, role::shift>(*x.owner, features);
}

// A layer that needs an axis of features.
template <text Name>
struct normalising {
  static constexpr bool fits(const node& x) { return x.shape.rank > 0; }
  constexpr inert operator()(tensor<>) const {
    static_assert(
        mistake<normalising<Name>>,
        "tapeless: batch_norm<name>(x), layer_norm<name>(x): the last axis of x holds the features and a scalar "
        "has none: reshape it to [1]");
    return {};
  }
};

// (x - m) / √(v + epsilon) over the samples and `positions`, axes of x; in a program, with the running values.
template <text Name, number Momentum, number Epsilon>
constexpr term normalised_by_samples(term x, unsigned positions) {
  builder& b = *x.owner;
  const shape each = without_axes(x->shape, positions), as_x = keep_axes(x->shape, positions);
  const auto average = [&](term t) { return mean_over_samples(positions ? mean(t, positions) : t); };
  const auto running = [](term slot, term now) { return (1 - Momentum.value) * slot + Momentum.value * now; };
  const term m = average(x), v = average(square(x - reshape(m, as_x)));
  const term old_m = slot_term<Name + ".mean">(b, each), old_v = slot_term<Name + ".variance">(b, each, 1);
  const auto normalised = [&](term mean, term variance) {
    return (x - reshape(mean, as_x)) / reshape(sqrt(variance + Epsilon.value), as_x);
  };
  const term by_tile = keeping(keeping(normalised(m, v), old_m, running(old_m, m)), old_v, running(old_v, v));
  return in_training(by_tile, normalised(old_m, old_v));
}

template <text Name, number Momentum, number Epsilon>
struct batch_norm_f : normalising<Name> {
  using normalising<Name>::operator();
  constexpr term operator()(term x) const {
    return scaled_and_shifted<Name>(normalised_by_samples<Name, Momentum, Epsilon>(x, (1u << (x->shape.rank - 1)) - 1));
  }
};

template <text Name, number Epsilon>
struct layer_norm_f : normalising<Name> {
  using normalising<Name>::operator();
  constexpr term operator()(term x) const {
    const unsigned last = 1u << (x->shape.rank - 1);
    const term centred = x - spread(mean(x, last), x->shape, last);
    const term deviation = sqrt(mean(square(centred), last) + Epsilon.value);
    return scaled_and_shifted<Name>(centred / spread(deviation, x->shape, last));
  }
};

}  // namespace detail

template <text Name, number Momentum = number{0.1}, number Epsilon = number{1e-5}>
inline constexpr detail::function<detail::batch_norm_f<Name, Momentum, Epsilon>> batch_norm{};
template <text Name, number Epsilon = number{1e-5}>
inline constexpr detail::function<detail::layer_norm_f<Name, Epsilon>> layer_norm{};

}  // namespace tapeless::inline TAPELESS_ISA
