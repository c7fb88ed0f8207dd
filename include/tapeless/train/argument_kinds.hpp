// Which of fit's arguments is what.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include <tapeless/program/threads.hpp>
#include <tapeless/train/fit_arguments.hpp>
#include <tapeless/train/judge.hpp>
#include <tapeless/train/samples.hpp>
#include <tapeless/train/snapshot.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

template <class A>
inline constexpr bool is_training = false;
template <class... B>
inline constexpr bool is_training<training_samples<B...>> = true;
template <class A>
inline constexpr bool is_validation = false;
template <class... B>
inline constexpr bool is_validation<validation_samples<B...>> = true;
template <class A>
inline constexpr bool is_metric = false;
template <text Name, class E>
inline constexpr bool is_metric<named_metric<Name, E>> = true;
template <class A>
inline constexpr bool is_executor = false;
template <class E>
inline constexpr bool is_executor<on_t<E>> = true;
template <class A>
inline constexpr bool is_options = std::is_same_v<A, fit_options>;
template <class A>
inline constexpr bool is_small_gradient = std::is_same_v<A, small_gradient>;
template <class A>
inline constexpr bool is_callback = std::is_invocable_v<const A&, const epoch_record&>;
// A generic lambda is a callback; it is not asked what it does with a number.
template <class A>
inline constexpr bool is_schedule =
    std::conjunction_v<std::negation<std::bool_constant<is_callback<A>>>, std::is_invocable_r<double, const A&, long>>;
// Keeps what a training needs to go on later: training_file{path} (training_file.hpp).
template <class A>
inline constexpr bool is_keeper = requires {
  typename A::keeps_trainings;
};

template <class... M>
struct metric_list {
  static constexpr int count = static_cast<int>(sizeof...(M));
  static std::vector<std::string> names() { return {M::name...}; }
  // The index of a metric, or -1.
  static int find([[maybe_unused]] std::string_view name) {
    int at = 0, found = -1;
    ((found = found < 0 && name == M::name ? at : found, ++at), ...);
    return found;
  }
  template <class Net>
  using judge_of = judge<Net, M...>;

  template <class A>
  static auto with() {
    if constexpr (is_metric<A>) return metric_list<M..., A>{};
    else return metric_list{};
  }
};
template <class List, class A, class... Rest>
auto collect_metrics(List) {
  using next = decltype(List::template with<A>());
  if constexpr (sizeof...(Rest) == 0) return next{};
  else return collect_metrics<next, Rest...>(next{});
}

// The place of the first true.
template <bool... Is>
constexpr std::size_t index_of_first() {
  std::size_t at = 0;
  bool found = false;
  ((found = found || Is, at += !found), ...);
  return at;
}

template <class... B>
struct binding_list {
  using set = all_samples<B...>;
};
template <class Samples>
struct bindings_of;
template <class... B>
struct bindings_of<training_samples<B...>> {
  using type = binding_list<B...>;
};
template <class... B>
struct bindings_of<validation_samples<B...>> {
  using type = binding_list<B...>;
};

template <class... A>
class fit_arguments {
  template <bool... Is>
  using chosen = typename bindings_of<std::tuple_element_t<index_of_first<Is...>(), std::tuple<A...>>>::type;

 public:
  explicit fit_arguments(const A&... a) : all_(a...) {}

  static constexpr bool validates = (is_validation<A> || ...);
  using training_bindings = chosen<is_training<A>...>;
  using judged_bindings = chosen<(validates ? is_validation<A> : is_training<A>)...>;
  using training_set = typename training_bindings::set;
  using judged_set = typename judged_bindings::set;
  using metrics = decltype(collect_metrics<metric_list<>, A...>(metric_list<>{}));
  template <class Net>
  using judge_of = typename metrics::template judge_of<Net>;

  const auto& training() const { return std::get<index_of_first<is_training<A>...>()>(all_); }
  const auto& judged() const {
    if constexpr (validates) return std::get<index_of_first<is_validation<A>...>()>(all_);
    else return training();
  }
  fit_options options() const {
    if constexpr ((is_options<A> || ...)) return std::get<index_of_first<is_options<A>...>()>(all_);
    else return {};
  }

