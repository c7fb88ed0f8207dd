// Fused operations in straight-line code: a product that only a sum reads becomes part of the sum, rounded once.
//
// Compilers differ in whether they fuse, and for which types; because it is done here, all of them give the same bits.
// An operation names its fused forms (O::product_first, O::product_second), see ops/arithmetic.hpp.
#pragma once

#include <tapeless/base/list.hpp>
#include <tapeless/kernels/micro.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// The results of the instructions are the registers from `inputs` on; `kept` counts how often a register is read
// outside. Removes products that are fused, and writes the new number of each register into `place`.
constexpr void fuse_products(ir::list<ir::instruction>& instructions, int inputs, const int* kept, short* place) {
  ir::instruction* const code = instructions.at;
  const int size = instructions.size;
  ir::list<int> reading(inputs + size + 1);
  ir::list<bool> removed(size + 1);
  int* const reads = reading.at;
  bool* const gone = removed.at;
  for (int i = 0; i < inputs + size; ++i) reads[i] = kept[i];
  for (int i = 0; i < size; ++i)
    for (short q : code[i].in)
      if (q >= 0) ++reads[q];
  for (int i = 0; i < size; ++i) {
    ir::instruction& sum = code[i];
    for (int k = 1; k >= 0; --k) {
      const int at = sum.in[k] - inputs;
      if (!detail::given(sum.op->with_product[k]) || at < 0 || reads[sum.in[k]] != 1 || gone[at] ||
          !code[at].op->is_product)
        continue;
      const ir::instruction product = code[at];
      sum = {sum.op->with_product[k], {product.in[0], product.in[product.op->arity == 1 ? 0 : 1], sum.in[1 - k]}};
      gone[at] = true;
      break;
    }
  }
  int left = 0;
  for (int i = 0; i < inputs; ++i) place[i] = static_cast<short>(i);
  for (int i = 0; i < size; ++i) {
    place[inputs + i] = static_cast<short>(inputs + left);
    if (gone[i]) continue;
    ir::instruction c = code[i];
    for (short& q : c.in)
      if (q >= 0) q = place[q];
    code[left++] = c;
  }
  instructions.size = left;
}

// If the code adds an operand to the sum of a product, register `core`, and reads the sum nowhere else, the sum can be
// initialised with that operand. Removes the addition and returns the operand's register, or -1.
constexpr int take_start(ir::list<ir::instruction>& instructions, int inputs, int core, const int* kept, short* place) {
  ir::instruction* const code = instructions.at;
  int& size = instructions.size;
  int reader = -1, reads = kept[core];
  for (int i = 0; i < size; ++i)
    for (short q : code[i].in)
      if (q == core) {
        reader = i;
        ++reads;
      }
  for (int i = 0; i < inputs + size; ++i) place[i] = static_cast<short>(i);
  if (reads != 1 || reader < 0 || !code[reader].op->adds) return -1;
  const int start = code[reader].in[code[reader].in[0] == core ? 1 : 0];
  if (start >= inputs) return -1;  // not an operand
  for (int i = reader; i + 1 < size; ++i) code[i] = code[i + 1];
  --size;
  place[inputs + reader] = static_cast<short>(core);
  for (int i = reader + 1; i <= size; ++i) place[inputs + i] = static_cast<short>(inputs + i - 1);
  for (int i = 0; i < size; ++i)
    for (short& q : code[i].in)
      if (q >= 0) q = place[q];
  return start;
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
