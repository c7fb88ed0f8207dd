// Errors of files of models that other programs wrote; a malformed one is a format_error, one with too few weights a
// truncated_error. A call that throws one has changed nothing.
#pragma once

#include <tapeless/io/checkpoint_error.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// A version of the format that is not known.
struct version_error : format_error {
  using format_error::format_error;
};

// A model of another architecture or configuration than the typed one, or with parts that are not supported.
struct model_error : error {
  using error::error;
};

}  // namespace tapeless::inline TAPELESS_ISA::io
