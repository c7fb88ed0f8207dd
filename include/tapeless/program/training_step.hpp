// training_step<loss, optimiser, options...>: model, loss, gradient and update as one program.
//
//   using trainer = training_step<loss, adam{}, batch<32>>;
//   trainer net{seed{7}};
//   float l = net.step(x = images, y = labels);
//
// The loss is a scalar for each sample, the optimiser one of optim/ or of your own (optim/update.hpp). Options, in any
// order, each at most once: batch<N>, in<T>, lanes<1>, threads<N> and fast_activations as for program, and
//
//   check_gradients    a step also fails if an element of a gradient is not finite
//   also<values...>    the means of more expressions over the samples, from the same pass
//
// A step uses all samples that its bindings hold: it returns the mean loss before the update, by which the mean
// gradient moves the parameters. With more samples than a tile, the tiles' gradients are added in order, with the same
// bits for any number of threads. A step that fails, also because the loss is not finite, changes nothing.
//
// Costs: no allocation, no locks; the kernels of loss, gradient and update, as report says. The object holds
// parameters, the optimiser's state and the workspace, report.bytes in all: large ones belong in static storage or on
// the heap. Thread safety: one call at a time; several threads share a call by step(on(pool), ...). Limits: as of
// program. Steps of 50,000 FLOPs and more flush denormal numbers to 0.
#pragma once

#include <tapeless/program/program.hpp>
#include <tapeless/program/value_watch.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

template <class Options, auto Optimiser, graph Loss, class Also = typename Options::also>
struct training_config;
template <class Options, auto Optimiser, graph Loss, graph... Also>
struct training_config<Options, Optimiser, Loss, also_t<Also...>> : leaves_of<Loss, Also...> {
  using value_type = std::conditional_t<Options::in_double, double, float>;
  static constexpr int samples = Options::batch, threads = Options::threads, streams = 0;
  static constexpr graph loss = Loss;
  static constexpr bool trains = true, gradients = Options::gradients, approximates = Options::approximates;
  static constexpr int assignments = 0;  // of the model; the optimiser's come once a call
  using begin = beginnings<>;
  static constexpr int lanes = Options::scalar ? 1 : simd::lanes<simd::vec<value_type>>;
  static constexpr int means = 1 + sizeof...(Also);
  static constexpr int parameters = [] {
    int n = 0;
    for (const node* leaf : leaves_below<Loss>) n += is_leaf(*leaf, ir::role::parameter);
    return n;
  }();
  static constexpr int room =
      4 * graph_summary<Loss>.nodes + (0 + ... + (2 * graph_summary<Also>.nodes)) + 16 * parameters + 64;
  using merged_size = ir::sizes<room, means + 2 * parameters>;
  static constexpr ir::merged make_merged() { return with_gradients<Loss, Also...>(Optimiser); }
  using task_size = ir::sizes<room, means, means + parameters, 4 * parameters + 4>;
  static constexpr ir::task make_task(const ir::merged& from) {
    return packed_by_calls(training_task(from, means, Optimiser, samples, lanes, room));
  }
  // Scalars of the optimiser may be bound too. What a step computes, its updates, cannot be taken as an output.
  static constexpr bound_node bound_by(std::uint64_t key) {
    if (const bound_node n = leaves_of<Loss, Also...>::bound_by(key); n.there) return n;
    for (const node& n : engine<training_config>::nodes.nodes)
      if (is_leaf(n, ir::role::scalar) && binding_key(n) == key) return {true, n};
    return {};
  }
  // The parameter that total number `sum`, behind the means, is the gradient with respect to.
  static constexpr const node& parameter_of(int sum) {
    const ir::merged& m = ir::frozen<typename engine<training_config>::stages::merged>;
    return m.nodes.at[m.roots.at[sum + trained(m)]];
  }
  // The total that is the gradient with respect to a parameter, or -1.
  static constexpr int gradient_of(const node& parameter) {
    if (!is_leaf(parameter, ir::role::parameter)) return -1;
    for (int i = means; i < gradients_end(); ++i)
      if (const node& own = parameter_of(i); own.leaf->hash == parameter.leaf->hash && own.shape == parameter.shape)
        return i;
    return -1;
  }
  // The totals that are gradients stand before this one; behind them, what is kept.
  static constexpr int gradients_end() {
    return means + trained(ir::frozen<typename engine<training_config>::stages::merged>);
  }
  static constexpr int trained(const ir::merged& m) { return (m.roots.size - means) / 2 - m.kept; }
  static constexpr bool by_sample(int) { return false; }  // the loss is the mean over all samples
};

}  // namespace detail

