// The doors of program<outputs..., options...> and training_step<loss, optimiser, options...>: what they are told is of
// a closed set, and nothing of it is dropped.
#pragma once

#include <initializer_list>

#include <tapeless/optim/chain.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/refusals.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

enum class argument_fault : unsigned char {
  none,
  unknown,  // neither an expression nor an option
  foreign,  // an option of the other one
  twice,    // an option
  no_output,
  samples_apart,  // assignments, delay lines or streams beside batch<N>
  two_modes,
  slot_twice,  // two assignments of one slot
  no_loss,
  no_optimiser,
  optimiser_range,
  selects_nothing,  // for_role or for_name
  assigned_twice,   // a slot, by optimiser or model
  kept_by_sample,   // a slot, by keeping
  no_rule           // for a parameter, while others have one
};

struct argument_verdict {
  argument_fault what = argument_fault::none;
  int at = 0;  // of the argument
};

template <class X>
inline constexpr std::uint64_t assigned_slot = 0;
template <graph S, graph V>
inline constexpr std::uint64_t assigned_slot<assignment<S, V>> = S.root().leaf->hash;
template <graph S, graph V, graph F>
inline constexpr std::uint64_t assigned_slot<assignment_from<S, V, F>> = S.root().leaf->hash;

// Arguments from number `first` on: none unknown, none foreign, none twice.
template <class... X>
consteval argument_verdict judge_options(int first, std::initializer_list<argument> foreign) {
  constexpr int count = sizeof...(X);
  constexpr argument kinds[] = {argument_of<X>()..., argument::unknown};
  for (int i = first; i < count; ++i) {
    if (kinds[i] == argument::unknown) return {argument_fault::unknown, i};
    for (const argument f : foreign)
      if (kinds[i] == f) return {argument_fault::foreign, i};
    if (kinds[i] == argument::expression || kinds[i] == argument::assignment) continue;
    for (int j = first; j < i; ++j)
      if (kinds[j] == kinds[i]) return {argument_fault::twice, i};
  }
  return {};
}
template <class... X>
consteval argument_verdict judge_program() {
  constexpr int count = sizeof...(X);
  if (const argument_verdict v = judge_options<X...>(0, {argument::gradients, argument::also});
      v.what != argument_fault::none)
    return v;
  constexpr argument kinds[] = {argument_of<X>()..., argument::unknown};
  constexpr std::uint64_t slots[] = {assigned_slot<X>..., 0};
  bool values = false, assigns = false, trains = false, lives = false, tiles = false;
  for (int i = 0; i < count; ++i) {
    values = values || kinds[i] == argument::expression || kinds[i] == argument::assignment;
    trains = trains || kinds[i] == argument::mode;
    tiles = tiles || kinds[i] == argument::batch;
    lives = lives || kinds[i] == argument::live || kinds[i] == argument::streams;
    if (lives && trains) return {argument_fault::two_modes, i};
    if (kinds[i] != argument::assignment) continue;
    assigns = true;
    for (int j = 0; j < i; ++j)
      if (slots[j] == slots[i]) return {argument_fault::slot_twice, i};
  }
  if (!values) return {argument_fault::no_output};
  if (tiles && (options<X...>::streams > 0 || ((assigns || lives) && options<X...>::batch > 1)))
    return {argument_fault::samples_apart};
  return {};
}

template <class O>
inline constexpr bool is_optimiser = sees_all<O> || sees_one<O>;
template <class... X>
consteval argument_verdict judge_training() {
  constexpr argument kinds[] = {argument_of<X>()..., argument::unknown};
  constexpr bool optimiser[] = {is_optimiser<X>..., false, false};
  if (kinds[0] != argument::expression) return {argument_fault::no_loss};
  if (!optimiser[1]) return {argument_fault::no_optimiser};
  for (int i = 2; i < static_cast<int>(sizeof...(X)); ++i)
    if (kinds[i] == argument::expression) return {argument_fault::unknown, i};
  return judge_options<X...>(2, {argument::assignment, argument::mode, argument::live, argument::streams});
}

// Argument number I.
template <int I, class... X>
struct argument_at {
  using type = void;
};
template <class First, class... Rest>
struct argument_at<0, First, Rest...> {
  using type = First;
};
template <int I, class First, class... Rest>
requires(I > 0) struct argument_at<I, First, Rest...> : argument_at<I - 1, Rest...> {
};

template <class X>
inline constexpr const symbol* assigned_symbol = nullptr;
template <graph S, graph V>
inline constexpr const symbol* assigned_symbol<assignment<S, V>> = S.root().leaf;
template <graph S, graph V, graph F>
inline constexpr const symbol* assigned_symbol<assignment_from<S, V, F>> = S.root().leaf;
template <class Slot>
struct assigned_shown {};

template <int... D>
tensor<D...> without_graph(tensor<D...>);

