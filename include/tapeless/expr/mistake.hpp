// How the library reports a user's mistake: one sentence, and a result that causes no further errors.
//
//   template <graph A, graph B> requires(agree(...))          // the real function
//   constexpr auto f(expr<A>, expr<B>);
//   template <int... A, int... B>                             // its diagnostic overload, the worse match
//   constexpr inert f(tensor<A...>, tensor<B...>) {
//     static_assert(mistake<tensor<A...>, tensor<B...>>, "tapeless: f(a, b): what is wrong; what to do");
//     return {};
//   }
//
// The diagnostic overload sees only the shapes, so that no message shows a graph. It contains the static_assert itself
// rather than a macro: each layer in between adds two or three lines to clang's output. Conditions are written `right ?
// true : mistake<...>`, because clang 16 takes three more lines to explain the operands of `right || mistake<...>`.
#pragma once

#include <type_traits>

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA {

// The result after an error was reported. It accepts everything and causes no further errors.
struct inert {
  template <class T>
  constexpr inert operator=(const T&) const noexcept {
    return {};
  }
  template <auto>
  static constexpr inert with() {
    return {};
  }
  template <class... T>
  constexpr inert operator()(const T&...) const noexcept {
    return {};
  }
  constexpr inert() = default;
  constexpr inert(const inert&) = default;
};

template <class T>
concept inert_like = std::is_base_of_v<inert, T>;

// Always false. Its arguments are shown by the compiler next to the sentence: shapes, names, numbers.
template <class...>
inline constexpr bool mistake = false;

// A plain number where an expression is expected. As a function parameter it reports the mistake when it is converted.
struct plain_number {
  template <class T>
  requires(std::is_arithmetic_v<T>) constexpr plain_number(T) {  // NOLINT: implicit on purpose
    static_assert(mistake<T>,
                  "tapeless: a number beside an expression has to be part of its type: write 2_c * x "
                  "instead of 2 * x, or scalar<\"name\"> for a number that changes at run time");
  }
};

// Not constexpr: if constant evaluation reaches it, its name is the message. Compositions on terms have no types to
// check.
inline void tapeless_composition_has_shapes_that_do_not_fit() {}

}  // namespace tapeless::inline TAPELESS_ISA
