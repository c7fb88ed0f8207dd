// Initialisers: how a parameter begins, as a function of the seed, the parameter's name and its shape. The same seed
// gives the same bits, in whatever order parameters are drawn.
//
//   parameter<"w", 64, 32>.with<he_normal>()
//   dense<"hidden", 32, scaled<tanh_gain, glorot_uniform>>(x)
//
//   zeros, ones, filled<v>              the same number for every element; zeros: by default, scalars and vectors
//   uniform<low, high>                  uniform on [low, high)
//   normal<sd>                          mean 0, standard deviation sd
//   truncated_normal<sd>                likewise, drawn again until it is within 2 sd: its standard deviation is 0.88
//   sd glorot_uniform, glorot_normal       variance 2 / (fan-in + fan-out); the former: by default, all others
//   he_uniform, he_normal               variance 2 / fan-in
//   lecun_uniform, lecun_normal         variance 1 / fan-in
//   identity, orthogonal                nn/orthogonal.hpp
//   scaled<gain, initialiser>           gain times another
//
// Weights are stored [in, out], filters [channels, taps.., filters]: the fan-in is the product of all extents but the
// last, the fan-out that of all but the first. Normal distributions are not truncated, as in PyTorch; Keras truncates
// those of Glorot, He and LeCun.
//
// Another one is a function:
//
//   constexpr void alternating(const drawn_parameter& w) {
//     w.each([](std::uint64_t i) { return i % 2 ? -1.0 : 1.0; });
//   }
#pragma once

#include <numbers>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/mistake.hpp>
#include <tapeless/shape/random.hpp>
#include <tapeless/simd/math.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct seed {
  std::uint64_t value = 0;
};

// A parameter that is drawn: its elements, numbered row by row, and its stream of random numbers.
struct drawn_parameter {
  std::uint64_t seed = 0, stream = 0;
  shape extents{};
  float* in_float = nullptr;  // one of the two
  double* in_double = nullptr;

  constexpr double fan_in() const { return extents.rank < 2 ? extents.back() : extents.size() / extents.back(); }
  constexpr double fan_out() const { return extents.rank < 2 ? extents.back() : extents.size() / extents.dim[0]; }

  constexpr double operator[](int i) const { return in_double ? in_double[i] : static_cast<double>(in_float[i]); }
  constexpr void set(int i, double value) const {
    if (in_double) in_double[i] = value;
    else in_float[i] = static_cast<float>(value);
  }
  // Sets element i to f(i).
  template <class F>
  constexpr void each(F f) const {
    for (int i = 0; i < extents.size(); ++i) set(i, f(static_cast<std::uint64_t>(i)));
  }

  // Random numbers for element i: uniform on [0, 1), and normal with mean 0 and variance 1 by the Box-Muller transform.
  // Each attempt has a stream of its own.
  constexpr double uniform(std::uint64_t i) const { return counter_random::uniform<double>(seed, stream, i); }
  constexpr double normal(std::uint64_t i, std::uint64_t attempt = 0) const {
    const std::uint64_t from = attempt ? mix(stream, attempt) : stream;
    const double u = 1 - counter_random::uniform<double>(seed, from, 2 * i);  // (0, 1]
    const double v = counter_random::uniform<double>(seed, from, 2 * i + 1);
    return simd::sqrt(-2 * simd::log(u)) * simd::cos(2 * std::numbers::pi * v);
  }
};

namespace detail {
constexpr void draw_uniform(const drawn_parameter& w, double limit) {
  w.each([&](std::uint64_t i) { return limit * (2 * w.uniform(i) - 1); });
}
constexpr void draw_normal(const drawn_parameter& w, double deviation) {
  w.each([&](std::uint64_t i) { return deviation * w.normal(i); });
}
}  // namespace detail

// A weight matrix of equal numbers never breaks the symmetry between its units.
template <number V>
constexpr void filled(const drawn_parameter& w) {
  w.each([](std::uint64_t) { return V.value; });
}
constexpr void zeros(const drawn_parameter& w) { filled<number{0.0}>(w); }
constexpr void ones(const drawn_parameter& w) { filled<number{1.0}>(w); }

