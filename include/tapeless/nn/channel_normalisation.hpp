// Layers that normalise x of [channels, positions..], as convolutions make them; layer_norm, batch_norm of features:
// nn/normalisation.hpp.
//
//   batch_norm1d, batch_norm2d, batch_norm3d<"name">(x)   x: [channels, length], [.., height, width], [.., depth, ..]:
//                                 batch_norm with the mean and variance of each channel over samples and positions
//   group_norm<"name", 4>(x)      y = scale (x - m) / √(v + epsilon) + shift with the mean m and the variance v of each
//                                 of 4 groups of adjacent channels over its positions, for each sample by itself
//   instance_norm<"name">(x)      the same for each channel by itself
//   local_response_norm<5>(x)     x / (k + alpha a)^beta with the average a of x² over 5 neighbouring channels, those
//                                 beyond the first and the last counting as 0; of an even number one more comes before.
//                                 local_response_norm<size, alpha, beta, k>, by default 1e-4, 0.75 and 1
//
// Parameters: name.scale [channels], initially 1, and name.shift [channels], initially 0; instance_norm has them too,
// which PyTorch's has with affine = true only. State, momentum and epsilon of batch_norm: nn/normalisation.hpp; epsilon
// is the last template argument of the others and 1e-5 by default. Variances are divided by the count.
//
// Y. Wu and K. He, Group Normalization (2018); D. Ulyanov, A. Vedaldi and V. Lempitsky, Instance Normalization (2016);
// A. Krizhevsky, I. Sutskever and G. E. Hinton, ImageNet Classification with Deep Convolutional Neural Networks (2012),
// where alpha is not divided by the size, as it is in PyTorch and here.
#pragma once

#include <tapeless/nn/normalisation.hpp>
#include <tapeless/ops/windows.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// A value for each channel, as it broadcasts to [channels, positions..].
constexpr term of_channels(term each, const shape& x) { return reshape(each, keep_axes(x, (1u << x.rank) - 2)); }

template <text Name>
constexpr term scaled_channels(term x) {
  const shape channels = make_shape(x->shape.dim[0]);
  const term scale = parameter_term<Name + ".scale", &ones, role::scale>(*x.owner, channels);
  const term shift = parameter_term<Name + ".shift", nullptr, role::shift>(*x.owner, channels);
  return of_channels(scale, x->shape) * x + of_channels(shift, x->shape);
}

template <int Axes, text Name, number Momentum, number Epsilon>
struct channel_batch_norm_f {
  static constexpr bool fits(const node& x) { return x.shape.rank == Axes + 1; }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    return scaled_channels<Name>(normalised_by_samples<Name, Momentum, Epsilon>(x, (1u << x->shape.rank) - 2));
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(mistake<tensor<D...>>,
                  "tapeless: batch_norm1d, 2d, 3d<name>(x): the wrong number of axes: x is [channels, length], "
                  "[channels, height, width] or [channels, depth, height, width]; batch_norm takes [.., features]");
    return {};
  }
};

template <text Name, bool EachAlone, int Groups, number Epsilon>
struct group_norm_f {
  static constexpr bool fits(const node& x) {
    return x.shape.rank >= 2 && (EachAlone || (Groups > 0 && x.shape.dim[0] % Groups == 0));
  }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    const int groups = EachAlone ? x->shape.dim[0] : Groups;
    const term of_groups = reshape(x, make_shape(groups, x->shape.size() / groups));
    const term centred = of_groups - spread(mean(of_groups, 2u), of_groups->shape, 2u);
    const term deviation = sqrt(mean(square(centred), 2u) + Epsilon.value);
    return scaled_channels<Name>(reshape(centred / spread(deviation, of_groups->shape, 2u), x->shape));
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(
        mistake<tensor<D...>>,
        "tapeless: group_norm<name, groups>(x), instance_norm<name>(x): x is [channels, positions..], and the "
        "groups, at least one, divide the channels");
    return {};
  }
};

template <int Size, number Alpha, number Beta, number K>
struct local_response_norm_f {
  static constexpr bool possible = Size > 0 && is_positive(K.value) && Alpha.value >= 0;
  static constexpr bool fits(const node& x) { return possible && x.shape.rank >= 1 && x.shape.rank + 1 < max_rank; }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    const term squares = pad(square(x), 0, Size / 2, (Size - 1) / 2, 0, 0.0);
    const term average = mean(windows(squares, 0, Size, 1, 1), 2u);
    return x * pow(K.value + Alpha.value * average, -Beta.value);
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(mistake<tensor<D...>>,
                  "tapeless: local_response_norm<size, alpha, beta, k>(x): x is [channels, ..], size at least 1, k "
                  "positive and alpha not negative");
    return {};
  }
};

}  // namespace detail

template <text Name, number Momentum = number{0.1}, number Epsilon = number{1e-5}>
inline constexpr detail::function<detail::channel_batch_norm_f<1, Name, Momentum, Epsilon>> batch_norm1d{};
template <text Name, number Momentum = number{0.1}, number Epsilon = number{1e-5}>
inline constexpr detail::function<detail::channel_batch_norm_f<2, Name, Momentum, Epsilon>> batch_norm2d{};
template <text Name, number Momentum = number{0.1}, number Epsilon = number{1e-5}>
inline constexpr detail::function<detail::channel_batch_norm_f<3, Name, Momentum, Epsilon>> batch_norm3d{};

template <text Name, int Groups, number Epsilon = number{1e-5}>
inline constexpr detail::function<detail::group_norm_f<Name, false, Groups, Epsilon>> group_norm{};
template <text Name, number Epsilon = number{1e-5}>
inline constexpr detail::function<detail::group_norm_f<Name, true, 0, Epsilon>> instance_norm{};

template <int Size, number Alpha = number{1e-4}, number Beta = number{0.75}, number K = number{1.0}>
inline constexpr detail::function<detail::local_response_norm_f<Size, Alpha, Beta, K>> local_response_norm{};

}  // namespace tapeless::inline TAPELESS_ISA
