// program<outputs..., options...>: values of expressions for any number of samples, without allocation.
//
//   program<logits> infer{net.parameters()};
//   infer.run(x = pixels);
//   std::span<const float, 10> scores = infer[logits];
//
// Outputs are any expressions: values, gradients, Jacobians. Options, in any order, each at most once but for assign:
//
//   batch<N>               tiles of N samples are computed together; 1 by default. A call takes any number of samples
//   in<T>                  computes in float (default) or double
//   lanes<1>               plain scalar code, which also runs in constant evaluation
//   threads<N>             memory for calls on up to N threads, run(on(pool), ...)
//   training_mode          in_training(a, b) is a
//   assign(slot, value)    state that moves on after each sample; without batch<N> and threads<N>
//   fast_activations       tanh and sigmoid with five digits (program/options.hpp)
//   live                   delay lines remember: each sample is the next block of a sequence; as assign
//   streams<N>             N streams in the lanes, each with its own state: live; without batch<N>
//
// Results: run returns result<void>, an error or none, which must not be ignored. Where the compiler has checked
// everything that a call binds, arrays of numbers and numbers that always fit, it returns always_ok. An output has a
// value for each sample if its expression, as it was written, has an input in it, else one for all. program[output] is
// that of the last tile.
//
// Costs: no allocation, no locks; the kernels, checks of the bindings, and packing samples into lanes. The object holds
// parameters, slots and the workspace, report.bytes in all: large ones belong in static storage or on the heap.
//
// Thread safety: run(...) writes the program's workspace, so that one program serves one call at a time.
// run(workspace, ...) const serves any number, each with a workspace of its own.
//
// Limits: values of at most six axes, seven with the samples; 2^28 elements a leaf; about 30,000 nodes.
#pragma once

#include <tapeless/program/arguments.hpp>
#include <tapeless/program/running.hpp>

namespace tapeless::inline TAPELESS_ISA {

template <class Executor>
struct on_t;  // program/threads.hpp

namespace detail {

template <class Options, class Assignments, graph... G>
struct inference_config;
template <class Options, graph... S, graph... V, graph... G>
struct inference_config<Options, assignment_list<assignment<S, V>...>, G...> : leaves_of<G..., V...> {
  using value_type = std::conditional_t<Options::in_double, double, float>;
  static constexpr int samples = Options::batch, threads = Options::threads, streams = Options::streams;
  static constexpr int lanes = Options::scalar ? 1 : simd::lanes<simd::vec<value_type>>;
  static constexpr bool approximates = Options::approximates;
  static constexpr int assignments = sizeof...(S);
  static constexpr bool is_live = Options::is_live;
  static constexpr int room = 2 * ((0 + ... + graph_summary<G>.nodes) + (0 + ... + graph_summary<V>.nodes)) + 32;
  static constexpr int outputs = sizeof...(G);
  using options = Options;
  using begin = typename Options::begin;
  using merged_size = ir::sizes<room / 2, outputs + 6 * assignments>;
  static constexpr ir::merged make_merged() {
    ir::merged m = merged_outputs<typename Options::begin, assignment_list<assignment<S, V>...>, G...>(Options::mode);
    if constexpr (streams > 0) return by_stream(std::move(m), outputs);
    else return m;
  }
  using task_size = ir::sizes<room, outputs, 0, 3 * assignments>;
  static constexpr ir::task make_task(const ir::merged& from) {
    return packed_by_calls(inference_task(from, outputs, samples, lanes, room));
  }
  // Run-time scalars may also stand in what a slot begins as alone.
  static constexpr bound_node bound_by(std::uint64_t key) {
    if (const bound_node n = leaves_of<G..., V...>::bound_by(key); n.there) return n;
    for (const node& n : ir::frozen<typename stages<inference_config>::merged>.nodes)
      if (is_leaf(n, ir::role::scalar) && binding_key(n) == key) return {true, n};
    return {};
  }
  static constexpr int output_of(const node& n) { return leaves_of<G...>::output_of(n); }
  static constexpr bool trains = false;
  static constexpr bool by_sample(int output) {
    constexpr bool each[] = {written_by_sample<is_live, G, S...>()..., false};
    return each[output];
  }
};

// The parameter, slot or run-time scalar of a program that this node is, in the shape that the program has it in, or
// -1.
template <class Machine>
constexpr int find_state_leaf(const node& n) {
  if (!is_leaf(n, ir::role::parameter) && !is_leaf(n, ir::role::slot) && !is_leaf(n, ir::role::scalar)) return -1;
  const int at = find_leaf<Machine>(n.leaf->kind, n.leaf->hash);
  if (at < 0) return -1;
  const node& own = Machine::nodes.nodes[at];
  const bool by_stream = Machine::nodes.samples > 1 && varies_by_sample(own);
  return own.shape == (by_stream ? append(n.shape, Machine::nodes.samples) : n.shape) ? at : -1;
}
}  // namespace detail

// The state of a program without a workspace: what a microcontroller keeps in flash, or several threads share. Calls
// leave it as it is and name a workspace.
//
//   using classifier = program<logits>;
//   constexpr classifier::model net{...};       // parameters alone
//   static classifier::workspace w;
//   net.run(w, x = pixels);
//   net.get(w, logits);
template <class Config>
class basic_model : public detail::running<Config> {
 protected:
  using base = detail::running<Config>;
  using typename base::T;