template <class Config>
class basic_training_step : public detail::running<Config> {
  using base = detail::running<Config>;
  using typename base::T;

 public:
  using typename base::machine;
  using typename base::workspace;
  using loss_expression = expr<Config::loss>;  // as it was written
  static constexpr detail::name_clash clash = detail::clash_of_state(machine::nodes);
  static_assert(!clash.found ? true : mistake<detail::shown<clash.first.leaf>>,
                "tapeless: training_step<loss, optimiser, options...>: a slot or run-time scalar of the optimiser has "
                "the name of another one with another initial value: give one of them another name");

  constexpr explicit basic_training_step(seed s = {}) noexcept : base(s) {}

  // Gradients that wait for apply() belong to the state that they were computed from: what gives the step another one
  // forgets them. So does io::load.
  constexpr void reset(seed s = {}) noexcept {
    base::reset(s);
    discard_gradients();
  }
  template <class Other>
  constexpr int copy_state(const program_state<Other>& from) noexcept {
    discard_gradients();
    return base::copy_state(from);
  }
  template <class Other, std::uint64_t Slot>
  constexpr void set_parameters(const parameter_view<Other, Slot>& from) noexcept {
    discard_gradients();
    base::set_parameters(from);
  }
  constexpr void discard_gradients() noexcept { work_.pending = false; }

  // One update by the mean gradient over all samples that the bindings hold; returns the mean loss before it. With
  // more samples than a tile, the tiles' gradients are added up in order. A step that fails, also because the loss is
  // not finite, leaves the model, the optimiser's state and all else as they were; its value is NaN.
  template <class... B>
  constexpr result<T> step(const B&... b) noexcept {
    if constexpr (detail::accepts<Config, B...>())
      return moved_on(base::execute(this->state_, this->random_, this->lines_, work_, b...));
    else return {};
  }
  // The same on the threads of an executor, step(on(pool), x = ...), with the same bits; see program/threads.hpp. The
  // option threads<N> says how many there may be.
  template <class E, class... B>
  result<T> step(const on_t<E>& team, const B&... b) noexcept {
    if constexpr (detail::shares<Config>() && detail::accepts<Config, B...>())
      return moved_on(detail::shared_call<base>::execute(team, this->state_, this->random_, work_, b...));
    else return {};
  }

