// Parts of an optimiser for some of the parameters, by role or by name; what stays as it is.
//
//   for_role<role::weight>(decoupled_decay{1e-2})
//   for_name<"encoder.*">(frozen{})                // * stands for any characters
#pragma once

#include <tapeless/optim/chain.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Parameters that are not trained: no gradient is computed for them, and they have no slots.
struct frozen {
  static constexpr optimiser_part part = optimiser_part::gradients;

  constexpr bool trains(const symbol&) const { return false; }
  constexpr void operator()(updates&) const {}
};

namespace detail {

// Whether a name has the form of a pattern, in which * stands for any characters.
constexpr bool matches(const char* pattern, const char* name) {
  bool starred = false;
  const char *star = pattern, *retry = name;  // where to go on when what follows the star does not fit
  while (*name) {
    if (*pattern == '*') {
      starred = true;
      star = pattern++;
      retry = name;
    } else if (*pattern == *name) {
      ++pattern;
      ++name;
    } else if (starred) {
      pattern = star + 1;
      name = ++retry;
    } else {
      return false;
    }
  }
  while (*pattern == '*') ++pattern;
  return !*pattern;
}

template <role... Role>
struct with_role {
  static constexpr bool selects(const symbol& s) { return ((s.part == Role) || ...); }
};
template <text... Pattern>
struct with_name {
  static constexpr bool selects(const symbol& s) { return (matches(Pattern.chars, s.name) || ...); }
};

template <class Which, class O>
struct selected {
  static constexpr optimiser_part part = part_of<O>();
  static constexpr bool selective = true;
  O inner{};

  constexpr bool possible() const { return is_possible(inner); }
  constexpr bool moves() const { return detail::moves(inner); }
  constexpr void move(gradient_points& p) const {
    ir::list<gradient_points::point> some;
    for (const gradient_points::point& each : p.all)
      if (Which::selects(*each.parameter->leaf)) some.push(each);
    gradient_points of_some{p.graph, some};
    move_points(inner, of_some);
    int k = 0;
    for (gradient_points::point& each : p.all)
      if (Which::selects(*each.parameter->leaf)) each = some.at[k++];
  }
  constexpr bool trains(const symbol& s) const { return !Which::selects(s) || detail::trains(inner, s); }
  constexpr bool finds_all(const symbol* const* parameters, int count) const {
    for (int i = 0; i < count; ++i)
      if (Which::selects(*parameters[i])) return detail::finds_all(inner, parameters, count);
    return false;
  }
  constexpr void operator()(updates& u) const {
    ir::list<trained_parameter> some;
    for (const trained_parameter& each : u.all)
      if (Which::selects(*each.parameter->leaf)) some.push(each);
    updates of_some{u.graph, u.loss, u.assignments, some};
    apply_optimiser(inner, of_some);
    int k = 0;
    for (trained_parameter& each : u.all)
      if (Which::selects(*each.parameter->leaf)) each = some.at[k++];
  }
};

}  // namespace detail

template <role... Role, class O>
constexpr detail::selected<detail::with_role<Role...>, O> for_role(O part) {
  return {part};
}
template <text... Pattern, class O>
constexpr detail::selected<detail::with_name<Pattern...>, O> for_name(O part) {
  return {part};
}

}  // namespace tapeless::inline TAPELESS_ISA
