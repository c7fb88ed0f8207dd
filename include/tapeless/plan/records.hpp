// The plan as data that a program carries: a record of numbers for each kernel, and which kernels run the same code.
#pragma once

#include <tapeless/plan/lowered.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Kernels in the order in which they run: those of the schedule, then copies that commit assignments. A record holds an
// address for each pointer, then a nest<pointers, loops> or, of a copy, the moves of its parts.
namespace ir {
template <int Kernels, int Ints>
struct emission {
  int code[Kernels + 1]{};       // which code: a place in `kernel_of`
  int first[Kernels + 1]{};      // where the record begins
  int kernel_of[Kernels + 1]{};  // the first kernel with this code
  int record[Ints + 1]{};
  int kernels = 0, codes = 0, ints = 0;
  bool fits = true;

  static constexpr int kernel_capacity = Kernels, int_capacity = Ints;
};
}  // namespace ir

namespace detail {

// An address in a record: the section in the two low bits.
constexpr int packed(ir::address a) { return a.offset * 4 + static_cast<int>(a.where); }

// Appends to an emission what fits, and counts what does not.
template <int Kernels, int Ints>
class emitter {
 public:
  constexpr explicit emitter(ir::emission<Kernels, Ints>& to) : to_(to) {}
  // What follows belongs to the next kernel.
  constexpr void begin() { to_.first[to_.kernels] = to_.ints; }
  constexpr void put(int number) {
    if (to_.ints < Ints) to_.record[to_.ints] = number;
    else to_.fits = false;
    ++to_.ints;
  }
  // The kernel is complete. Kernels of equal `hash` share code.
  constexpr void end(std::uint64_t hash) {
    const int k = to_.kernels++;
    int c = 0;
    while (c < to_.codes && hash_[c] != hash) ++c;
    if (c == to_.codes) {
      hash_[to_.codes] = hash;
      to_.kernel_of[to_.codes++] = k;
    }
    to_.code[k] = c;
  }

 private:
  ir::emission<Kernels, Ints>& to_;
  std::uint64_t hash_[Kernels + 1]{};
};

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
