// When the user is wrong: one sentence at the door, and a result that says nothing more.
//
//   template <graph A, graph B> requires(agree(...))          // the real function
//   constexpr auto f(expr<A>, expr<B>);
//   template <int... A, int... B>                             // its door, taken only if the real one is not
//   constexpr inert f(tensor<A...>, tensor<B...>) {
//     static_assert(mistake<tensor<A...>, tensor<B...>>, "tapeless: f(a, b): what is wrong; what to do");
//     return {};
//   }
//
// The door sees the shapes alone, so that no message shows a graph. It holds the static_assert itself, and no macro
// does: each further layer costs two or three lines of clang's output. Beside a condition it is written
// `right ? true : mistake<...>`: of `right || mistake<...>` clang 16 says in three more lines what its operands are.
#pragma once

#include <type_traits>

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA {

// What stands for a result after an error was reported; accepts everything, says nothing more.
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

// Always false; its arguments are what a message shows beside its sentence: shapes, names, numbers.
template <class...>
inline constexpr bool mistake = false;

// A number beside an expression, where it is not part of the type. As a parameter it reports itself.
struct plain_number {
  template <class T>
  requires(std::is_arithmetic_v<T>) constexpr plain_number(T) {  // NOLINT: implicit on purpose
    static_assert(mistake<T>,
                  "tapeless: a number beside an expression has to be part of its type: write 2_c * x "
                  "instead of 2 * x, or scalar<\"name\"> for a number that changes at run time");
  }
};

// Reached in constant evaluation, its name is the message: a composition written with terms has no types to check.
inline void tapeless_composition_has_shapes_that_do_not_fit() {}

}  // namespace tapeless::inline TAPELESS_ISA
