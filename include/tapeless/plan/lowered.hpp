// A lowered kernel: its code, loops, strides and addresses.
#pragma once

#include <tapeless/kernels/micro.hpp>
#include <tapeless/plan/kernel.hpp>
#include <tapeless/plan/words.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace ir {

// The beginning of the code of every class.
struct code_head {
  int kind = 0;      // the class of the kernel, by its number in kernel_classes
  int lanes = 1;     // of this kernel's vectors: not many more than a row has elements
  int pointers = 0;  // the record begins with this many packed addresses,
  int loops = 0;     // followed by a nest<pointers, loops>; the innermost loop is loop number `loops`

  friend constexpr bool operator==(const code_head&, const code_head&) = default;
};

// A lowered kernel: the words of its code (plan/words.hpp) and the numbers of its record. The record of a class without
// pointers is all `nest`, whose meaning is its own.
struct lowered : code_head {
  ir::list<std::uint64_t> words;
  ir::list<const operation*> operations;
  ir::list<address> pointers_to;  // by pointer
  ir::list<int> nest;             // for each loop, outermost first, its extent, followed by each pointer's stride

  constexpr int extent(int loop) const { return nest.at[loop * (pointers + 1)]; }
  constexpr int stride(int loop, int pointer) const { return nest.at[loop * (pointers + 1) + 1 + pointer]; }

  template <class Code>
  constexpr void write(Code& code) {
    words.size = operations.size = 0;
    detail::word_stream(words, operations)(code);
  }
  template <class Code>
  constexpr Code read() const {
    Code c;
    detail::word_stream(words.at, operations.at)(c);
    return c;
  }
};

struct emitted_kernel {
  int code = 0;   // an index into the codes
  int first = 0;  // where its record begins
};

// A code, with its words among those of all codes.
struct emitted_code : code_head {
  struct part {
    int first = 0, size = 0;
  };
  int kernel = 0;  // the first kernel that has it
  std::uint64_t hash = 0;
  part words, operations;
};

// Kernels in the order in which they run: those of the schedule, then copies that commit assignments. A record holds a
// packed address for each pointer, followed by the nest.
struct emission {
  ir::list<emitted_kernel> kernels;
  ir::list<emitted_code> codes;
  ir::list<int> record;
  ir::list<std::uint64_t> words;
  ir::list<const operation*> operations;

  template <class F>
  constexpr auto lists(F f) {
    return f(kernels, codes, record, words, operations);
  }
};
}  // namespace ir

namespace detail {

template <class Code>
constexpr Code read_code(const ir::emission& e, const ir::emitted_code& c) {
  Code code;
  word_stream(e.words.at + c.words.first, e.operations.at + c.operations.first)(code);
  return code;
}

// Whether two pointers of a kernel with this code advance by different strides in one loop.
constexpr bool strides_differ(const ir::emission& e, int code) {
  const ir::emitted_code& c = e.codes.at[code];
  for (const ir::emitted_kernel& k : e.kernels) {
    if (k.code != code) continue;
    for (int loop = 0; loop <= c.loops; ++loop) {
      const int first = k.first + c.pointers + loop * (c.pointers + 1) + 1;
      int some = 0;
      for (int j = 0; j < c.pointers; ++j) {
        const int stride = e.record.at[first + j];
        if (some != 0 && stride != 0 && stride != some) return true;
        if (stride != 0) some = stride;
      }
    }
  }
  return false;
}

// Axes with each pointer's stride; neighbours are merged if all pointers allow it.
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

// The axes of a value in the order of memory, outermost first.
struct axis_order {
  bool samples_first = false;
  int rank = 0;
  constexpr int operator[](int i) const { return !samples_first ? i : i == 0 ? rank - 1 : i - 1; }
};

// The lanes for rows of n elements: at most those of the plan, and fewer if half as many hold the row and the machine
// has such vectors.
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