 public:
  using typename base::machine;
  using typename base::workspace;

  constexpr basic_model() noexcept : base(seed{}) {}
  constexpr explicit basic_model(seed s) noexcept : base(s) {}
  // Parameters by name from another program.
  template <class Other, std::uint64_t Slot>
  constexpr explicit basic_model(const parameter_view<Other, Slot>& from) noexcept : base(seed{}) {
    if constexpr (detail::parameters_match<machine, Other>()) this->set_parameters(from);
  }
  constexpr explicit basic_model(inert) noexcept : base(seed{}) {}

  // Computes all outputs for all samples that the bindings hold, on a workspace of the caller's: one model serves
  // several threads. `logits = range` takes an output for every sample.
  template <class... B>
  constexpr auto run(workspace& w, const B&... b) const noexcept {
    if constexpr (detail::accepts<Config, B...>() && leaves_as_it_is<B...>()) {
      T* const own = const_cast<T*>(this->state_);  // nothing is assigned: state is only read
      auto unmoved = this->lines_;
      return detail::result_of_call<Config, B...>(base::execute(own, this->random_, unmoved, w, b...));
    } else {
      return always_ok{};
    }
  }
  template <class E, class... B>
  auto run(const on_t<E>& team, workspace& w, const B&... b) const noexcept {
    if constexpr (detail::shares<Config>() && detail::accepts<Config, B...>() && leaves_as_it_is<B...>())
      return result<void>{
          detail::shared_call<base>::execute(team, const_cast<T*>(this->state_), this->random_, w, b...)};
    else return always_ok{};
  }

  // An output of the last tile of a workspace's call, one sample after the other; or a parameter, slot or scalar.
  template <graph E>
  constexpr auto get(const workspace& w, expr<E>) const noexcept {
    constexpr int o = Config::output_of(E.root());
    constexpr int p = detail::find_state_leaf<machine>(E.root());
    static_assert(
        o >= 0 || p >= 0 ? true : mistake<detail::shown_shape<E.root().shape>>,
        "tapeless: program[expression]: the program has no such output, parameter, slot or run-time scalar of "
        "this shape: name it among the outputs");
    if constexpr (o >= 0) return base::template result_span<o>(w);
    else if constexpr (p >= 0) return this->template leaf<p>();
    else return detail::nothing<const T, E.root().shape.size()>();
  }

 private:
  template <class... B>
  static constexpr bool leaves_as_it_is() {
    static_assert(
        Config::assignments == 0 && !base::remembers && !(is_leaf(detail::leaf_of_binding<B>, ir::role::scalar) || ...),
        "tapeless: run(workspace, ...) leaves the program as it is: a call that assigns slots, moves delay "
        "lines or sets a run-time scalar needs run(...) on a program that is not const");
    return true;
  }
};

template <class Config>
class basic_program : public basic_model<Config> {
  using base = detail::running<Config>;
  using typename base::T;

 public:
  using typename base::machine;
  using typename base::workspace;
  using model = basic_model<Config>;
  using model::model;
  using model::run;

