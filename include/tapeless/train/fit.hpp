// The loop of a training: epochs of steps on shuffled mini-batches, validation, early stopping, the best model.
//
//   trainer net{seed{7}};
//   const training_history h =
//       fit(net, training(x = train.features, digit = train.labels), validation(x = test.features, digit =
//       test.labels),
//           metric<"accuracy">(accuracy(logits, digit)), fit_options{.epochs = 40, .patience = 5});
//
// The arguments behind the net come in any order:
//
//   training(x = ..., y = ...)      what to learn from (fit_arguments.hpp); the only one that is needed
//   validation(x = ..., y = ...)    what the model is judged by after each epoch, in inference mode
//   metric<"name">(expression)      further means to watch, over the same samples; several
//   fit_options{...}                how long, how, when to stop
//   on(pool)                        steps on the threads of an executor, for a step with threads<N>
//   cosine{0.1, 1000}, ...          a learning rate for each step (schedules.hpp); the optimiser has `learning_rate`
//   small_gradient{1e-4}            stop when the norm of the gradient is less
//   training_file{"file"}       keeps what is needed to go on later (training_file.hpp)
//   [](const epoch_record& e) {}    called after each epoch; one that returns bool stops the training by false
//
// Shuffled samples stay where they are. Nothing is allocated within an epoch. The same net, samples and options give
// the same bits. Ctrl-C ends the training after the step that runs: the best model is restored, as always.
#pragma once

#include <tapeless/train/argument_kinds.hpp>
#include <tapeless/train/loop.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Throws fit_error before anything is changed, call_error if a step is refused, not_finite_error if the loss is not
// finite; and what a callback throws.
template <class Net, class... A>
training_history fit(Net& net, const A&... arguments) {
  if constexpr (detail::makes_sense<Net, A...>()) return detail::training_loop<Net, A...>(net, arguments...).run();
  else return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
