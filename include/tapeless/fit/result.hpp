// The result of a minimisation: why it stopped, the number of steps, the final cost.
#pragma once

#include <tapeless/program/status.hpp>

namespace tapeless::inline TAPELESS_ISA {

enum class stop : unsigned char {
  gradient,        // converged: the gradient is small
  step,            // converged: the last step was small
  cost,            // converged: the cost no longer decreases
  no_descent,      // the line search found no better point
  too_many_steps,  // the limit on the number of steps
  not_finite,      // cost or derivatives are not finite at the starting point
  refused          // the bindings are wrong
};

constexpr const char* describe(stop s) {
  switch (s) {
    case stop::gradient:
      return "converged: the gradient is small";
    case stop::step:
      return "converged: the last step was small";
    case stop::cost:
      return "converged: the cost no longer decreases";
    case stop::no_descent:
      return "the line search found no better point";
    case stop::too_many_steps:
      return "the limit on the number of steps was reached";
    case stop::not_finite:
      return "the cost or its derivatives are not finite at the starting point";
    case stop::refused:
      return "the bindings are wrong";
  }
  return "";
}

// The value is the final cost. `error` is set after not_finite and refused, which leave the parameters as they were.
template <class T>
struct [[nodiscard("the search may have failed: look at ok(), or use require(...)")]] fit_result : result<T> {
  stop reason = stop::refused;
  int steps = 0;        // that changed the parameters
  int evaluations = 0;  // of the cost and its derivatives

  constexpr bool converged() const noexcept { return reason <= stop::cost; }
};

}  // namespace tapeless::inline TAPELESS_ISA
