// The straight-line code inside a kernel: the instructions for one element (or one vector of lanes), in lists while it
// is planned and as a value that can be a template argument when it runs. Equal code in two places of a graph has the
// same type and hence the same machine code.
#pragma once

#include <tapeless/base/list.hpp>
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

struct operand {
  access mode = access::vector;
  double immediate = 0;

  constexpr void words(auto& s) { s(mode, immediate); }
};

struct instruction {
  const operation* op = nullptr;
  short in[3]{-1, -1, -1};  // registers: first the operands, then the results of the instructions in order

  constexpr void words(auto& s) { s(op, in); }
};

// The code of an element in lists, as the planner makes it: operands, instructions, stores (an output is a register)
// and reductions (in[0] is a register).
struct micro_lists {
  ir::list<operand> inputs;
  ir::list<instruction> instructions;
  ir::list<short> outputs;
  ir::list<instruction> reductions;

  template <class E>
  using per_pointer = ir::list<E>;
  constexpr int pointers() const { return inputs.size + outputs.size + reductions.size; }
  constexpr void words(auto& s) { s(inputs, instructions, outputs, reductions); }
};

// A list of fixed size.
template <class E, int N>
struct elements {
  E at[N + 1]{};
  static constexpr int size = N;

  constexpr void words(auto& s) {
    int length = N;
    s(length);
    for (int i = 0; i < N; ++i) s(at[i]);
  }
};

// The same code as a template argument of a kernel.
template <int In, int Code, int Out, int Red>
struct micro {
  elements<operand, In> inputs;
  elements<instruction, Code> instructions;
  elements<short, Out> outputs;
  elements<instruction, Red> reductions;

  static constexpr int pointers = In + Out + Red;
  template <class E>
  using per_pointer = elements<E, pointers>;
  constexpr void words(auto& s) { s(inputs, instructions, outputs, reductions); }
};

// The nest of counted loops around a kernel, in a record of a plan: the extent of each loop and the stride of each
// pointer.
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