  // A step in two halves. gradients(...) computes the means and the gradients, totals() shows them, and apply() updates
  // by what stands there then: a look at the gradient, a sum over several machines. apply(...) may bind run-time
  // scalars of the optimiser.
  template <class... B>
  constexpr result<T> gradients(const B&... b) noexcept {
    if constexpr (detail::accepts<Config, B...>())
      return moved_on(base::template execute<false>(this->state_, this->random_, this->lines_, work_, b...));
    else return {};
  }
  template <class E, class... B>
  result<T> gradients(const on_t<E>& team, const B&... b) noexcept {
    if constexpr (detail::shares<Config>() && detail::accepts<Config, B...>())
      return moved_on(
          detail::shared_call<base>::template execute<false>(team, this->state_, this->random_, work_, b...));
    else return {};
  }
  template <class... B>
  constexpr result<T> apply(const B&... b) noexcept {
    if constexpr (detail::accepts_numbers<Config, B...>()) return loss_after(base::update(this->state_, work_, b...));
    else return {};
  }
  // The loss, what also<...> names, and the gradients, behind each other; gaps between them hold no meaning but may be
  // added up as well. Valid between gradients(...) and apply().
  constexpr std::span<T> totals() noexcept { return {work_.sums, static_cast<std::size_t>(workspace::summed)}; }
  constexpr std::span<const T> totals() const noexcept {
    return {work_.sums, static_cast<std::size_t>(workspace::summed)};
  }
  // Copies the gradient with respect to a parameter out of the totals, row by row.
  template <graph E>
  constexpr void copy_gradient(expr<E>,
                               std::span<T, static_cast<std::size_t>(E.root().shape.size())> to) const noexcept {
    constexpr int at = Config::gradient_of(E.root());
    static_assert(at >= 0 ? true : mistake<detail::shown_shape<E.root().shape>>,
                  "tapeless: copy_gradient(parameter, range): the training step trains no such parameter: name one of "
                  "the loss, as parameter<\"name\">(loss), that is not frozen");
    if constexpr (at >= 0) detail::step_totals<Config>::template copy<at>(work_, to.data());
  }
  // Where a loss that is not finite comes from: the same call as step(...) or gradients(...) was, made once more kernel
  // by kernel. Changes nothing that a program keeps; print/not_finite.hpp has it in words.
  template <class... B>
  constexpr not_finite_value first_not_finite(const B&... b) noexcept {
    if constexpr (detail::accepts<Config, B...>()) {
      discard_gradients();
      return detail::value_watch<base>::first(this->state_, this->random_, work_, b...);
    } else {
      return {};
    }
  }
  // The Euclidean norm of all gradients, as totals() holds them: between gradients(...) and apply(), otherwise NaN.
  constexpr T gradient_norm() const noexcept {
    if (!work_.pending) return std::numeric_limits<T>::quiet_NaN();
    return detail::step_totals<Config>::gradient_norm(work_);
  }

  // A parameter or slot, row by row; a run-time scalar as a range of one; the mean of an expression of also<...>.
  template <graph E>
  constexpr auto operator[](expr<E>) noexcept {
    if constexpr (Config::output_of(E.root()) > 0)
      return base::template result_span<Config::output_of(E.root())>(work_);
    else if constexpr (has_leaf<E>()) return this->template leaf<state_leaf<E>()>();
    else return detail::nothing<T, E.root().shape.size()>();
  }
  template <graph E>
  constexpr auto operator[](expr<E>) const noexcept {
    if constexpr (Config::output_of(E.root()) > 0)
      return base::template result_span<Config::output_of(E.root())>(work_);
    else if constexpr (has_leaf<E>()) return this->template leaf<state_leaf<E>()>();
    else return detail::nothing<const T, E.root().shape.size()>();
  }
  // State of the optimiser that belongs to a parameter, row by row: net.state<"adam.m">(parameter).
  template <text Name, graph E>
  constexpr auto state(expr<E>) noexcept {
    constexpr int at = detail::find_leaf<machine>(ir::role::slot, hash_text(Name.chars), E.root().leaf->hash);
    static_assert(at >= 0 ? true : mistake<detail::named<Name>, detail::shown<E.root().leaf>>,
                  "tapeless: state<name>(parameter): the optimiser has no such slot for this parameter: for_each_state "
                  "shows what there is");
    if constexpr (at >= 0) return this->template leaf<at>();
    else return detail::nothing<T, E.root().shape.size()>();
  }

 private:
  constexpr result<T> moved_on(const error& e) noexcept {
    if constexpr (base::draws)
      if (!e) ++this->random_.step;
    return loss_after(e);
  }
  constexpr result<T> loss_after(const error& e) const noexcept {
    if (e) return {std::numeric_limits<T>::quiet_NaN(), e};
    return base::template result_span<0>(work_)[0];
  }
  // Of the shape that the model has it in: -1 also if the name is there in another one.
  template <graph E>
  static constexpr int state_leaf() {
    constexpr node n = E.root();
    if (!is_leaf(n, ir::role::parameter) && !is_leaf(n, ir::role::scalar) && !is_leaf(n, ir::role::slot)) return -1;
    const int at = detail::find_leaf<machine>(n.leaf->kind, n.leaf->hash);
    return at >= 0 && machine::nodes.nodes[at].shape == n.shape ? at : -1;
  }
  template <graph E>
  static constexpr bool has_leaf() {
    static_assert(state_leaf<E>() >= 0 ? true : mistake<detail::shown_shape<E.root().shape>>,
                  "tapeless: step[expression]: the training step has no such parameter, slot or run-time scalar of "
                  "this shape: name one of the loss or of the optimiser, as parameter<\"name\">(loss)");
    return state_leaf<E>() >= 0;
  }

