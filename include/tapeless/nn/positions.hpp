// Where an element stands in its sequence, for layers that do not see its place otherwise. x: [.., n, width], a
// sequence of n elements; results have the shape of x.
//
//   sinusoidal_positions(x)         x + p with p[t, 2i] = sin(t r), p[t, 2i + 1] = cos(t r), r = 10000^(-2i / width)
//   learned_positions<"name">(x)    x + name.weight [n, width], of role::embedding, drawn by normal<0.02> by default
//   rotary_positions(x)             turns each pair (x[t, i], x[t, i + width / 2]) by the angle t r; the width is even
//
// Queries and keys that are turned have products that depend on the distance of their places alone. The pairs are those
// of most public models: the first half of the numbers with the second; in the paper they are neighbours.
//
// Sines and cosines are constants of the program, computed by the compiler in double. A table of more than 2048 numbers
// is computed in each call, for each tile once; in float, the angle of element t then has an error of 3e-8 t.
// Derivatives: that of a sum; that of a rotation is the rotation back.
//
// A. Vaswani et al., Attention Is All You Need (2017); J. Su et al., RoFormer (2021).
#pragma once

#include <tapeless/expr/parameter.hpp>
#include <tapeless/nn/function.hpp>
#include <tapeless/nn/initialisers.hpp>
#include <tapeless/ops/assembly.hpp>
#include <tapeless/ops/elementary.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// Tables [places, pairs] of angles, their cosines and sines, and [places, width] of both in turn.
inline constexpr double log_of_base = 9.210340371976184;  // ln 10000
constexpr double rate_of_pair(int pair, int pairs) { return simd::exp(-log_of_base * pair / pairs); }
constexpr double angle_in(const shape& s, int k) { return k / s.dim[1] * rate_of_pair(k % s.dim[1], s.dim[1]); }
constexpr double cosine_in(const shape& s, int k) { return simd::cos(angle_in(s, k)); }
constexpr double sine_in(const shape& s, int k) { return simd::sin(angle_in(s, k)); }
constexpr double wave_in(const shape& s, int k) {
  const int i = k % s.dim[1];
  const double angle = k / s.dim[1] * simd::exp(-log_of_base * (i - i % 2) / s.dim[1]);
  return i % 2 ? simd::cos(angle) : simd::sin(angle);
}
constexpr double rate_in(const shape& s, int k) { return rate_of_pair(k, s.dim[0]); }

constexpr symbol formula_symbol(const char* name, double (*formula)(const shape&, int)) {
  symbol s{.name = name, .hash = hash_text(name), .kind = ir::role::table};
  s.formula = formula;
  return s;
}
inline constexpr symbol cosines_symbol = formula_symbol("cosines of places", cosine_in);
inline constexpr symbol sines_symbol = formula_symbol("sines of places", sine_in);
inline constexpr symbol waves_symbol = formula_symbol("waves of places", wave_in);
inline constexpr symbol rates_symbol = formula_symbol("rates of places", rate_in);

inline constexpr int most_constants = 2048;  // clang evaluates about 6000 in one constant

constexpr term formula_term(builder& b, const symbol& s, const shape& extents) {
  return b.at(b.insert(leaf_node(s, extents)));
}
// Angles [places, pairs] that are computed at run time.
constexpr term angles_of_places(builder& b, int places, int pairs) {
  const term place = iota_term(b, places);
  return reshape(place, make_shape(places, 1)) * formula_term(b, rates_symbol, make_shape(pairs));
}

struct sinusoidal_f {
  static constexpr bool fits(const node& x) { return x.shape.rank > 1; }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    builder& b = *x.owner;
    const int places = x->shape.dim[x->shape.rank - 2], width = x->shape.back(), pairs = (width + 1) / 2;
    if (places * width <= most_constants) return x + formula_term(b, waves_symbol, make_shape(places, width));
    // Rates of an odd width end with a pair that has no cosine; they are those of `width`, not of 2 pairs.
    const term number = iota_term(b, pairs);
    const term place = reshape(iota_term(b, places), make_shape(places, 1));
    const term angle = place * exp(number * (-2 * log_of_base / width));
    const term both =
        concat(reshape(sin(angle), make_shape(places, pairs, 1)), reshape(cos(angle), make_shape(places, pairs, 1)), 2);
    const term waves = reshape(both, make_shape(places, 2 * pairs));
    return x + (width % 2 ? slice(waves, 1, 0, width, 1) : waves);
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(mistake<tensor<D...>>,
                  "tapeless: sinusoidal_positions(x): x is a sequence [.., n, width]: it has at least two axes");
    return {};
  }
};

template <text Name, initialiser Draw>
struct learned_f {
  static constexpr bool fits(const node& x) { return x.shape.rank > 1; }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    const shape extents = make_shape(x->shape.dim[x->shape.rank - 2], x->shape.back());
    return x + parameter_term<Name + ".weight", Draw, role::embedding>(*x.owner, extents);
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(mistake<tensor<D...>>,
                  "tapeless: learned_positions<name>(x): x is a sequence [.., n, width]: it has at least two axes");
    return {};
  }
};

// Turns the last axis of x by the places along another one.
constexpr term turned_by_places(term x, int axis) {
  builder& b = *x.owner;
  const int last = x->shape.rank - 1, pairs = x->shape.back() / 2, places = x->shape.dim[axis];
  const shape extents = make_shape(places, pairs);
  const bool constant = extents.size() <= most_constants;
  const term angle = constant ? term{} : angles_of_places(b, places, pairs);
  shape spread;  // places and pairs where x has them
  for (int i = axis; i <= last; ++i) spread.dim[spread.rank++] = i == axis ? places : i == last ? pairs : 1;
  const term c = reshape(constant ? formula_term(b, cosines_symbol, extents) : cos(angle), spread);
  const term s = reshape(constant ? formula_term(b, sines_symbol, extents) : sin(angle), spread);
  const term low = slice(x, last, 0, pairs, 1), high = slice(x, last, pairs, pairs, 1);
  return concat(low * c - high * s, high * c + low * s, last);
}

struct rotary_f {
  static constexpr bool fits(const node& x) { return x.shape.rank > 1 && x.shape.back() % 2 == 0; }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    return turned_by_places(x, x->shape.rank - 2);
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(
        mistake<tensor<D...>>,
        "tapeless: rotary_positions(x): x is a sequence [.., n, width] of even width, whose halves are turned");
    return {};
  }
};

}  // namespace detail

inline constexpr detail::function<detail::sinusoidal_f> sinusoidal_positions{};
template <text Name, initialiser Draw = &normal<number{0.02}>>
inline constexpr detail::function<detail::learned_f<Name, Draw>> learned_positions{};
inline constexpr detail::function<detail::rotary_f> rotary_positions{};

}  // namespace tapeless::inline TAPELESS_ISA