// How a message shows it: an option, the shape of an expression, another type.
template <class X>
auto shown_argument() {
  if constexpr (argument_of<X>() == argument::expression) return std::type_identity<decltype(without_graph(X{}))>{};
  else if constexpr (is_assignment<X>) return std::type_identity<assigned_shown<shown<assigned_symbol<X>>>>{};
  else return std::type_identity<X>{};
}
template <class X>
using argument_shown = typename decltype(shown_argument<X>())::type;

template <auto Optimiser>
struct optimiser_shown {};

// What stands for a program or a training step that is refused. The message comes where the type is used first.
template <argument_fault Fault, class Argument>
struct program_refused : inert_program {
  using f = argument_fault;
  static_assert(
      Fault != f::unknown ? true : mistake<Argument>,
      "tapeless: program<outputs..., options...>: an argument is neither an expression nor an option: the "
      "options are batch<N>, in<T>, lanes<1>, threads<N>, training_mode, live, streams<N>, fast_activations and "
      "assign(slot, value)");
  static_assert(Fault != f::foreign ? true : mistake<Argument>,
                "tapeless: program<outputs..., options...>: check_gradients and also<...> are options of "
                "training_step: a program updates nothing by gradients, and names what it gives among its outputs");
  static_assert(Fault != f::twice ? true : mistake<Argument>,
                "tapeless: program<outputs..., options...>: an option is given twice: say which one is meant");
  static_assert(Fault != f::no_output ? true : mistake<Argument>,
                "tapeless: program<outputs..., options...>: there is nothing to compute: name at least one output");
  static_assert(
      Fault != f::samples_apart ? true : mistake<Argument>,
      "tapeless: program<outputs..., options...>: assign(slot, value), like live, moves state on from sample to "
      "sample, so that samples cannot be computed together: leave out batch<N>, a call takes any number of samples "
      "without it, or take streams<N>, each of which has its own state");
  static_assert(
      Fault != f::two_modes ? true : mistake<Argument>,
      "tapeless: program<outputs..., options...>: training_mode and live, as of streams, are two modes: a program "
      "has one");
  static_assert(Fault != f::slot_twice ? true : mistake<Argument>,
                "tapeless: program<outputs..., options...>: two assignments of one slot: it can become one value only");
  using inert_program::inert_program;
};
template <argument_fault Fault, class Argument>
struct training_refused : inert_program {
  using f = argument_fault;
  static_assert(Fault != f::unknown ? true : mistake<Argument>,
                "tapeless: training_step<loss, optimiser, options...>: an argument is not an option: the options are "
                "batch<N>, in<T>, lanes<1>, threads<N>, check_gradients, fast_activations and also<values...>");
  static_assert(
      Fault != f::foreign ? true : mistake<Argument>,
      "tapeless: training_step<loss, optimiser, options...>: assign(slot, value) is an option of program: in "
      "a training step the optimiser and keeping(...) assign slots; training_mode, too, is one of program, as "
      "live and streams<N> are");
  static_assert(
      Fault != f::twice ? true : mistake<Argument>,
      "tapeless: training_step<loss, optimiser, options...>: an option is given twice: say which one is meant");
  static_assert(Fault != f::no_loss ? true : mistake<Argument>,
                "tapeless: training_step<loss, optimiser, options...>: the first argument is the loss, an expression");
  static_assert(Fault != f::no_optimiser ? true : mistake<Argument>,
                "tapeless: training_step<loss, optimiser, options...>: there is no optimiser: the second argument is "
                "one, as in training_step<loss, adam{}, batch<32>>");
  static_assert(Fault != f::optimiser_range ? true : mistake<Argument>,
                "tapeless: training_step<loss, optimiser, options...>: an argument of the optimiser is out of range: "
                "learning rates and weight decays are finite and not negative, decay rates from 0 to below 1, epsilons "
                "above 0; see its member possible()");
  static_assert(Fault != f::selects_nothing ? true : mistake<Argument>,
                "tapeless: training_step<loss, optimiser, options...>: a for_role or for_name selects no parameter of "
                "the loss: check the role, or the pattern against the names that for_each_parameter shows");
  static_assert(Fault != f::assigned_twice ? true : mistake<Argument>,
                "tapeless: training_step<loss, optimiser, options...>: one parameter or slot is assigned two different "
                "values: only one part of the optimiser, or one keeping(...), may assign it");
  static_assert(Fault != f::no_rule ? true : mistake<Argument>,
                "tapeless: training_step<loss, optimiser, options...>: no rule of the optimiser applies to this "
                "parameter: give it one, or freeze it with for_name<...>(frozen{})");
  static_assert(
      Fault != f::kept_by_sample ? true : mistake<Argument>,
      "tapeless: keeping(value, slot, next): next is another value for each sample, but a slot becomes one: take "
      "mean_over_samples(next), with batch<N>");
  using inert_program::inert_program;
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
