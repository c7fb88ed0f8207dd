// A class of kernels is one file: which kernels it matches, what it lowers them to, how it runs, how verification
// executes it, how it is printed, and what it costs. plan/kernel_classes.hpp lists the classes. A class is a struct
//
//   struct fill_kernel : kernel_class {
//     static constexpr char name[] = "fill";
//     struct code { ... };                                            // see plan/words.hpp
//
//     static constexpr bool matches(p, s, k);                         // a kernel of the schedule
//     static constexpr bool lower(p, s, m, at, l);                    // kernel number `at`; false: the next class may
//     template <class Engine, int K, class T>
//     static constexpr void run(const sections<T>&, const int* record) noexcept;
//     template <class Walk>
//     static constexpr void walk(Walk&, const ir::lowered&);   // the same on the cells of plan/walk.hpp
//   };
//
// and overrides the defaults below. `p`, `s` and `m` are the prepared graph, its schedule and its memory.
#pragma once

#include <tapeless/plan/lowered.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

struct kernel_class {
  static constexpr char colour[] = "#eeeeee";  // in pictures of plans

  // Whether pointwise code can take the elements of node q, the core of a kernel, from registers.
  static constexpr bool feeds(const ir::prepared&, int) { return false; }
  // Whether node q, the core of a kernel, can join the kernel of its reader; at most so many do.
  static constexpr bool joins(const ir::prepared&, int, int) { return false; }
  static constexpr int most_joined = 8;

  // Whether kernel k stores whole vectors: then lanes have to be neighbours in memory.
  static constexpr bool stores_vectors(const ir::prepared&, const ir::kernel&) { return false; }
  // The loop whose iterations threads may share: each pointer only advances by its stride. -1: none.
  static constexpr int shared_loop(const ir::emission&, const ir::emitted_code&) { return -1; }

  // How often member i executes its operation.
  static constexpr long steps(const ir::prepared& p, int i) { return p.nodes.at[i].shape.size(); }
  // What its lanes run along.
  static constexpr const char* lanes(const ir::prepared&, const ir::kernel&, int) { return "none"; }
  // Adds to the extents of its loops.
  static constexpr void write_loops(printer&, const ir::prepared&, const ir::kernel&) {}
};

// Runs along the last axis of node i.
constexpr const char* lanes_along(const ir::prepared& p, const ir::kernel& k, int i) {
  if (p.batched.at[i]) return p.samples_first ? "elements of samples" : "samples";
  return k.domain.rank ? "last axis" : "none";
}

// Pointers from the addresses that a record begins with.
template <class T>
TAPELESS_INLINE constexpr void resolve_all(T** pointers, int count, const sections<T>& s, const int* record) noexcept {
  for (int j = 0; j < count; ++j) pointers[j] = resolve_plainly(s, record[j]);
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
