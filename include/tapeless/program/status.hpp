// Run-time errors of a call, as values: which leaf, what was expected, what was found. Nothing is written before all
// checks have passed. The hosted layer turns them into exceptions (train/require.hpp).
#pragma once

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA {

enum class fault : unsigned char {
  none,
  partial_sample,     // the range does not hold whole samples: expected a multiple, found a length
  different_samples,  // not as many samples as the first input has
  no_samples,         // an empty call
  class_out_of_range, // a class index: expected less than, found
  output_too_small    // an output range: expected a length, found
};

constexpr const char* describe(fault f) {
  switch (f) {
    case fault::none: return "no error";
    case fault::partial_sample: return "the length is not a multiple of the sample size";
    case fault::different_samples: return "not as many samples as the first input";
    case fault::no_samples: return "no samples";
    case fault::class_out_of_range: return "class index out of range";
    case fault::output_too_small: return "the output range has the wrong length";
  }
  return "";
}

struct error {
  fault what = fault::none;
  const char* where = "";  // the name of the leaf or output
  long expected = 0, found = 0;

  constexpr explicit operator bool() const noexcept { return what != fault::none; }
};

// A value, or an error. Converts to the value; after an error that is NaN.
template <class T>
struct result {
  T value{};
  tapeless::error error{};

  constexpr bool ok() const noexcept { return !error; }
  constexpr operator T() const noexcept { return value; }  // NOLINT: float l = net.step(...)
};

// No value: a call succeeded, or not.
template <>
struct result<void> {
  tapeless::error error{};
  constexpr bool ok() const noexcept { return !error; }
};

}  // namespace tapeless
