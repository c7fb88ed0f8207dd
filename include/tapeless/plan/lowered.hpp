// What a kernel of the schedule becomes: straight-line code, loops, strides and addresses, all constants.
#pragma once

#include <tapeless/kernels/micro.hpp>
#include <tapeless/plan/memory.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace ir {
struct address {
  ir::section where = ir::section::none;
  int offset = 0;
};
}  // namespace ir

// A lowered kernel of at most `Capacity` operands, instructions and results each. Pointers are numbered: operands,
// stored results, reductions; in a contraction the two factors come before them.
namespace ir {
template <int Capacity>
struct lowered {
  static constexpr int capacity = Capacity, pointer_capacity = 3 * Capacity + 4;
  ir::product mode = ir::product::vector;
  int lanes = 1;   // of this kernel's vectors: not many more than a row has elements
  int start = -1;  // the operand with which a product's sum begins; -1: with 0
  int inputs = 0, size = 0, outputs = 0, reductions = 0;
  int input_node[Capacity + 1]{}, code_node[Capacity]{};
  ir::access access_mode[Capacity + 1]{};
  double immediate[Capacity + 1]{};
  ir::instruction code[Capacity]{}, red[Capacity]{};
  short out[Capacity]{};
  ir::address pointers[pointer_capacity]{};
  int pointer_count = 0;
  // Loops, outermost first; the innermost (for a map, or along the lanes) is loop number `loops`.
  int loops = 0;
  int extent[max_rank + 2]{};
  int stride[max_rank + 2][pointer_capacity]{};
  int kept = 0, reduced = 0;  // of a map; of a dot product: its kept loops
  bool inner_reduced = false, partial = false, both = false, uniform = false;
  bool long_sum = false;  // of so many addends that one accumulator would lose digits
  int m = 1, n = 1, k = 1, s_m = 0, s_k = 0, s_n = 0, x_k = 0, outer_k = 0;
  int row[pointer_capacity]{};
};
}  // namespace ir

namespace detail {

// Axes with each pointer's stride, neighbours merged where all pointers allow it.
template <int N>
struct axis_list {
  int count = 0, pointers = 0;
  int extent[max_rank + 2]{};
  int stride[max_rank + 2][N]{};
  bool reduced[max_rank + 2]{};

  constexpr void add(int e, const int* s, bool r) {
    if (e == 1) return;
    if (count && reduced[count - 1] == r) {
      bool merges = true;
      for (int j = 0; j < pointers && merges; ++j) merges = stride[count - 1][j] == s[j] * e;
      if (merges) {
        extent[count - 1] *= e;
        for (int j = 0; j < pointers; ++j) stride[count - 1][j] = s[j];
        return;
      }
    }
    extent[count] = e;
    for (int j = 0; j < pointers; ++j) stride[count][j] = s[j];
    reduced[count++] = r;
  }
};

constexpr ir::access access_for(int stride) {
  return stride == 0 ? ir::access::broadcast : stride == 1 ? ir::access::vector : ir::access::strided;
}

template <class P, class M>
constexpr ir::address address_in(const P& p, const M& m, int q) {
  const int base = p.views[q].buffer;
  if (base < 0) return {};
  return {m.where[base], m.offset[base] + p.views[q].offset};
}

// Stride of a reduction's result along axis `a` of its operand.
constexpr int reduced_stride(const view& result, unsigned removed, int a) {
  if (removed >> a & 1u) return 0;
  int own = 0;
  for (int i = 0; i < a; ++i) own += !(removed >> i & 1u);
  return result.stride[own];
}
// Stride along axis `a` of the domain of an operand that broadcasts to it.
constexpr int broadcast_stride(const view& v, const shape& domain, int a) {
  const int own = a - (domain.rank - v.shape.rank);
  return own < 0 || v.shape.dim[own] == 1 ? 0 : v.stride[own];
}

// The axes of a value from the outermost inwards, as they lie in memory.
struct axis_order {
  bool samples_first = false;
  int rank = 0;
  constexpr int operator[](int i) const { return !samples_first ? i : i == 0 ? rank - 1 : i - 1; }
};

// The lanes for rows of n elements: at most those of the plan, and fewer where half of them hold the row and the
// machine has such vectors.
constexpr int lanes_for(int n, int most) {
  if (n == 1) return 1;
  int lanes = most;
  while (lanes / 2 >= n && lanes / 2 >= simd::narrowest_lanes(most)) lanes /= 2;
  return lanes;
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
