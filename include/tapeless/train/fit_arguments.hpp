// What fit is told beside the net: data, metrics, options.
#pragma once

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <tapeless/expr/expr.hpp>
#include <tapeless/program/binding.hpp>
#include <tapeless/program/threads.hpp>
#include <tapeless/train/history.hpp>
#include <tapeless/train/require.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Samples to learn from: training(x = images, digit = labels), as step(...) takes them; all of them, in any order. A
// number for a run-time scalar is one for the whole training. The ranges must outlive the training.
template <class... B>
struct training_samples {
  std::tuple<B...> bindings;
};
template <class... B>
constexpr training_samples<B...> training(const B&... b) {
  return {{b...}};
}
// Samples to judge the model by, in inference mode, after each epoch.
template <class... B>
struct validation_samples {
  std::tuple<B...> bindings;
};
template <class... B>
constexpr validation_samples<B...> validation(const B&... b) {
  return {{b...}};
}

// A number to watch: the mean of an expression over the validation samples, or over those of the training if there are
// no others. metric<"accuracy">(accuracy(logits, digit)).
template <text Name, class E>
struct named_metric {
  using expression = E;
  static constexpr const char* name = Name.chars;
};
template <text Name, graph G>
constexpr named_metric<Name, expr<G>> metric(expr<G>) {
  static_assert(G.root().shape.size() == 1 ? true : mistake<expr<G>>,
                "tapeless: metric<name>(e): e must be one number for each sample: take its mean or sum");
  return {};
}

// Stops when the Euclidean norm of the gradient, at the last step of an epoch, is less than this.
struct small_gradient {
  double norm = 0;
};

enum class show : unsigned char { progress, nothing };

struct fit_options {
  long epochs = 100;
  long batch = 0;          // samples a step; 0: as many as a tile of the step holds
  bool shuffle = true;     // another order in each epoch, which depends on the seed and the epoch alone
  std::uint64_t seed = 0;  // of the orders, and of the parameters of further restarts: seed + 1, seed + 2, ...
  int restarts = 0;        // further trainings with other parameters; the best of all is kept

  // The model is judged by the validation loss, or the training loss if nothing validates, or by this metric.
  const char* judge_by = "";
  bool larger_is_better = false;  // of that metric
  double least_improvement = 0;   // what counts as better
  bool keep_best = true;          // the net ends as it was when it was judged best, otherwise as it was last

  // When to stop, apart from `epochs`; 0 or infinity: not for this reason.
  long patience = 0;  // epochs without an improvement
  long steps = 0;     // in all
  double seconds = std::numeric_limits<double>::infinity();
  double target_loss = -std::numeric_limits<double>::infinity();  // of validation, or else of training

  show output = show::progress;  // a bar on a terminal, a line an epoch elsewhere
};

// Thrown if fit cannot begin, or cannot go on: options or samples that make no sense. The net is as it was.
class fit_error : public std::invalid_argument {
 public:
  fit_error(const std::string& what, const std::string& expected, const std::string& found)
      : std::invalid_argument("tapeless: fit: " + what + ": expected " + expected + ", found " + found) {}
  fit_error(const std::string& what, const error& e)
      : std::invalid_argument("tapeless: fit: " + what + ": " + detail::sentence_of(e)) {}
};

// Thrown if the loss of a step, or with check_gradients a gradient, is not finite. The net is as it was before that
// step; an earlier, better model is not restored.
class not_finite_error : public std::runtime_error {
 public:
  not_finite_error(const tapeless::error& e, long epoch, long step, std::vector<std::size_t> samples,
                   std::string expression, training_history history)
      : std::runtime_error(sentence(e, epoch, step, samples, expression)),
        error_(e),
        epoch_(epoch),
        step_(step),
        samples_(std::move(samples)),
        expression_(std::move(expression)),
        history_(std::move(history)) {}

  const tapeless::error& details() const noexcept { return error_; }
  long epoch() const noexcept { return epoch_; }                                 // from 1
  long step() const noexcept { return step_; }                                   // of this epoch, from 1
  const std::vector<std::size_t>& samples() const noexcept { return samples_; }  // of this step, by number
  const std::string& expression() const noexcept { return expression_; }         // the first that was not finite
  const training_history& history() const noexcept { return history_; }          // of the epochs before

 private:
  static std::string sentence(const tapeless::error& e, long epoch, long step, const std::vector<std::size_t>& samples,
                              const std::string& expression) {
    std::string s = "tapeless: fit: epoch " + std::to_string(epoch) + ", step " + std::to_string(step) + ", sample" +
                    (samples.size() == 1 ? "" : "s");
    for (std::size_t i = 0; i < samples.size() && i < 8; ++i) s += (i ? ", " : " ") + std::to_string(samples[i]);
    if (samples.size() > 8) s += ", … (" + std::to_string(samples.size()) + ")";
    s += std::string(": ") + e.where + ": " + describe(e.what);
    return expression.empty() ? s : s + "; the first value that is not finite: " + expression;
  }

  tapeless::error error_;
  long epoch_, step_;
  std::vector<std::size_t> samples_;
  std::string expression_;
  training_history history_;
};

}  // namespace tapeless::inline TAPELESS_ISA
