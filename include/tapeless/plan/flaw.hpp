// The flaws that verification can find in a plan.
#pragma once

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace ir {
enum class flaw : unsigned char {
  none,
  read_before_computed,   // node `at` reads `other`
  read_from_a_register,   // `at` reads an element of `other` that is neither in a register nor in memory
  no_place,               // `at` is stored, but has no address
  outside,                // `at` exceeds its section or is not aligned
  overlap,                // `at` and `other` live at the same time in the same place
  overwritten_too_early,  // `at` reads the state `other` after its next value was written
  samples_misplaced,      // `at` has an axis of samples where the plan expects none, or none where it expects one
  not_totalled,           // `at` runs once a call and reads `other`, which differs from tile to tile
  lanes_apart,            // kernel `other` stores `at` in whole vectors, but its lanes are not adjacent there
  last_phase_too_early,   // kernel `at`, which runs once a call, stands before one that runs for each tile
  // Found by execution (plan/shadow.hpp):
  wrong_content,  // after kernel `other`, `at` does not hold its value
  wrong_output,   // the output or total `at` does not hold its value before kernel `other`
  wrong_state     // at the end, the state `at` does not have its assigned value, or lost its old one
};
}  // namespace ir

struct plan_flaw {
  ir::flaw what = ir::flaw::none;
  int at = -1, other = -1;
  constexpr explicit operator bool() const { return what != ir::flaw::none; }
};

// Shows a flaw in a message.
template <ir::flaw What, int At, int Other>
struct broken_rule {};

}  // namespace tapeless::inline TAPELESS_ISA
