// Errors of checkpoints; a file that cannot be read is a file_error, a malformed one a format_error (io/error.hpp).
// A call that throws one has changed nothing.
#pragma once

#include <tapeless/io/error.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// The file ends before what its header says.
struct truncated_error : format_error {
  using format_error::format_error;
};

// A name that is missing, that occurs twice, or that the program does not have.
struct name_error : error {
  using error::error;
};

// A tensor of another shape.
struct shape_error : error {
  using error::error;
};

// A tensor whose elements cannot become numbers of the program.
struct element_error : error {
  using error::error;
};

// The checkpoint of another expression.
struct graph_error : error {
  using error::error;
};

// Weights in another order of axes than expected.
struct orientation_error : error {
  using error::error;
};

// The file of another training.
struct training_error : error {
  using error::error;
};

}  // namespace tapeless::inline TAPELESS_ISA::io
