// What a call works on beside the state: memory of its own, so that one program may serve several threads.
#pragma once

#include <tapeless/program/engine.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// The memory of one running call: arena, results, and the sums over the tiles of a call with more than one.
template <class Config>
struct workspace {
  using machine = engine<Config>;
  using T = typename Config::value_type;
  static constexpr int summed = [] {
    int n = 0;
    for (int i = 0; i < machine::nodes.nodes.size; ++i)
      if (machine::order.summed[i]) n += storage_size(machine::nodes.views[i]);
    return n;
  }();
  // An output that lies in the arena as the caller wants it is read there; the others get a place in `results`.
  static constexpr bool lies_ready(int output) { return lies_in_order(machine::nodes, output) && !is_repeated(output); }
  // An output that has a value for each sample as it was written, but whose value turned out to depend on none.
  static constexpr bool is_repeated(int output) {
    return machine::nodes.samples > 1 && Config::by_sample(output) &&
           !machine::nodes.batched[machine::nodes.outputs[output]];
  }
  static constexpr int result_offset(int output) {
    int n = 0;
    for (int o = 0; o < output; ++o)
      if (!lies_ready(o))
        n += machine::nodes.views[machine::nodes.outputs[o]].shape.size() *
             (is_repeated(o) ? machine::nodes.samples : 1);
    return n;
  }
  static constexpr int results_size = result_offset(machine::nodes.outputs.size);

  static constexpr int arenas = Config::threads > 1 ? Config::threads : 1;  // one for each thread
  static constexpr int arena_size = round_up(machine::arena_size() + line_elements, line_elements);

  alignas(64) T arena[arenas * arena_size]{};
  alignas(64) T results[results_size + 1]{};
  alignas(64) T sums[2 * summed + 1]{};  // and what rounding took from them
  long filled = 0;                       // samples of the last tile
  int last_arena = 0;                    // where it was computed
  bool pending = false;                  // the totals of a training step wait for the update
  int until_flush = 0;                   // samples until slots are looked at for denormal numbers

  template <int O>
  constexpr const T* result() const noexcept {
    if constexpr (lies_ready(O)) {
      constexpr int offset = address_in(machine::nodes, machine::layout, machine::nodes.outputs[O]).offset;
      if constexpr (arenas == 1) return arena + offset;
      else return arena + last_arena * arena_size + offset;
    } else {
      constexpr int offset = result_offset(O);
      return results + offset;
    }
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
