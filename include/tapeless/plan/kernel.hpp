// The decisions of the stages: which nodes share a kernel, in which order the kernels run, and where values are stored.
#pragma once

#include <tapeless/kernels/untraced.hpp>
#include <tapeless/plan/prepare.hpp>
#include <tapeless/shape/attributes.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Offsets in elements; every value begins at a cache line.
inline constexpr int line_elements = 16;

namespace ir {

struct kernel {
  int kind = 0;              // its class, by its number in kernel_classes (plan/kernel_classes.hpp)
  bool last_phase = false;   // runs once a call, after all tiles
  int first = 0, count = 0;  // members[first, first + count), in topological order
  int core = -1;             // the contraction, copy or opaque node
  unsigned reduced = 0;      // the axes that reductions of this kernel remove
  tapeless::shape domain{};
};

// By node, unless stated otherwise.
struct schedule {
  ir::list<kernel> kernels;
  ir::list<int> members;    // of the kernels, one kernel after the other
  ir::list<int> kernel_of;  // -1 for leaves and views
  ir::list<bool> stored;    // another kernel, or the caller, reads it from memory
  ir::list<bool> summed;    // a total over samples

  template <class F>
  constexpr auto lists(F f) {
    return f(kernels, members, kernel_of, stored, summed);
  }
};

// Windows of delay lines move through the state: one section for each group of them, from `window` on.
enum class section : signed char { none, state, arena, table, window };
inline constexpr int section_bits = 4, most_windows = (1 << section_bits) - static_cast<int>(section::window);

constexpr bool is_window(section s) { return s >= section::window; }
constexpr section window_of_group(int group) { return static_cast<section>(static_cast<int>(section::window) + group); }

// By node, unless stated otherwise.
struct memory {
  ir::list<section> where;
  ir::list<int> offset;
  ir::list<int> born, dies;      // first and last kernel; -1: before the first
  ir::list<bool> direct;         // by assignment: the kernel writes the slot itself, no copy at the end
  ir::list<line> lines;          // one after the other
  ir::list<line_group> windows;  // by group
  int state = 0, arena = 0, table = 0;

  template <class F>
  constexpr auto lists(F f) {
    return f(where, offset, born, dies, direct, lines, windows);
  }
};

struct address {
  ir::section where = ir::section::none;
  int offset = 0;

  friend constexpr bool operator==(const address&, const address&) = default;
};

}  // namespace ir

// The memory of a program while it runs, by section.
template <class T>
struct sections {
  T* at[1 << ir::section_bits];  // those of windows only where there are some

  constexpr sections(T* state, T* arena, const T* table) noexcept {
    at[0] = nullptr;
    at[1] = state;
    at[2] = arena;
    at[3] = const_cast<T*>(table);  // which is only read
  }
};

namespace detail {

inline constexpr int section_mask = (1 << ir::section_bits) - 1;

template <class T>
TAPELESS_INLINE constexpr T* resolve_plainly(const sections<T>& s, int packed) noexcept {
  return s.at[packed & section_mask] + (packed >> ir::section_bits);
}
template <class T>
TAPELESS_INLINE constexpr T* resolve(const sections<T>& s, int packed) noexcept {
  return untraced(s.at[packed & section_mask]) + (packed >> ir::section_bits);
}
template <class T>
TAPELESS_INLINE constexpr T* resolve(const sections<T>& s, ir::address a) noexcept {
  return untraced(s.at[static_cast<int>(a.where)]) + a.offset;
}

constexpr bool computes(const node& n) { return n.op->kind != ir::loop::leaf && !detail::given(n.op->look); }
constexpr bool is_reduction(const node& n) { return n.op->kind == ir::loop::reduction; }
// True if n is computed element by element: then it may share a kernel with its operands.
constexpr bool is_elementwise(const node& n) { return n.op->kind == ir::loop::pointwise || is_reduction(n); }

// The node that computes the elements of node q; a leaf or -1 (a constant) if no node does.
constexpr int source_of(const ir::prepared& p, int q) {
  const bool past = p.nodes.at[q].op->kind == ir::loop::leaf && p.views.at[q].buffer >= 0;  // of a line, whose it is
  return past || computes(p.nodes.at[q]) ? q : p.views.at[q].buffer;
}
// True if node q is computed in the memory of a concatenation or padding.
constexpr bool is_placed(const ir::prepared& p, int q) {
  return computes(p.nodes.at[q]) && p.views.at[q].buffer != q && p.views.at[q].buffer >= 0;
}

// An address in a record: the section in the low bits.
constexpr int packed(ir::address a) { return (a.offset << ir::section_bits) + static_cast<int>(a.where); }
// The address so many elements on.
constexpr int moved_on(int packed, int elements) { return packed + (elements << ir::section_bits); }
constexpr ir::address unpacked(int packed) {
  return {static_cast<ir::section>(packed & section_mask), packed >> ir::section_bits};
}

constexpr ir::address address_in(const ir::prepared& p, const ir::memory& m, int q) {
  const int base = p.views.at[q].buffer;
  if (base < 0) return {};
  return {m.where.at[base], m.offset.at[base] + p.views.at[q].offset};
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
