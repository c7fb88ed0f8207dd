// The object that users call for a composition F: on expressions, on terms, and after a mistake. F says which operands
// fit and computes the result on terms; it may also have an operator() for tensor<D...>, which reports operands that do
// not fit:
//
//   struct half_f {
//     static constexpr bool fits(const node& x) { return x.shape.rank > 0; }
//     constexpr term operator()(term x) const { return 0.5 * x; }
//     template <int... D>
//     constexpr inert operator()(tensor<D...>) const { static_assert(mistake<tensor<D...>>, "..."); return {}; }
//   };
//   inline constexpr detail::function<half_f> half{};
#pragma once

#include <tapeless/ops/define.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// F on a fixed number of operands.
template <class F, int Operands>
struct called_on {
  static constexpr int build(builder& b, const int* in) {
    return [&]<int... I>(std::integer_sequence<int, I...>) { return F{}(b.at(in[I])...).id; }
    (std::make_integer_sequence<int, Operands>{});
  }
};

template <class F>
struct function : F {
  using F::operator();
  template <graph... G>
  requires(F::fits(G.root()...)) constexpr auto operator()(expr<G>...) const {
    return composed<called_on<F, sizeof...(G)>, G...>{};
  }
  template <class... T>
  requires((inert_like<T> || ...)) constexpr inert operator()(T...) const { return {}; }
};

// Whether function<F> takes operands of these types: expressions that fit, terms, or what is left of a mistake.
template <class F, class... T>
consteval bool takes() {
  if constexpr ((inert_like<T> || ...)) return true;
  else if constexpr ((std::is_same_v<T, term> && ...)) return true;
  else if constexpr (requires { F::fits(graph_of(T{}).root()...); }) return F::fits(graph_of(T{}).root()...);
  else return false;
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
