// The loop of fit.hpp.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <tapeless/io/shuffle.hpp>
#include <tapeless/print/not_finite.hpp>
#include <tapeless/program/threads.hpp>
#include <tapeless/train/argument_kinds.hpp>
#include <tapeless/train/interrupt.hpp>
#include <tapeless/train/require.hpp>
#include <tapeless/train/snapshot.hpp>
#include <tapeless/train/training_lines.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

template <class Net, class... A>
class training_loop {
  using arguments = fit_arguments<A...>;
  using clock = std::chrono::steady_clock;
  static constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

 public:
  training_loop(Net& net, const A&... given)
      : net_(net),
        given_(given...),
        options_(given_.options()),
        batch_(options_.batch > 0 ? options_.batch : Net::samples),
        samples_(given_.training().bindings, "training", batch_),
        judged_(given_.judged().bindings, given_.validates ? "validation" : "training", Net::samples),
        judge_(net),
        best_(net),
        lines_(options_.epochs, options_.output == show::progress) {
    check_options();
    state_.history.metrics = arguments::metrics::names();
    state_.seed = options_.seed, state_.shuffle = options_.shuffle;
    state_.samples = samples_.count(), state_.batch = batch_;
    means_.resize(arguments::metrics::count + 1);
    in_order_.resize(static_cast<std::size_t>(std::max(judged_.count(), samples_.count())));
    std::iota(in_order_.begin(), in_order_.end(), std::size_t{0});
    order_ = {in_order_.begin(), in_order_.begin() + samples_.count()};
  }

  training_history run() {
    const interrupt_guard interrupt;
    interrupt_ = &interrupt;
    given_.resume(net_, state_, best_);
    start_ = clock::now();
    while (!train()) {  // the next restart
      ++state_.restart;
      state_.epoch = state_.without_improvement = 0;
      state_.best_of_restart = training_state::infinity;
      net_.reset(seed{options_.seed + static_cast<std::uint64_t>(state_.restart)});
    }
    if (options_.keep_best && state_.history.best >= 0) best_.restore(net_);
    return std::move(state_.history);
  }

 private:
  void check_options() const {
    const auto positive = [](const char* what, double v) {
      if (!(v >= 0)) throw fit_error(what, "at least 0", std::isnan(v) ? "NaN" : number_text(v, "-inf"));
    };
    positive("epochs", static_cast<double>(options_.epochs));
    positive("batch", static_cast<double>(options_.batch));
    positive("restarts", options_.restarts);
    positive("patience", static_cast<double>(options_.patience));
    positive("steps", static_cast<double>(options_.steps));
    positive("seconds", options_.seconds);
    positive("least_improvement", options_.least_improvement);
    positive("small_gradient", given_.least_gradient_norm());
    if (*options_.judge_by && arguments::metrics::find(options_.judge_by) < 0)
      throw fit_error("judge_by", "the name of a metric", std::string("\"") + options_.judge_by + "\"");
  }

  double seconds() const { return state_.seconds + std::chrono::duration<double>(clock::now() - start_).count(); }

  // Epochs until there is a reason to stop; true if no restart shall follow.
  bool train() {
    while (!has_ended()) {
      epoch_record now;
      now.restart = state_.restart, now.epoch = state_.epoch + 1;
      now.metrics.assign(arguments::metrics::count, nothing);
      if (options_.shuffle) io::shuffle(order_, options_.seed, static_cast<std::uint64_t>(now.epoch));
      const auto [whole, goes_on] = train_epoch(now);
      if (state_.history.stopped != stop_reason::interrupt) judge_model(now);
      now.steps = state_.steps, now.seconds = seconds();
      state_.history.epochs.push_back(now);
      lines_.finish(state_.history);
      const bool more = given_.call_back(now);
      if (!whole) return true;  // what was saved last is the end of the epoch before
      state_.epoch = now.epoch;
      if (goes_on && !more) state_.history.stopped = stop_reason::callback;
      training_state saved = state_;
      saved.seconds = now.seconds;
      given_.save(net_, saved, best_);
      if (!goes_on || !more) return true;
    }
    return state_.history.stopped == stop_reason::target || state_.restart >= options_.restarts;
  }

  // Whether the epochs of this restart have led to an end.
  bool has_ended() {
    stop_reason& why = state_.history.stopped;
    if (state_.epoch > 0) {
      const epoch_record& e = state_.history.epochs.back();
      why = stop_reason::target;
      if ((arguments::validates ? e.validation_loss : e.loss) <= options_.target_loss) return true;
      why = stop_reason::small_gradient;
      if (e.gradient_norm < given_.least_gradient_norm()) return true;
      why = stop_reason::patience;
      if (options_.patience > 0 && state_.without_improvement >= options_.patience) return true;
    }
    why = stop_reason::epochs;
    return state_.epoch >= options_.epochs;
  }