  workspace work_{};
};

namespace detail {
// Whether every selection of an optimiser finds a parameter of the loss.
template <graph Loss, class O>
consteval bool selections_find(const O& optimiser) {
  const symbol* all[graph_summary<Loss>.leaves + 1]{};
  int count = 0;
  for (const node* n : leaves_below<Loss>)
    if (is_leaf(*n, ir::role::parameter)) all[count++] = n->leaf;
  return finds_all(optimiser, all, count);
}

template <class Options, graph Loss, graph... Also>
consteval auto refusal_with(also_t<Also...>) {
  return refusal<Options::batch, Options::in_double, Loss, Also...>();
}

// A parameter that is trained but that no rule assigns, while others are assigned.
template <class Config>
consteval const symbol* left_out() {
  const ir::merged& m = ir::frozen<typename stages<Config>::merged>;
  const ir::task& t = ir::frozen<typename stages<Config>::task>;
  const symbol* none = nullptr;
  bool any = false;
  for (int i = Config::means; i < Config::means + Config::trained(m); ++i) {
    const node& parameter = Config::parameter_of(i);
    bool there = false;
    for (const ir::assignment& a : t.assignments) there = there || t.nodes.at[a.slot].hash == parameter.hash;
    any = any || there;
    if (!there) none = parameter.leaf;
  }
  return any ? none : nullptr;
}

template <class Config>
consteval auto judged_by_assignments() {
  if constexpr (lacks_samples<Config>()) {
    return std::type_identity<too_few_samples<1>>{};
  } else {
    constexpr assignment_fault found = fault_of(ir::frozen<typename stages<Config>::task>);
    if constexpr (given(found.by_sample))
      return std::type_identity<training_refused<argument_fault::kept_by_sample, shown<found.by_sample>>>{};
    else if constexpr (given(found.twice))
      return std::type_identity<training_refused<argument_fault::assigned_twice, shown<found.twice>>>{};
    else if constexpr (given(left_out<Config>()))
      return std::type_identity<training_refused<argument_fault::no_rule, shown<left_out<Config>()>>>{};
    else return std::type_identity<basic_training_step<Config>>{};
  }
}

template <class Options, auto Optimiser, class Loss>
consteval auto choose_training_of() {
  if constexpr (!is_possible(Optimiser))
    return std::type_identity<training_refused<argument_fault::optimiser_range, optimiser_shown<Optimiser>>>{};
  else if constexpr (!selections_find<graph_of(Loss{})>(Optimiser))
    return std::type_identity<training_refused<argument_fault::selects_nothing, optimiser_shown<Optimiser>>>{};
  else if constexpr (Loss::shape.rank != 0) return refused_loss(Loss{});
  else if constexpr (constexpr auto door = refusal_with<Options, graph_of(Loss{})>(typename Options::also{});
                     door.refused)
    return door;
  else return judged_by_assignments<training_config<Options, Optimiser, graph_of(Loss{})>>();
}
template <auto Loss, auto Optimiser, auto... Options>
consteval auto training_of() {
  return choose_training_of<options<std::remove_cvref_t<decltype(Options)>...>, Optimiser,
                            std::remove_cvref_t<decltype(Loss)>>();
}
template <auto... X>
consteval auto choose_training() {
  if constexpr ((inert_like<std::remove_cvref_t<decltype(X)>> || ...)) {
    return std::type_identity<inert_program>{};
  } else if constexpr (constexpr argument_verdict v = judge_training<std::remove_cvref_t<decltype(X)>...>();
                       v.what != argument_fault::none) {
    using wrong = typename argument_at<v.at, std::remove_cvref_t<decltype(X)>...>::type;
    return std::type_identity<training_refused<v.what, argument_shown<wrong>>>{};
  } else {
    return training_of<X...>();
  }
}
}  // namespace detail

template <auto... X>
using training_step = typename decltype(detail::choose_training<X...>())::type;

}  // namespace tapeless::inline TAPELESS_ISA
