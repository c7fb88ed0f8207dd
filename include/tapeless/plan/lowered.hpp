// A lowered kernel: its straight-line code, loops, strides and addresses.
#pragma once

#include <tapeless/kernels/assembly.hpp>
#include <tapeless/kernels/copy.hpp>
#include <tapeless/kernels/micro.hpp>
#include <tapeless/plan/contraction.hpp>
#include <tapeless/plan/memory.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace ir {
struct address {
  ir::section where = ir::section::none;
  int offset = 0;

  friend constexpr bool operator==(const address&, const address&) = default;
};

// How the code reads one of its operands.
struct operand {
  access mode = access::vector;
  double immediate = 0;

  friend constexpr bool operator==(const operand& a, const operand& b) {
    return a.mode == b.mode &&
           __builtin_bit_cast(std::uint64_t, a.immediate) == __builtin_bit_cast(std::uint64_t, b.immediate);
  }
};

// The numbers of a kernel's code. Kernels of equal code are one function; what differs from one to the other stands in
// their records.
struct code_numbers {
  kernel_kind kind = kernel_kind::map;
  product mode = product::vector;
  bool inner_reduced = false, partial = false, both = false, uniform = false;
  bool long_sum = false;   // of so many addends that one accumulator would lose digits
  bool assembled = false;  // a copy that is put together in registers
  int own = -1;            // the number of a kernel whose code nobody shares
  int lanes = 1;           // of this kernel's vectors: not many more than a row has elements
  int start = -1;          // the operand with which a product's sum begins; -1: with 0
  int pointers = 0;
  int loops = 0;              // outermost first; the innermost (of a map, or along the lanes) is loop number `loops`
  int kept = 0, reduced = 0;  // of a map; of a product: its kept loops
  int m = 1, n = 1, k = 1, s_m = 0, s_k = 0, s_n = 0, x_k = 0, outer_k = 0;

  friend constexpr bool operator==(const code_numbers&, const code_numbers&) = default;
};
static_assert(std::has_unique_object_representations_v<code_numbers>, "its hash is that of its bytes: no padding");

struct code : code_numbers {
  ir::list<operand> inputs;
  ir::list<instruction> instructions, reductions;
  ir::list<short> outputs;             // registers
  ir::list<int> row;                   // of a product: each pointer's stride from row to row
  ir::list<kernels::copy_part> parts;  // of a copy

  friend constexpr bool operator==(const code&, const code&) = default;
};

constexpr std::uint64_t hash_of(const code& c) {
  struct words {
    int at[sizeof(code_numbers) / sizeof(int)];
  };
  std::uint64_t h = 0;
  const auto add = [&h](std::uint64_t word) { h = mix(h, word); };
  for (const int word : __builtin_bit_cast(words, static_cast<const code_numbers&>(c)).at)
    add(static_cast<std::uint64_t>(word));
  // Lengths first: one sequence of words must not stand for two codes, which other units may hold.
  for (const int length : {c.inputs.size, c.instructions.size, c.reductions.size, c.outputs.size, c.row.size})
    add(static_cast<std::uint64_t>(length));
  for (const operand& o : c.inputs) {
    add(static_cast<std::uint64_t>(o.mode));
    add(__builtin_bit_cast(std::uint64_t, o.immediate));
  }
  for (const ir::list<instruction>* l : {&c.instructions, &c.reductions})
    for (const instruction& i : *l) {
      add(i.op->id);
      for (short q : i.in) add(static_cast<std::uint64_t>(q));
    }
  for (short o : c.outputs) add(static_cast<std::uint64_t>(o));
  for (int r : c.row) add(static_cast<std::uint64_t>(r));
  for (const kernels::copy_part& p : c.parts) {
    add(static_cast<std::uint64_t>(4 * p.loops + 2 * p.fills + p.turns));
    add(__builtin_bit_cast(std::uint64_t, p.value));
  }
  return h;
}

// A lowered kernel. Pointers are numbered: operands, stored results, reductions; of a product the two factors come
// before them.
struct lowered : code {
  ir::list<int> input_node;              // by operand
  ir::list<address> pointers_to;         // by pointer
  ir::list<int> nest;                    // for each loop its extent, then each pointer's stride; of a copy, its moves
  ir::list<kernels::assembly> assembly;  // of a copy that is put together in registers: one

  constexpr int extent(int loop) const { return nest.at[loop * (pointers + 1)]; }
  constexpr int stride(int loop, int pointer) const { return nest.at[loop * (pointers + 1) + 1 + pointer]; }
};
}  // namespace ir

namespace detail {

// Axes with each pointer's stride, neighbours merged where all pointers allow it.
struct axis_list {
  int pointers = 0, count = 0;
  int extent[max_rank + 2]{};
  bool reduced[max_rank + 2]{};
  ir::list<int> strides;

  constexpr explicit axis_list(int p) : pointers(p) { strides.reserve(4 * p); }

  constexpr const int* stride(int axis) const { return strides.at + axis * pointers; }
  constexpr void add(int e, const int* s, bool r) {
    if (e == 1) return;
    if (count && reduced[count - 1] == r) {
      const int* last = stride(count - 1);
      bool merges = true;
      for (int j = 0; j < pointers && merges; ++j) merges = last[j] == s[j] * e;
      if (merges) {
        extent[count - 1] *= e;
        for (int j = 0; j < pointers; ++j) strides.at[(count - 1) * pointers + j] = s[j];
        return;
      }
    }
    extent[count] = e;
    for (int j = 0; j < pointers; ++j) strides.push(s[j]);
    reduced[count++] = r;
  }
  constexpr void drop_last() {
    --count;
    strides.size -= pointers;
  }
};

constexpr ir::access access_for(int stride) {
  return stride == 0 ? ir::access::broadcast : stride == 1 ? ir::access::vector : ir::access::strided;
}

// An address in a record: the section in the two low bits.
constexpr int packed(ir::address a) { return a.offset * 4 + static_cast<int>(a.where); }

constexpr ir::address address_in(const ir::prepared& p, const ir::memory& m, int q) {
  const int base = p.views.at[q].buffer;
  if (base < 0) return {};
  return {m.where.at[base], m.offset.at[base] + p.views.at[q].offset};
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

// Appends a loop to a lowered kernel's nest: its extent, and each pointer's stride (0 where `strides` ends).
constexpr void add_loop(ir::lowered& l, int extent, const int* strides, int count) {
  l.nest.push(extent);
  for (int j = 0; j < l.pointers; ++j) l.nest.push(j < count ? strides[j] : 0);
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
