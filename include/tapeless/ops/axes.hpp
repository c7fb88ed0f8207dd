// Axes as template arguments: sum<0, -1>(x) works along the first and the last axis, sum(x) along all of them. Turns a
// list of axes into a mask, one bit for each axis, and a function of a term and a mask into one that users call.
#pragma once

#include <initializer_list>

#include <tapeless/ops/define.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Not constexpr: if constant evaluation reaches it, its name is the message.
inline void tapeless_composition_names_axes_out_of_range() {}

namespace detail {

// True if every axis is in [-rank, rank) and none is named twice.
template <int... Axes>
constexpr bool axes_fit(const shape& s) {
  unsigned seen = 0;
  for (int axis : std::initializer_list<int>{Axes...}) {
    if (axis < 0) axis += s.rank;
    if (axis < 0 || axis >= s.rank || (seen >> axis & 1u)) return false;
    seen |= 1u << axis;
  }
  return true;
}

// The mask of a list of axes; an empty list means all axes.
template <int... Axes>
constexpr unsigned axes_mask(const shape& s) {
  if constexpr (sizeof...(Axes) == 0) return (1u << s.rank) - 1;
  else return (... | (1u << (Axes < 0 ? Axes + s.rank : Axes)));
}

// F(term, mask) as a composition.
template <class F, unsigned Mask>
struct along {
  static constexpr int build(builder& b, const int* in) { return F{}(b.at(in[0]), Mask).id; }
};

// An operand whose axes are out of range is converted to this type. The conversion happens in the user's own line, so
// that the message shows no layer in between.
template <class F, int... Axes>
struct wrong_axes {
  template <int... D>
  constexpr wrong_axes(tensor<D...>) {  // NOLINT: implicit on purpose
    static_assert(
        mistake<F, tensor<D...>, std::integer_sequence<int, Axes...>>,
        "tapeless: reduction<axes...>(x): axis out of range or named twice: an axis is at least -rank and less "
        "than the rank of x; without axes, all are meant");
  }
};
template <class F, int Axis>
struct wrong_axis {
  template <int... D>
  constexpr wrong_axis(tensor<D...>) {  // NOLINT: implicit on purpose
    static_assert(
        mistake<F, tensor<D...>, std::integer_sequence<int, Axis>>,
        "tapeless: softmax<axis>(x) and others along one axis: axis out of range: it is at least -rank and less "
        "than the rank of x, and a scalar has none");
  }
};

}  // namespace detail

// name<axes...>(x) for expressions and terms.
#define TAPELESS_ALONG_AXES(name, F)                                                                \
  template <int... Axes, graph G>                                                                   \
  requires(detail::axes_fit<Axes...>(G.root().shape)) constexpr auto name(expr<G>) {                \
    return composed<detail::along<F, detail::axes_mask<Axes...>(G.root().shape)>, G>{};             \
  }                                                                                                 \
  template <int... Axes>                                                                            \
  constexpr inert name(std::type_identity_t<detail::wrong_axes<F, Axes...>>) {                      \
    return {};                                                                                      \
  }                                                                                                 \
  template <int... Axes>                                                                            \
  constexpr term name(term operand) {                                                               \
    if (!detail::axes_fit<Axes...>(operand->shape)) tapeless_composition_names_axes_out_of_range(); \
    return F{}(operand, detail::axes_mask<Axes...>(operand->shape));                                \
  }                                                                                                 \
  template <int... Axes>                                                                            \
  constexpr inert name(inert) {                                                                     \
    return {};                                                                                      \
  }

// name<axis>(x), along the last axis by default.
#define TAPELESS_ALONG_AXIS(name, F)                                                             \
  template <int Axis = -1, graph G>                                                              \
  requires(detail::axes_fit<Axis>(G.root().shape)) constexpr auto name(expr<G>) {                \
    return composed<detail::along<F, detail::axes_mask<Axis>(G.root().shape)>, G>{};             \
  }                                                                                              \
  template <int Axis = -1>                                                                       \
  constexpr inert name(std::type_identity_t<detail::wrong_axis<F, Axis>>) {                      \
    return {};                                                                                   \
  }                                                                                              \
  template <int Axis = -1>                                                                       \
  constexpr term name(term operand) {                                                            \
    if (!detail::axes_fit<Axis>(operand->shape)) tapeless_composition_names_axes_out_of_range(); \
    return F{}(operand, detail::axes_mask<Axis>(operand->shape));                                \
  }                                                                                              \
  template <int Axis = -1>                                                                       \
  constexpr inert name(inert) {                                                                  \
    return {};                                                                                   \
  }

}  // namespace tapeless::inline TAPELESS_ISA
