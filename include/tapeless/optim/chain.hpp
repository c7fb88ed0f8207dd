// Optimisers made of parts.
//
//   chain(clip_by_global_norm{1}, adamw{1e-3})          // the gradient first, then the rule
//   chain(sgd{0.1}, max_norm{3})                        // then the new weights
//   chain(for_role<role::weight>(l2_decay{1e-4}), adam{})
//   chain(for_name<"encoder.*">(frozen{}), adam{})
//
// A part changes gradients, is a rule that assigns parameters, or changes what the rule has assigned; it says which by
// a member `static constexpr optimiser_part part`, and is a rule if it says nothing. Parts of the first kind come
// before the rule, those of the last kind behind it. All of it is one expression, fused into the step.
#pragma once

#include <tapeless/expr/mistake.hpp>
#include <tapeless/optim/update.hpp>

namespace tapeless::inline TAPELESS_ISA {

enum class optimiser_part : unsigned char { gradients, rule, weights };

namespace detail {

template <class O>
constexpr optimiser_part part_of() {
  if constexpr (requires { O::part; }) return O::part;
  else return optimiser_part::rule;
}
template <class O>
constexpr bool is_selective = requires {
  O::selective;
};

// Some rules take no gradients; then none are computed.
template <class O>
constexpr bool takes_gradients = true;
template <class O>
requires requires { O::takes_gradients; }
constexpr bool takes_gradients<O> = O::takes_gradients;
template <class O>
constexpr bool is_possible(const O& o) {
  if constexpr (requires { o.possible(); }) return o.possible();
  else return true;
}
// Whether a parameter is trained. What is frozen has neither a gradient nor slots.
template <class O>
constexpr bool trains(const O& o, const symbol& parameter) {
  if constexpr (requires { o.trains(parameter); }) return o.trains(parameter);
  else return true;
}
// Whether every selection in an optimiser finds a parameter among `count`.
template <class O>
constexpr bool finds_all(const O& o, const symbol* const* parameters, int count) {
  if constexpr (requires { o.finds_all(parameters, count); }) return o.finds_all(parameters, count);
  else return true;
}

template <class O>
constexpr void move_points(const O& o, gradient_points& p) {
  if constexpr (moves_points<O>) o.move(p);
}

template <int I, class T>
struct part_at {
  T value{};
};
// Bases rather than nested members, so that the name of a long chain has each part once.
template <class Places, class... T>
struct chained;
template <int... I, class... T>
struct chained<std::integer_sequence<int, I...>, T...> : part_at<I, T>... {
  template <int K, class P>
  static constexpr const P& at(const part_at<K, P>& one) {
    return one.value;
  }
  static constexpr bool takes_gradients = (detail::takes_gradients<T> && ...);
  constexpr bool possible() const { return (is_possible(at<I>(*this)) && ...); }
  constexpr bool trains(const symbol& s) const { return (detail::trains(at<I>(*this), s) && ...); }
  constexpr bool finds_all(const symbol* const* s, int n) const {
    return (detail::finds_all(at<I>(*this), s, n) && ...);
  }
  constexpr void operator()(updates& u) const { (apply_optimiser(at<I>(*this), u), ...); }
  constexpr bool moves() const { return (detail::moves(at<I>(*this)) || ...); }
  constexpr void move(gradient_points& p) const { (move_points(at<I>(*this), p), ...); }
};
template <class... T>
constexpr auto chain_of(T... parts) {
  return chained<std::make_integer_sequence<int, sizeof...(T)>, T...>{{parts}...};
}

// Kinds of parts in their order, and one rule for all parameters or rules for selected ones.
template <class... T>
constexpr bool in_order() {
  optimiser_part last = optimiser_part::gradients;
  bool ordered = true;
  ((ordered = ordered && part_of<T>() >= last, last = part_of<T>()), ...);
  return ordered;
}
template <class... T>
constexpr bool has_one_rule() {
  const int all = (0 + ... + (part_of<T>() == optimiser_part::rule && !is_selective<T>));
  const int selective = (0 + ... + (part_of<T>() == optimiser_part::rule && is_selective<T>));
  return all == 1 ? selective == 0 : all == 0 && selective > 0;
}

}  // namespace detail

template <class... T>
constexpr auto chain(T... parts) {
  constexpr bool ordered = detail::in_order<T...>(), one = detail::has_one_rule<T...>();
  static_assert(ordered ? true : mistake<T...>,
                "tapeless: chain(parts...): a part stands on the wrong side of the rule: what changes gradients "
                "(clipping, l2_decay) comes before it, what changes weights (max_norm, averaging) behind it");
  static_assert(
      !ordered || one ? true : mistake<T...>,
      "tapeless: chain(parts...): there must be one rule, such as sgd or adam, or several for selected parameters");
  if constexpr (ordered && one) return detail::chain_of(parts...);
  else return inert{};
}

}  // namespace tapeless::inline TAPELESS_ISA
