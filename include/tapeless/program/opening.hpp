// Slots that begin as something, assign(slot, value, first): before the first sample, a slot is given what it begins
// as. That it has begun is a slot of its own, "h.begun" for a slot "h", so that a reset, a file or a copied state
// begins again, or goes on, each slot and stream for itself. A call looks at these numbers and at nothing else.
#pragma once

#include <cstddef>

#include <tapeless/program/state.hpp>
#include <tapeless/program/tasks.hpp>

namespace tapeless::inline TAPELESS_ISA {

template <class Config>
class basic_program;

namespace detail {

template <class Options, class Assignments, graph... G>
struct inference_config;

// The options of a program that computes what a slot begins as.
template <class Options>
struct options_alone : Options {
  using begin = beginnings<>;
  static constexpr int batch = 1, streams = 0, threads = 0;
};

template <class Machine, class Options, class Begin>
struct opening;
template <class Machine, class Options, graph... S, graph... V, graph... F>
struct opening<Machine, Options, beginnings<assignment_from<S, V, F>...>> {
  using T = typename Machine::T;
  using state = program_state<Machine>;
  static constexpr int streams = Machine::nodes.samples;

  static constexpr void open(T* s) noexcept { (open_slot<S, F>(s), ...); }

 private:
  template <graph Slot, graph First>
  TAPELESS_INLINE static constexpr void open_slot(T* s) noexcept {
    constexpr int flag = find_leaf<Machine>(ir::role::slot, begun<Slot>::of.hash);
    const auto has_begun = state::template stored<flag>(s);
    for (int i = 0; i < streams; ++i)
      if (!(has_begun[static_cast<std::size_t>(i)] > T(0))) begin<Slot, First>(s, i);
  }
  // A parameter is read where it lies; anything else is a small program of its own, with a copy of what it needs.
  template <graph Slot, graph First>
  TAPELESS_NOINLINE static constexpr void begin(T* s, int stream) noexcept {
    constexpr int slot = find_leaf<Machine>(ir::role::slot, Slot.root().leaf->hash);
    constexpr int flag = find_leaf<Machine>(ir::role::slot, begun<Slot>::of.hash);
    const auto to = state::template stored<slot>(s);
    constexpr std::size_t size = static_cast<std::size_t>(Slot.root().shape.size());
    const std::size_t at = size * static_cast<std::size_t>(stream);
    if constexpr (is_leaf(First.root(), ir::role::parameter)) {
      const auto from = state::template stored<find_leaf<Machine>(ir::role::parameter, First.root().leaf->hash)>(s);
      for (std::size_t k = 0; k < size; ++k) to[at + k] = from[k];
    } else {
      basic_program<inference_config<options_alone<Options>, assignment_list<>, First>> first;
      first.template take_from<Machine>(s, stream);
      (void)first.run();
      const auto from = first[expr<First>{}];
      for (std::size_t k = 0; k < size; ++k) to[at + k] = from[k];
    }
    state::template stored<flag>(s)[static_cast<std::size_t>(stream)] = T(1);
  }
};
template <class Machine, class Options>
struct opening<Machine, Options, beginnings<>> {
  static constexpr void open(typename Machine::T*) noexcept {}
};

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