  struct epoch_end {
    bool whole = false, goes_on = true;
  };
  // All samples once, if the training goes on as long.
  epoch_end train_epoch(epoch_record& now) {
    const long count = samples_.count();
    double total = 0;
    long first = 0;
    bool goes_on = true;
    while (first < count && goes_on) {
      const long some = std::min(batch_, count - first);
      const result<typename Net::value_type> r = one_step(first, some, now);
      if (!r.ok()) refuse(r.error, first, some, now);
      total += static_cast<double>(r.value) * static_cast<double>(some);
      first += some;
      ++state_.steps;
      lines_.update(static_cast<double>(first) / static_cast<double>(count), static_cast<double>(count), now.epoch);
      goes_on = may_go_on();
    }
    now.loss = total / static_cast<double>(first);
    return {first == count, goes_on};
  }
  bool may_go_on() {
    stop_reason& why = state_.history.stopped;
    if (interrupt_->requested()) why = stop_reason::interrupt;
    else if (options_.steps > 0 && state_.steps >= options_.steps) why = stop_reason::steps;
    else if (!(seconds() < options_.seconds)) why = stop_reason::time;
    else return true;
    return false;
  }

  // A step; where the norm of the gradient is wanted, the last one of an epoch in two halves, which are the same.
  auto one_step(long first, long some, epoch_record& now) {
    return samples_.with(order_.data() + first, some, [&](const auto&... b) {
      return given_.with_rate(state_.steps, now.learning_rate, [&](const auto&... rate) {
        return given_.with_executor([&](const auto&... on) {
          if constexpr (arguments::looks_at_gradient) {
            if (first + some == samples_.count()) {
              auto r = net_.gradients(on..., b..., rate...);
              if (!r.ok()) return r;
              now.gradient_norm = static_cast<double>(net_.gradient_norm());
              return with_scalars([&](const auto&... numbers) { return net_.apply(numbers..., rate...); }, b...);
            }
          }
          return net_.step(on..., b..., rate...);
        });
      });
    });
  }
  // Calls f with those of the bindings that are run-time scalars.
  template <class F, class... B>
  static auto with_scalars(F f, const B&... b) {
    return std::apply(f, std::tuple_cat([](const auto& one) {
                        if constexpr (is_leaf(leaf_of_binding<std::remove_cvref_t<decltype(one)>>, ir::role::scalar))
                          return std::tuple(one);
                        else return std::tuple<>();
                      }(b)...));
  }

  // The model of now: its numbers, and whether it is the best.
  void judge_model(epoch_record& now) {
    double value = now.loss;
    if constexpr (arguments::validates || arguments::metrics::count > 0) {
      judge_.measure(net_, judged_, in_order_, means_.data());
      if (arguments::validates) value = now.validation_loss = means_[0];
      std::copy(means_.begin() + 1, means_.end(), now.metrics.begin());
    }
    if (const int m = arguments::metrics::find(options_.judge_by); m >= 0) {
      value = now.metrics[static_cast<std::size_t>(m)];
      if (options_.larger_is_better) value = -value;
    }
    const auto is_less = [&](double best, double by) {
      return value < best - by || (best == training_state::infinity && value < best);
    };
    if (is_less(state_.best_of_restart, options_.least_improvement)) {
      state_.best_of_restart = value;
      state_.without_improvement = 0;
    } else {
      ++state_.without_improvement;
    }
    now.best = is_less(state_.best, 0);
    if (!now.best) return;
    state_.best = value;
    state_.history.best = static_cast<long>(state_.history.epochs.size());
    if (options_.keep_best) best_.take(net_);
  }

  // A step that failed: the exception that says why.
  [[noreturn]] void refuse(const error& e, long first, long some, const epoch_record& now) {
    if (e.what != fault::loss_not_finite && e.what != fault::gradient_not_finite) throw call_error(e);
    const auto* rows = order_.data() + first;
    const not_finite_value found =
        samples_.with(rows, some, [&](const auto&... b) { return net_.first_not_finite(b...); });
    not_finite_value shown = found;  // by its number among all samples
    if (found.sample >= 0) shown.sample = static_cast<long>(rows[found.sample]);
    throw not_finite_error(e, now.epoch, first / batch_ + 1, {rows, rows + some}, describe(net_, shown),
                           std::move(state_.history));
  }

  Net& net_;
  arguments given_;
  fit_options options_;
  long batch_;
  typename arguments::training_set samples_;
  typename arguments::judged_set judged_;
  typename arguments::template judge_of<Net> judge_;
  snapshot<Net> best_;
  training_lines lines_;
  training_state state_;
  std::vector<std::size_t> order_, in_order_;
  std::vector<double> means_;
  const interrupt_guard* interrupt_ = nullptr;
  clock::time_point start_{};
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
