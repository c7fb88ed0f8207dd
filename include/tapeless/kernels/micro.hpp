// The straight-line code inside a kernel: the instructions for one element (or one vector of lanes), as a value that
// can be a template argument. Equal code in two places of a graph has the same type and hence the same machine code.
#pragma once

#include <tapeless/expr/operation.hpp>

namespace tapeless::inline TAPELESS_ISA {

// How an operand is read along the innermost axis.
namespace ir {
enum class access : signed char {
  immediate,  // a constant in the code
  vector,     // contiguous
  broadcast,  // one element for all lanes
  strided,    // any other stride: one lane at a time
  core        // the accumulator of a contraction
};
}  // namespace ir

namespace ir {
struct instruction {
  const operation* op = nullptr;
  short in[3]{-1, -1, -1};  // registers: first the operands, then the results of the instructions in order

  friend constexpr bool operator==(const instruction& a, const instruction& b) {
    return a.op->id == b.op->id && a.in[0] == b.in[0] && a.in[1] == b.in[1] && a.in[2] == b.in[2];
  }
};
}  // namespace ir

// Operands, instructions, stores (out[i] is a register), and reductions (in[0] is a register).
namespace ir {
template <int In, int Code, int Out, int Red>
struct micro {
  ir::access mode[In + 1]{};
  double immediate[In + 1]{};
  ir::instruction code[Code + 1]{};
  short out[Out + 1]{};
  ir::instruction red[Red + 1]{};
  static constexpr int inputs = In, size = Code, outputs = Out, reductions = Red, pointers = In + Out + Red;
};
}  // namespace ir

// The nest of counted loops around a kernel, in a record of a plan: the extent of each loop and the stride of each
// pointer.
namespace ir {
template <int Pointers, int Loops>
struct nest {
  const int* record;

  static constexpr int loops = Loops, pointers = Pointers;
  TAPELESS_INLINE constexpr int extent(int loop) const noexcept { return record[loop * (Pointers + 1)]; }
  TAPELESS_INLINE constexpr int stride(int loop, int pointer) const noexcept {
    return record[loop * (Pointers + 1) + 1 + pointer];
  }
};
}  // namespace ir

}  // namespace tapeless::inline TAPELESS_ISA
