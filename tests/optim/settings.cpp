// Which settings each optimiser accepts.
#include <limits>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr double infinite = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();

template <class... O>
constexpr bool all_possible(O... o) {
  return (o.possible() && ...);
}
template <class... O>
constexpr bool none_possible(O... o) {
  return !(o.possible() || ...);
}

template <class... O>
constexpr bool rates_are_checked() {
  return all_possible(O{}..., O{.learning_rate = 0}...) &&
         none_possible(O{.learning_rate = -0.1}..., O{.learning_rate = infinite}..., O{.learning_rate = nan}...);
}
static_assert(
    rates_are_checked<adadelta, adagrad, adam, adamax, adamw, lamb, lion, momentum, nadam, rmsprop, rprop, sgd>());

template <class... O>
constexpr bool betas_are_checked() {
  return all_possible(O{.beta1 = 0, .beta2 = 0}...) && none_possible(O{.beta1 = 1}..., O{.beta1 = -0.1}...) &&
         none_possible(O{.beta2 = 1}..., O{.beta2 = nan}...);
}
static_assert(betas_are_checked<adam, adamax, adamw, lamb, lion, nadam>());

// An epsilon that is 0 in float would allow 0 / 0.
template <class... O>
constexpr bool epsilons_are_checked() {
  return all_possible(O{.epsilon = 1e-30}...) &&
         none_possible(O{.epsilon = 0}..., O{.epsilon = 1e-50}..., O{.epsilon = -1e-8}..., O{.epsilon = nan}...);
}
static_assert(epsilons_are_checked<adadelta, adagrad, adam, adamax, adamw, lamb, nadam, rmsprop>());

template <class... O>
constexpr bool weight_decays_are_checked() {
  return all_possible(O{.weight_decay = 0}...) && none_possible(O{.weight_decay = -1}..., O{.weight_decay = nan}...);
}
static_assert(weight_decays_are_checked<adamw, lamb, lion>());

static_assert(all_possible(momentum{.mu = 0}, rmsprop{.rho = 0}, adadelta{.rho = 0}));
static_assert(none_possible(momentum{.mu = 1}, momentum{.mu = -0.5}, rmsprop{.rho = 1}, rmsprop{.mu = 1}));
static_assert(none_possible(adadelta{.rho = 1}, adagrad{.initial_sum = -1}, nadam{.momentum_decay = -1}));

static_assert(none_possible(rprop{.initial_step = 100}, rprop{.initial_step = 1e-7}, rprop{.smallest_step = 0}));
static_assert(none_possible(rprop{.increase = 0.9}, rprop{.increase = infinite}, rprop{.largest_step = infinite}));
static_assert(none_possible(rprop{.decrease = 1}, rprop{.decrease = 0}, rprop{.decrease = nan}));

}  // namespace
