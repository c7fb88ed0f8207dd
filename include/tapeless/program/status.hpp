// Run-time errors of a call, as values: which leaf, what was expected, what was found. Nothing is written before all
// checks have passed. The hosted layer turns them into exceptions (train/require.hpp).
#pragma once

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA {

enum class fault : unsigned char {
  none,
  partial_sample,       // the range does not hold whole samples: expected a multiple, found a length
  partial_streams,      // of streams<N>: not a sample for each stream: expected a multiple, found
  stream_out_of_range,  // reset_stream: expected less than, found
  partial_block,        // of block_lengths: not a multiple of the shortest block: expected a multiple, found
  different_samples,    // not as many samples as the first input has
  no_samples,           // an empty call
  no_memory,            // a range of elements without an address
  row_out_of_range,     // at_rows: the number of a sample; expected less than, found
  class_out_of_range,   // a class index: expected less than, found
  class_not_whole,      // a class index that is no whole number
  number_not_finite,    // a number that is not finite, or not in the program's element type
  output_too_small,     // an output range: expected a length, found
  overlap,              // of an output with an input, with another output or with the program itself
  no_threads,           // on(executor, most): expected at least, found
  executor_idle,        // the executor returned without having called what it was given
  loss_not_finite,      // of a training step: nothing was updated
  gradient_not_finite,  // likewise, with check_gradients: of this parameter
  no_gradients          // apply() without gradients(...) before it
};

constexpr const char* describe(fault f) {
  switch (f) {
    case fault::none:
      return "no error";
    case fault::partial_sample:
      return "the length is not a multiple of the sample size";
    case fault::partial_streams:
      return "a call has a sample for each stream, or several: not a multiple of the streams";
    case fault::stream_out_of_range:
      return "there is no stream of this number";
    case fault::partial_block:
      return "no program has a block of this length: the frames are not a multiple of the shortest block";
    case fault::different_samples:
      return "not as many samples as the first input";
    case fault::no_samples:
      return "no samples";
    case fault::no_memory:
      return "the range has elements but no memory";
    case fault::row_out_of_range:
      return "there is no sample of this number";
    case fault::class_out_of_range:
      return "class index out of range";
    case fault::class_not_whole:
      return "the class index is not a whole number";
    case fault::number_not_finite:
      return "the number is not finite, or too large for the program's element type";
    case fault::output_too_small:
      return "the output range has the wrong length";
    case fault::overlap:
      return "an output range overlaps other memory of the call: it may only lie exactly where an input of as many "
             "bytes a sample lies";
    case fault::no_threads:
      return "a call runs on at least one thread";
    case fault::executor_idle:
      return "the executor did not run what it was given";
    case fault::loss_not_finite:
      return "the loss is not finite: nothing was updated";
    case fault::gradient_not_finite:
      return "the gradient by this parameter is not finite: nothing was updated";
    case fault::no_gradients:
      return "there are no gradients to apply: call gradients(...) before each apply()";
  }
  return "";
}

struct error {
  fault what = fault::none;
  const char* where = "";  // the name of the leaf or output
  long expected = 0, found = 0;
  double number = 0;  // what was found, where that is no whole number

  constexpr explicit operator bool() const noexcept { return what != fault::none; }
};

// A value, or an error. Converts to the value; after an error that is NaN. Not to be ignored: a call that was refused
// leaves the outputs of the call before, which look like its own.
template <class T>
struct [[nodiscard("the call may have failed: look at ok(), or use require(...)")]] result {
  T value{};
  tapeless::error error{};

  constexpr result() = default;
  constexpr result(T v, const tapeless::error& e = {}) noexcept : value(v), error(e) {}  // NOLINT: implicit on purpose
  // Not trivial, so that printf("%f", net.step(...)), which would print what lies in memory, does not compile.
  constexpr result(const result& r) noexcept : value(r.value), error(r.error) {}
  constexpr result& operator=(const result&) = default;

  constexpr bool ok() const noexcept { return !error; }
  constexpr operator T() const noexcept { return value; }  // NOLINT: float l = net.step(...)
};

// No value: a call succeeded, or not.
template <>
struct [[nodiscard("the call may have failed: look at ok(), or use require(...)")]] result<void> {
  tapeless::error error{};
  constexpr bool ok() const noexcept { return !error; }
};

// What a call returns that cannot fail: the compiler has checked everything that it binds. May be ignored.
struct always_ok {
  static constexpr tapeless::error error{};
  static constexpr bool ok() noexcept { return true; }
  constexpr operator result<void>() const noexcept { return {}; }  // NOLINT: implicit on purpose
};

}  // namespace tapeless::inline TAPELESS_ISA