  // Calls f with the executor, if there is one.
  template <class F>
  decltype(auto) with_executor(F f) const {
    if constexpr ((is_executor<A> || ...)) return f(std::get<index_of_first<is_executor<A>...>()>(all_));
    else return f();
  }
  // Calls f with a binding of the learning rate of this step, if there is a schedule.
  template <class F>
  decltype(auto) with_rate(long step, [[maybe_unused]] double& rate, F f) const {
    if constexpr ((is_schedule<A> || ...)) {
      rate = std::get<index_of_first<is_schedule<A>...>()>(all_)(step);
      return f(scalar<"learning_rate"> = rate);
    } else {
      return f();
    }
  }
  static constexpr bool looks_at_gradient = (is_small_gradient<A> || ...);
  double least_gradient_norm() const {
    if constexpr (looks_at_gradient) return std::get<index_of_first<is_small_gradient<A>...>()>(all_).norm;
    else return 0;
  }
  template <class Net>
  void resume(Net& net, training_state& state, snapshot<Net>& best) const {
    if constexpr ((is_keeper<A> || ...)) std::get<index_of_first<is_keeper<A>...>()>(all_).resume(net, state, best);
  }
  template <class Net>
  void save(const Net& net, const training_state& state, const snapshot<Net>& best) const {
    if constexpr ((is_keeper<A> || ...)) std::get<index_of_first<is_keeper<A>...>()>(all_).save(net, state, best);
  }

  // Calls all callbacks; false if one of them wants to stop.
  bool call_back(const epoch_record& e) const {
    bool more = true;
    const auto one = [&]<class F>(const F& f) {
      if constexpr (is_callback<F>) {
        if constexpr (std::is_void_v<decltype(f(e))>) f(e);
        else more = static_cast<bool>(f(e)) && more;
      }
    };
    std::apply([&](const A&... a) { (one(a), ...); }, all_);
    return more;
  }

 private:
  std::tuple<const A&...> all_;
};

// As the call of a program with this configuration is asked.
template <class Config, class... B>
consteval bool binds(binding_list<B...>) {
  return accepts<Config, B...>();
}

// True if the arguments make sense; after a mistake in one of them nothing more is said.
template <class Net, class... A>
requires(std::is_base_of_v<inert_program, Net> || (inert_like<A> || ...)) consteval bool makes_sense() { return false; }
template <class Net, class... A>
consteval bool makes_sense() {
  constexpr bool is_step = requires { typename Net::loss_expression; };
  static_assert(is_step ? true : mistake<Net>,
                "tapeless: fit(net, arguments...): net is a training_step<loss, optimiser, ...>");
  constexpr int trainings = (0 + ... + is_training<A>);
  constexpr int most =
      std::max({trainings, (0 + ... + is_validation<A>), (0 + ... + is_options<A>), (0 + ... + is_schedule<A>),
                (0 + ... + is_executor<A>), (0 + ... + is_small_gradient<A>), (0 + ... + is_keeper<A>)});
  constexpr bool known = (true && ... &&
                          (is_training<A> || is_validation<A> || is_metric<A> || is_executor<A> || is_options<A> ||
                           is_schedule<A> || is_callback<A> || is_small_gradient<A> || is_keeper<A>));
  static_assert(
      known ? true : mistake<A...>,
      "tapeless: fit(net, arguments...): an argument is none of training(...), validation(...), "
      "metric<name>(e), fit_options, on(pool), training_file{...}, small_gradient{...}, a learning-rate schedule or "
      "a callback");
  static_assert(most <= 1 ? true : mistake<A...>,
                "tapeless: fit(net, arguments...): apart from metrics and callbacks, each kind of argument may be "
                "there once");
  static_assert(!known || trainings >= 1 ? true : mistake<A...>,
                "tapeless: fit(net, arguments...): there is nothing to learn from: give training(x = values, ...)");
  if constexpr (is_step && known && most == 1 && trainings == 1) {
    using all = fit_arguments<A...>;
    constexpr bool learns = binds<typename Net::configuration>(typename all::training_bindings{});
    if constexpr (learns && all::validates)
      return binds<typename all::template judge_of<Net>::configuration>(typename all::judged_bindings{});
    else return learns;
  } else {
    return false;
  }
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
