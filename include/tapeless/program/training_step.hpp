// training_step<loss, optimiser, options...>: model, loss, gradient and update as one program.
//
//   using trainer = training_step<loss, adam{}, batch<32>>;
//   trainer net{seed{7}};
//   float l = net.step(x = images, y = labels);
#pragma once

#include <tapeless/program/program.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

template <class Options, auto Optimiser, graph Loss>
struct training_config : leaves_of<Loss> {
  using value_type = std::conditional_t<Options::in_double, double, float>;
  static constexpr int samples = Options::batch, threads = Options::threads;
  static constexpr bool trains = true, gradients = Options::gradients;
  static constexpr int assignments = 0;  // of the model; the optimiser's come once a call
  static constexpr int lanes = Options::scalar ? 1 : simd::lanes<simd::vec<value_type>>;
  static constexpr int parameters = [] {
    int n = 0;
    for (const node* leaf : leaves_below<Loss>) n += is_leaf(*leaf, ir::role::parameter);
    return n;
  }();
  static constexpr int room = 4 * graph_summary<Loss>.nodes + 16 * parameters + 64;
  using merged_size = ir::sizes<room, 1 + 2 * parameters>;
  static constexpr ir::merged make_merged() { return with_gradients<Loss>(); }
  using task_size = ir::sizes<room, 1, 1 + parameters, 4 * parameters + 4>;
  static constexpr ir::task make_task(const ir::merged& from) {
    return packed_by_calls(training_task(from, Optimiser, samples, lanes, room));
  }
  // Scalars of the optimiser may be bound too. What a step computes, its updates, cannot be taken as an output.
  static constexpr bound_node bound_by(std::uint64_t key) {
    if (const bound_node n = leaves_of<Loss>::bound_by(key); n.there) return n;
    for (const node& n : engine<training_config>::nodes.nodes)
      if (is_leaf(n, ir::role::scalar) && binding_key(n) == key) return {true, n};
    return {};
  }
  // The parameter that total number `sum` behind the loss is the gradient by, see build_training.
  static constexpr const char* parameter_name(int sum) {
    for (const node* n : leaves_below<Loss>)
      if (is_leaf(*n, ir::role::parameter) && sum-- == 0) return n->leaf->name;
    return "gradient";
  }
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
  static constexpr detail::name_clash clash = detail::clash_of_state<machine::nodes.nodes.size>(machine::nodes);
  static_assert(!clash.found ? true : mistake<detail::shown<clash.first.leaf>>,
                "tapeless: training_step<loss, optimiser, options...>: a slot or run-time scalar of the optimiser has "
                "the name of "
                "another one that begins with another number: give one of them another name");

  constexpr explicit basic_training_step(seed s = {}) noexcept : base(s) {}

  // One update by the mean gradient over all samples that the bindings hold; returns the mean loss before it. With
  // more samples than a tile, the tiles' gradients are added up in order. A step that fails, also because the loss is
  // not finite, leaves the model, the optimiser's state and all else as they were; its value is NaN.
  template <class... B>
  [[nodiscard("a step may fail: look at the loss or at ok(), or use require(net.step(...))")]] constexpr result<T> step(
      const B&... b) noexcept {
    if constexpr (detail::accepts<Config, B...>()) return loss_after(base::execute(this->state_, work_, b...));
    else return {};
  }
  // The same on the threads of an executor, step(on(pool), x = ...), with the same bits; see program/threads.hpp. The
  // option threads<N> says how many there may be.
  template <class E, class... B>
  [[nodiscard("a step may fail: look at the loss or at ok(), or use require(net.step(...))")]] result<T> step(
      const on_t<E>& team, const B&... b) noexcept {
    if constexpr (detail::shares<Config>() && detail::accepts<Config, B...>())
      return loss_after(detail::shared_call<base>::execute(team, this->state_, work_, b...));
    else return {};
  }

  // A parameter, row by row; a run-time scalar as a range of one.
  template <graph E>
  constexpr auto operator[](expr<E>) noexcept {
    if constexpr (has_leaf<E>()) return this->template leaf<state_leaf<E>()>();
    else return detail::nothing<T, E.root().shape.size()>();
  }
  template <graph E>
  constexpr auto operator[](expr<E>) const noexcept {
    if constexpr (has_leaf<E>()) return this->template leaf<state_leaf<E>()>();
    else return detail::nothing<const T, E.root().shape.size()>();
  }

 private:
  constexpr result<T> loss_after(const error& e) const noexcept {
    if (e) return {std::numeric_limits<T>::quiet_NaN(), e};
    return base::template result_span<0>(work_)[0];
  }
  // Of the shape that the model has it in: -1 also if the name is there in another one.
  template <graph E>
  static constexpr int state_leaf() {
    constexpr node n = E.root();
    if (!is_leaf(n, ir::role::parameter) && !is_leaf(n, ir::role::scalar)) return -1;
    const int at = detail::find_leaf<machine>(n.leaf->kind, n.leaf->hash);
    return at >= 0 && machine::nodes.nodes[at].shape == n.shape ? at : -1;
  }
  template <graph E>
  static constexpr bool has_leaf() {
    static_assert(state_leaf<E>() >= 0 ? true : mistake<detail::shown_shape<E.root().shape>>,
                  "tapeless: step[expression]: the training step has no such parameter or run-time scalar of this "
                  "shape: name one "
                  "of the loss or of the optimiser, as parameter<\"name\">(loss)");
    return state_leaf<E>() >= 0;
  }

  workspace work_{};
};

namespace detail {
template <class Options, auto Optimiser, class Loss>
consteval auto choose_training_of() {
  constexpr bool in_range = [] {
    if constexpr (requires { Optimiser.possible(); }) return Optimiser.possible();
    else return true;
  }();
  if constexpr (!in_range)
    return std::type_identity<training_refused<argument_fault::optimiser_range, optimiser_shown<Optimiser>>>{};
  else if constexpr (Loss::shape.rank != 0) return refused_loss(Loss{});
  else if constexpr (constexpr auto door = refusal<Options::batch, Options::in_double, graph_of(Loss{})>();
                     door.refused)
    return door;
  else return std::type_identity<basic_training_step<training_config<Options, Optimiser, graph_of(Loss{})>>>{};
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
