// Initialisers: the initial value of a parameter as a function of the seed, the parameter's name and the element's
// index. The same seed gives the same bits, in whatever order parameters are drawn.
//
//   parameter<"w", 64, 32>.with<he_normal>()
#pragma once

#include <numbers>

#include <tapeless/expr/node.hpp>
#include <tapeless/shape/random.hpp>
#include <tapeless/simd/math.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct seed {
  std::uint64_t value = 0;
};

// 0 for every element: right for biases; a weight matrix of zeros never breaks the symmetry between its units.
constexpr double zeros(std::uint64_t, std::uint64_t, std::uint64_t, double, double) { return 0; }
constexpr double ones(std::uint64_t, std::uint64_t, std::uint64_t, double, double) { return 1; }

namespace detail {
// Uniform on [-limit, limit).
constexpr double symmetric(std::uint64_t seed, std::uint64_t stream, std::uint64_t index, double limit) {
  return limit * (2 * counter_random::uniform<double>(seed, stream, index) - 1);
}
// Normal with mean 0 and variance 1, by the Box-Muller transform.
constexpr double normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  const double u = 1 - counter_random::uniform<double>(seed, stream, 2 * index);  // (0, 1]
  const double v = counter_random::uniform<double>(seed, stream, 2 * index + 1);
  return simd::sqrt(-2 * simd::log(u)) * simd::cos(2 * std::numbers::pi * v);
}
}  // namespace detail

// Uniform with variance 2 / (fan-in + fan-out): preserves the variance in tanh and sigmoid layers, forwards and
// backwards. X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks (2010).
constexpr double glorot_uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t i, double fan_in,
                                double fan_out) {
  return detail::symmetric(seed, stream, i, simd::sqrt(6 / (fan_in + fan_out)));
}
constexpr double glorot_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t i, double fan_in,
                               double fan_out) {
  return simd::sqrt(2 / (fan_in + fan_out)) * detail::normal(seed, stream, i);
}

// Variance 2 / fan-in: a ReLU passes half of its input. K. He et al., Delving Deep into Rectifiers (2015).
constexpr double he_uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t i, double fan_in, double) {
  return detail::symmetric(seed, stream, i, simd::sqrt(6 / fan_in));
}
constexpr double he_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t i, double fan_in, double) {
  return simd::sqrt(2 / fan_in) * detail::normal(seed, stream, i);
}

// Variance 1 / fan-in. Y. LeCun et al., Efficient BackProp (1998).
constexpr double lecun_uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t i, double fan_in, double) {
  return detail::symmetric(seed, stream, i, simd::sqrt(3 / fan_in));
}

namespace detail {

// How a parameter is drawn. Weights are stored [in, out], filters [channels, taps.., filters]: the fan-in is the
// product of all extents but the last, the fan-out that of all but the first.
struct drawing {
  initialiser draw = nullptr;
  std::uint64_t stream = 0;
  double fan_in = 1, fan_out = 1;

  constexpr double operator()(std::uint64_t seed, int i) const {
    return draw(seed, stream, static_cast<std::uint64_t>(i), fan_in, fan_out);
  }
};
constexpr drawing drawing_of(const node& n) {
  const shape& s = n.shape;
  const double in = s.rank < 2 ? s.back() : s.size() / s.back(), out = s.rank < 2 ? s.back() : s.size() / s.dim[0];
  return {detail::given(n.leaf->draw) ? n.leaf->draw
          : n.shape.rank < 2          ? &zeros
                                      : &glorot_uniform,
          n.leaf->hash, in, out};
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
