// Random numbers, drawn anew for each sample and each step; the names keep them apart.
//
//   random_uniform<"name", extents...>     uniform on [0, 1)
//   random_normal<"name", extents...>      normal with mean 0 and variance 1, by the Box-Muller transform
//   bernoulli<"name", p, extents...>       1 with probability p, else 0
//   dropout<"name", p>(x)                  in training, elements are 0 with probability p and x / (1 - p) otherwise; x
//                                          in a program. N. Srivastava et al., Dropout (2014), scaled as all libraries
//                                          do now
//   channel_dropout<"name", p>(x)          the same for whole channels of x, [channels, ..]; J. Tompson et al.,
//                                          Efficient Object Localization Using Convolutional Networks (2015)
//   gaussian_noise<"name", sd>(x)          in training x + sd n with a normal n; x in a program
//
// A number is a function of the program's seed, the name, the step, the sample's place in the call and the element
// (Philox4x32-10). So the bits do not depend on tiles, threads and vector width; net.random() holds seed and step, and
// each step, or call of run that is not const, uses the next. Derivatives with respect to random numbers are not taken:
// they are constants.
#pragma once

#include <numbers>

#include <tapeless/ops/elementary.hpp>
#include <tapeless/ops/modes.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <text Name, ir::scope Scope>
constexpr term random_term(builder& b, const shape& extents) {
  constexpr const symbol& s = symbol_for<Name, ir::role::random, Scope>;
  return b.at(b.insert(leaf_node(s, extents)));
}
// From two uniform numbers; 1 - u is never 0.
struct box_muller_f {
  static constexpr int arity = 2;
  constexpr term operator()(term u, term v) const { return sqrt(-2.0 * log(1.0 - u)) * cos(2 * std::numbers::pi * v); }
};
template <text Name, ir::scope Scope>
constexpr term normal_term(builder& b, const shape& extents) {
  return box_muller_f{}(random_term<Name + ".u", Scope>(b, extents), random_term<Name + ".v", Scope>(b, extents));
}
template <number P>
struct below_f {
  static constexpr int arity = 1;
  constexpr term operator()(term u) const { return u < P.value; }
};

// One number for each element, or for each channel.
template <text Name, number P, bool Channels = false>
struct dropout_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const {
    if (P.value == 0) return x;
    const shape drawn = Channels ? keep_axes(x->shape, ~1u) : x->shape;
    const term u = random_term<Name, ir::scope::sample>(*x.owner, drawn);
    return in_training(where(u < P.value, 0.0, x * (1 / (1 - P.value))), x);
  }
};
template <text Name, number Deviation>
struct gaussian_noise_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const {
    return in_training(x + Deviation.value * normal_term<Name, ir::scope::sample>(*x.owner, x->shape), x);
  }
};

template <text Name, int... D>
struct uniform_leaf : made_leaf {
  using wrong = inert;
  static constexpr auto leaf() {
    return expr<leaf_graph<symbol_for<Name, ir::role::random, ir::scope::sample>, D...>()>{};
  }
};
template <text Name, int... D>
struct normal_leaf : made_leaf {
  using wrong = inert;
  static constexpr auto leaf() {
    return composition<box_muller_f>{}(uniform_leaf<Name + ".u", D...>::leaf(),
                                       uniform_leaf<Name + ".v", D...>::leaf());
  }
};
template <text Name, number P, int... D>
struct bernoulli_leaf : made_leaf {
  using wrong = inert;
  static constexpr auto leaf() { return composition<below_f<P>>{}(uniform_leaf<Name, D...>::leaf()); }
};

template <text Name, number P, bool Channels = false>
struct dropout_t {
  static constexpr bool fits = P.value >= 0 && P.value < 1;
  template <graph G>
  constexpr auto operator()(expr<G> x) const {
    static_assert(fits ? true : mistake<number_shown<P>>,
                  "tapeless: dropout<name, p>(x): p, the probability that an element is dropped, is from 0 to below 1");
    static_assert(!Channels || G.root().shape.rank > 0 ? true : mistake<dropout_t>,
                  "tapeless: channel_dropout<name, p>(x): x is [channels, ..] and a scalar has none: use dropout");
    if constexpr (fits) return composition<dropout_f<Name, P, Channels>>{}(x);
    else return inert{};
  }
  constexpr term operator()(term x) const { return dropout_f<Name, P, Channels>{}(x); }
  constexpr inert operator()(inert) const { return {}; }
};
template <text Name, number Deviation>
struct gaussian_noise_t {
  template <graph G>
  constexpr auto operator()(expr<G> x) const {
    return composition<gaussian_noise_f<Name, Deviation>>{}(x);
  }
  constexpr term operator()(term x) const { return gaussian_noise_f<Name, Deviation>{}(x); }
  constexpr inert operator()(inert) const { return {}; }
};

}  // namespace detail

template <text Name, int... D>
inline constexpr auto random_uniform = detail::make_leaf<detail::uniform_leaf<Name, D...>, Name, D...>();
template <text Name, int... D>
inline constexpr auto random_normal = detail::make_leaf<detail::normal_leaf<Name, D...>, Name, D...>();
template <text Name, number P, int... D>
inline constexpr auto bernoulli = detail::make_leaf<detail::bernoulli_leaf<Name, P, D...>, Name, D...>();
template <text Name, number P = number{0.5}>
inline constexpr detail::dropout_t<Name, P> dropout{};
template <text Name, number P = number{0.5}>
inline constexpr detail::dropout_t<Name, P, true> channel_dropout{};
template <text Name, number Deviation = number{0.1}>
inline constexpr detail::gaussian_noise_t<Name, Deviation> gaussian_noise{};

}  // namespace tapeless::inline TAPELESS_ISA
