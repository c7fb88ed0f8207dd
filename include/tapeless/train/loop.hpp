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

#include <tapeless/io/batches.hpp>
#include <tapeless/print/not_finite.hpp>
#include <tapeless/program/threads.hpp>
#include <tapeless/train/argument_kinds.hpp>
#include <tapeless/train/interrupt.hpp>
#include <tapeless/train/judge.hpp>
#include <tapeless/train/require.hpp>
#include <tapeless/train/snapshot.hpp>
#include <tapeless/viz/training_lines.hpp>

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
    history_.metrics = arguments::metrics::names();
    means_.resize(arguments::metrics::count + 1);
    order_.resize(static_cast<std::size_t>(samples_.count()));
    in_order_.resize(static_cast<std::size_t>(std::max(judged_.count(), samples_.count())));
    std::iota(in_order_.begin(), in_order_.end(), std::size_t{0});
    order_ = {in_order_.begin(), in_order_.begin() + samples_.count()};
  }

  training_history run() {
    const interrupt_guard interrupt;
    interrupt_ = &interrupt;
    start_ = clock::now();
    bool over = false;
    for (int restart = 0; restart <= options_.restarts && !over; ++restart) over = train(restart);
    if (options_.keep_best && history_.best >= 0) best_.restore(net_);
    return std::move(history_);
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
    positive("least_gradient_norm", options_.least_gradient_norm);
    if (*options_.judge_by && arguments::metrics::find(options_.judge_by) < 0)
      throw fit_error("judge_by", "the name of a metric", std::string("\"") + options_.judge_by + "\"");
  }

  double seconds() const { return std::chrono::duration<double>(clock::now() - start_).count(); }

  // Epochs until there is a reason to stop; true if no restart shall follow.
  bool train(int restart) {
    if (restart > 0) net_.reset(seed{options_.seed + static_cast<std::uint64_t>(restart)});
    best_here_ = infinity;
    without_improvement_ = 0;
    for (long epoch = 1; epoch <= options_.epochs; ++epoch) {
      epoch_record now;
      now.restart = restart, now.epoch = epoch;
      now.metrics.assign(arguments::metrics::count, nothing);
      if (options_.shuffle) io::shuffle(order_, options_.seed, static_cast<std::uint64_t>(epoch));
      const bool whole = train_epoch(now);
      if (whole || history_.stopped != stop_reason::interrupt) judge_model(now);
      now.steps = steps_, now.seconds = seconds();
      history_.epochs.push_back(now);
      lines_.finish(history_);
      const bool more = given_.call_back(history_.epochs.back());
      if (!whole) return true;
      if (!more) return stop(stop_reason::callback, true);
      if (const double l = given_.validates ? now.validation_loss : now.loss; l <= options_.target_loss)
        return stop(stop_reason::target, true);
      if (now.gradient_norm < options_.least_gradient_norm) return stop(stop_reason::small_gradient, false);
      if (options_.patience > 0 && without_improvement_ >= options_.patience) return stop(stop_reason::patience, false);
    }
    return stop(stop_reason::epochs, false);
  }
  bool stop(stop_reason why, bool for_good) {
    history_.stopped = why;
    return for_good;
  }

  // All samples once; false if the training ended before.
  bool train_epoch(epoch_record& now) {
    const long count = samples_.count();
    double total = 0;
    long first = 0;
    bool goes_on = true;
    while (first < count && goes_on) {
      const long some = std::min(batch_, count - first);
      const bool last = first + some == count;
      const result<typename Net::value_type> r = one_step(first, some, last, now);
      if (!r.ok()) refuse(r.error, first, some, now);
      total += static_cast<double>(r.value) * static_cast<double>(some);
      first += some;
      ++steps_;
      lines_.update(static_cast<double>(first) / static_cast<double>(count), static_cast<double>(count), now.epoch);
      goes_on = may_go_on();
    }
    now.loss = total / static_cast<double>(first);
    return goes_on;
  }
  bool may_go_on() {
    if (interrupt_->requested()) history_.stopped = stop_reason::interrupt;
    else if (options_.steps > 0 && steps_ >= options_.steps) history_.stopped = stop_reason::steps;
    else if (!(seconds() < options_.seconds)) history_.stopped = stop_reason::time;
    else return true;
    return false;
  }

  // A step; where the norm of the gradient is wanted, in two halves, which are the same.
  auto one_step(long first, long some, bool last, epoch_record& now) {
    const auto* rows = order_.data() + first;
    return samples_.with(rows, some, [&](const auto&... b) {
      return given_.with_rate(steps_, now.learning_rate, [&](const auto&... rate) {
        return given_.with_executor([&](const auto&... on) {
          if (!last || options_.least_gradient_norm == 0) return net_.step(on..., b..., rate...);
          const auto r = net_.gradients(on..., b..., rate...);
          now.gradient_norm = static_cast<double>(net_.gradient_norm());
          if (!r.ok()) return r;
          return with_scalars([&](const auto&... numbers) { return net_.apply(numbers..., rate...); }, b...);
        });
      });
    });
  }
  // Calls f with those of the bindings that are run-time scalars of the optimiser or the loss.
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
    if (given_.validates || arguments::metrics::count > 0) {
      judge_.measure(net_, judged_, in_order_, means_.data());
      if (given_.validates) value = now.validation_loss = means_[0];
      std::copy(means_.begin() + 1, means_.end(), now.metrics.begin());
    }
    if (const int m = arguments::metrics::find(options_.judge_by); m >= 0) {
      value = now.metrics[static_cast<std::size_t>(m)];
      if (options_.larger_is_better) value = -value;
    }
    const bool improved =
        value < best_here_ - options_.least_improvement || (best_here_ == infinity && value < infinity);
    without_improvement_ = improved ? 0 : without_improvement_ + 1;
    if (improved) best_here_ = value;
    now.best = value < best_value_ - options_.least_improvement || (best_value_ == infinity && value < infinity);
    if (!now.best) return;
    best_value_ = value;
    history_.best = static_cast<long>(history_.epochs.size());
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
                           std::move(history_));
  }

  static constexpr double infinity = std::numeric_limits<double>::infinity();

  Net& net_;
  arguments given_;
  fit_options options_;
  long batch_;
  typename arguments::training_set samples_;
  typename arguments::judged_set judged_;
  typename arguments::template judge_of<Net> judge_;
  snapshot<Net> best_;
  viz::training_lines lines_;
  training_history history_;
  std::vector<std::size_t> order_, in_order_;
  std::vector<double> means_;
  const interrupt_guard* interrupt_ = nullptr;
  clock::time_point start_{};
  long steps_ = 0, without_improvement_ = 0;
  double best_value_ = infinity, best_here_ = infinity;
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
