// The doors of least_squares<residual, options...> and lbfgs<loss, options...>: what they are told is of a closed set.
#pragma once

#include <tapeless/fit/observations.hpp>
#include <tapeless/fit/result.hpp>
#include <tapeless/program/arguments.hpp>

namespace tapeless::inline TAPELESS_ISA {

// The corrections that lbfgs keeps: history<10>.
template <int M>
struct history_t {};

namespace detail {

template <int M>
consteval auto make_history() {
  static_assert(M > 0 ? true : mistake<history_t<M>>,
                "tapeless: history<M>: L-BFGS keeps at least one correction: M must be positive");
  if constexpr (M > 0) return history_t<M>{};
  else return inert{};
}

// Takes the place of a minimiser after a mistake in its arguments, and reports nothing more.
struct inert_fit : inert_program {
  inert gradient_tolerance, step_tolerance, cost_tolerance, initial_damping, longest_step, most_steps, accepted;
  using inert_program::inert_program;
  template <class... B>
  constexpr inert_result minimise(const B&...) const noexcept {
    return {};
  }
  template <class E>
  constexpr inert_result lower(E) const noexcept {
    return {};
  }
  template <class E>
  constexpr inert_result upper(E) const noexcept {
    return {};
  }
};

enum class fit_fault : unsigned char { none, no_expression, no_parameter, no_scalar, unknown, twice };
struct fit_verdict {
  fit_fault what = fit_fault::none;
  int at = 0;  // of the argument
};

template <class X>
inline constexpr int history_of = 0;
template <int M>
inline constexpr int history_of<history_t<M>> = M;

// An expression with parameters, then options, each once.
template <bool HasHistory, class First, class... X>
consteval fit_verdict judge_fit() {
  if constexpr (argument_of<First>() != argument::expression) {
    return {fit_fault::no_expression, 0};
  } else if constexpr (parameters_of<graph_of(First{})>.size == 0) {
    return {fit_fault::no_parameter, 0};
  } else {
    constexpr argument kinds[] = {argument_of<X>()..., argument::unknown};
    constexpr bool history[] = {history_of < X >> 0 ..., false};
    for (int i = 0; i < static_cast<int>(sizeof...(X)); ++i) {
      const bool known = (HasHistory && history[i]) || kinds[i] == argument::batch || kinds[i] == argument::element ||
                         kinds[i] == argument::lanes;
      if (!known) return {fit_fault::unknown, i + 1};
      for (int j = 0; j < i; ++j)
        if (kinds[j] == kinds[i] && history[j] == history[i]) return {fit_fault::twice, i + 1};
    }
    return {};
  }
}

template <fit_fault Fault, class Argument>
struct least_squares_refused : inert_fit {
  static_assert(Fault != fit_fault::no_expression ? true : mistake<Argument>,
                "tapeless: least_squares<residual, options...>: the first argument is the residual of one sample, an "
                "expression");
  static_assert(
      Fault != fit_fault::no_parameter ? true : mistake<Argument>,
      "tapeless: least_squares<residual, options...>: the residual has no parameters: what is to be fitted is "
      "a parameter<\"name\">");
  static_assert(
      Fault != fit_fault::unknown ? true : mistake<Argument>,
      "tapeless: least_squares<residual, options...>: an argument is not an option: the options are batch<N>, "
      "in<T> and lanes<1>");
  static_assert(Fault != fit_fault::twice ? true : mistake<Argument>,
                "tapeless: least_squares<residual, options...>: an option is given twice: say which one is meant");
  using inert_fit::inert_fit;
};
template <fit_fault Fault, class Argument>
struct lbfgs_refused : inert_fit {
  static_assert(Fault != fit_fault::no_expression ? true : mistake<Argument>,
                "tapeless: lbfgs<loss, options...>: the first argument is the loss, an expression");
  static_assert(Fault != fit_fault::no_parameter ? true : mistake<Argument>,
                "tapeless: lbfgs<loss, options...>: the loss has no parameters: what it is minimised by is a "
                "parameter<\"name\">");
  static_assert(
      Fault != fit_fault::unknown ? true : mistake<Argument>,
      "tapeless: lbfgs<loss, options...>: an argument is not an option: the options are history<M>, batch<N>, "
      "in<T> and lanes<1>");
  static_assert(Fault != fit_fault::twice ? true : mistake<Argument>,
                "tapeless: lbfgs<loss, options...>: an option is given twice: say which one is meant");
  static_assert(Fault != fit_fault::no_scalar ? true : mistake<Argument>,
                "tapeless: lbfgs<loss, options...>: the loss is not a scalar for each sample: take mean(loss) or "
                "sum(loss)");
  using inert_fit::inert_fit;
};

// An error of a call, which leaves the parameters as they were.
template <class T>
constexpr fit_result<T> refused_call(stop reason, const error& e) noexcept {
  fit_result<T> r;
  r.value = std::numeric_limits<T>::quiet_NaN();
  r.error = e;
  r.reason = reason;
  return r;
}

}  // namespace detail

template <int M>
inline constexpr auto history = detail::make_history<M>();

}  // namespace tapeless::inline TAPELESS_ISA