  // Computes all outputs for all samples that the bindings hold. `logits = range` takes an output for every sample;
  // program[logits] is the last tile's.
  template <class... B>
  requires(!std::is_same_v<B, workspace> && ...) constexpr auto run(const B&... b) noexcept {
    if constexpr (detail::accepts<Config, B...>())
      return detail::result_of_call<Config, B...>(
          moved_on(base::execute(this->state_, this->random_, this->lines_, work_, b...)));
    else return always_ok{};
  }
  // The same on the threads of an executor, run(on(pool), x = ...), with the same bits; see program/threads.hpp. The
  // option threads<N> says how many there may be.
  template <class E, class... B>
  requires(!std::is_same_v<B, workspace> && ...) auto run(const on_t<E>& team, const B&... b) noexcept {
    if constexpr (detail::shares<Config>() && detail::accepts<Config, B...>())
      return result<void>{moved_on(detail::shared_call<base>::execute(team, this->state_, this->random_, work_, b...))};
    else return always_ok{};
  }

  // An output of the last tile, one sample after the other; or a parameter or slot, row by row, or a run-time scalar as
  // a range of one, which may be written: net[w][0] = 2.
  template <graph E>
  constexpr auto operator[](expr<E> e) noexcept {
    constexpr int p = detail::find_state_leaf<machine>(E.root());
    if constexpr (p >= 0 && Config::output_of(E.root()) < 0) return this->template leaf<p>();
    else return this->get(work_, e);
  }
  template <graph E>
  constexpr auto operator[](expr<E> e) const noexcept {
    return this->get(work_, e);
  }

 private:
  constexpr const error& moved_on(const error& e) noexcept {
    if constexpr (base::draws)
      if (!e) ++this->random_.step;
    return e;
  }

  workspace work_{};
};

namespace detail {
template <class... Exprs>
struct expr_list {};
// Whether the graphs of a program, and what its slots begin as, are refused.
template <int Samples, bool InDouble, graph... G, graph... S, graph... V, graph... F>
consteval auto refusal_of_all(beginnings<assignment_from<S, V, F>...>) {
  return refusal<Samples, InDouble, G..., F...>();
}
template <class Options, class List, class Assignments>
struct program_for;
template <class Options, class... E, graph... S, graph... V>
struct program_for<Options, expr_list<E...>, assignment_list<assignment<S, V>...>> {
  static constexpr auto choose() {
    using assignments = assignment_list<assignment<S, V>...>;
    if constexpr (constexpr auto door =
                      refusal_of_all<Options::batch, Options::in_double, graph_of(E{})..., S..., V...>(
                          typename Options::begin{});
                  door.refused)
      return door;
    else if constexpr (constexpr auto line = refused_line<
                           Options,
                           typename stages<inference_config<Options, assignments, graph_of(E{})...>>::merged>();
                       line.refused)
      return line;
    else if constexpr (lacks_samples<inference_config<Options, assignments, graph_of(E{})...>>())
      return std::type_identity<
          std::conditional_t<Options::streams == 0, too_few_samples<1>, over_streams<Options::streams>>>{};
    else return std::type_identity<basic_program<inference_config<Options, assignments, graph_of(E{})...>>>{};
  }
  using type = typename decltype(choose())::type;
};
template <class List, class... X>
struct only_exprs {
  using type = List;
};
template <class... E, class X, class... Rest>
struct only_exprs<expr_list<E...>, X, Rest...>
    : only_exprs<std::conditional_t<argument_of<X>() == argument::expression, expr_list<E..., X>, expr_list<E...>>,
                 Rest...> {};
template <class List, class... X>
struct only_assignments {
  using type = List;
};
template <class... A, class X, class... Rest>
struct only_assignments<assignment_list<A...>, X, Rest...>
    : only_assignments<std::conditional_t<is_assignment<X>, assignment_list<A..., typename plain_assignment<X>::type>,
                                          assignment_list<A...>>,
                       Rest...> {};

template <class... X>
consteval auto choose_program() {
  if constexpr ((inert_like<X> || ...)) return std::type_identity<inert_program>{};
  else if constexpr (constexpr argument_verdict v = judge_program<X...>(); v.what != argument_fault::none)
    return std::type_identity<program_refused<v.what, argument_shown<typename argument_at<v.at, X...>::type>>>{};
  else
    return program_for<options<X...>, typename only_exprs<expr_list<>, X...>::type,
                       typename only_assignments<assignment_list<>, X...>::type>{};
}
template <class... X>
using program_of = typename decltype(choose_program<X...>())::type;
}  // namespace detail

template <auto... X>
using program = detail::program_of<std::remove_cvref_t<decltype(X)>...>;

}  // namespace tapeless::inline TAPELESS_ISA