template <number Low, number High>
constexpr void uniform(const drawn_parameter& w) {
  constexpr bool valid = Low.value < High.value && detail::is_finite_number(High.value - Low.value);
  static_assert(valid ? true : mistake<detail::number_shown<Low>, detail::number_shown<High>>,
                "tapeless: uniform<low, high>: low is less than high, and both are finite");
  w.each([&](std::uint64_t i) { return Low.value + (High.value - Low.value) * w.uniform(i); });
}
template <number Deviation>
constexpr void normal(const drawn_parameter& w) {
  constexpr bool valid = detail::is_positive(Deviation.value);
  static_assert(valid ? true : mistake<detail::number_shown<Deviation>>,
                "tapeless: normal<sd>: the standard deviation is positive and finite");
  detail::draw_normal(w, Deviation.value);
}
template <number Deviation>
constexpr void truncated_normal(const drawn_parameter& w) {
  constexpr bool valid = detail::is_positive(Deviation.value);
  static_assert(valid ? true : mistake<detail::number_shown<Deviation>>,
                "tapeless: truncated_normal<sd>: the standard deviation is positive and finite");
  w.each([&](std::uint64_t i) {
    double x = w.normal(i);
    for (std::uint64_t attempt = 1; x < -2 || x > 2; ++attempt) x = w.normal(i, attempt);
    return Deviation.value * x;
  });
}

// Preserves the variance in tanh and sigmoid layers, forwards and backwards. X. Glorot and Y. Bengio, Understanding the
// difficulty of training deep feedforward neural networks (2010).
constexpr void glorot_uniform(const drawn_parameter& w) {
  detail::draw_uniform(w, simd::sqrt(6 / (w.fan_in() + w.fan_out())));
}
constexpr void glorot_normal(const drawn_parameter& w) {
  detail::draw_normal(w, simd::sqrt(2 / (w.fan_in() + w.fan_out())));
}

// For ReLU, which passes half of its input. K. He et al., Delving Deep into Rectifiers (2015).
constexpr void he_uniform(const drawn_parameter& w) { detail::draw_uniform(w, simd::sqrt(6 / w.fan_in())); }
constexpr void he_normal(const drawn_parameter& w) { detail::draw_normal(w, simd::sqrt(2 / w.fan_in())); }

// Y. LeCun et al., Efficient BackProp (1998). The normal one is that of selu.
constexpr void lecun_uniform(const drawn_parameter& w) { detail::draw_uniform(w, simd::sqrt(3 / w.fan_in())); }
constexpr void lecun_normal(const drawn_parameter& w) { detail::draw_normal(w, simd::sqrt(1 / w.fan_in())); }

// Gains that preserve the variance through an activation, for initialisers of variance 1 / fan-in or Glorot's; as
// torch.nn.init.calculate_gain. He's already contain that of relu.
inline constexpr double relu_gain = std::numbers::sqrt2, tanh_gain = 5.0 / 3, selu_gain = 3.0 / 4;
constexpr double leaky_relu_gain(double slope) { return simd::sqrt(2 / (1 + slope * slope)); }

template <number Gain, initialiser Draw>
constexpr void scaled(const drawn_parameter& w) {
  constexpr bool valid = detail::is_finite_number(Gain.value);
  static_assert(valid ? true : mistake<detail::number_shown<Gain>>,
                "tapeless: scaled<gain, initialiser>: the gain is finite");
  Draw(w);
  w.each([&](std::uint64_t i) { return Gain.value * w[static_cast<int>(i)]; });
}

namespace detail {
constexpr initialiser initialiser_of(const node& n) {
  return given(n.leaf->draw) ? n.leaf->draw : n.shape.rank < 2 ? &zeros : &glorot_uniform;
}
}  // namespace detail

}  // namespace tapeless::inline TAPELESS_ISA
