// What a tile of samples is computed from: its inputs, random numbers and weights, brought into the arena.
#pragma once

#include <type_traits>

#include <tapeless/program/call.hpp>
#include <tapeless/program/state.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

template <class Config>
class tile_inputs {
  using machine = engine<Config>;
  using T = typename Config::value_type;
  using state = program_state<machine>;
  static constexpr int samples = Config::samples;
  static constexpr const auto& nodes = machine::nodes;
  static constexpr const auto& layout = machine::layout;
  static constexpr bool samples_first = samples == 1 || nodes.samples_first;
  static constexpr int padded = samples_first ? samples : round_up(samples, nodes.lanes);

 public:
  // Those of samples [first, first + now) of a call with `count` samples.
  template <class... B>
  TAPELESS_INLINE static constexpr void fill(T* arena, const typename state::kept_random& random, long first, int now,
                                             long count, const B&... b) noexcept {
    (pack_input<B>(arena, b, first, now), ...);
    set_weights(arena, now, count);
    draw_random(arena, random, first);
  }

 private:
  template <class B>
  static constexpr void pack_input(T* arena, const B& b, long first, int now) noexcept {
    constexpr node n = leaf_of_binding<B>;
    if constexpr (is_bound_by_calls(n)) {
      constexpr int size = n.shape.size();
      constexpr auto places = places_of(n);
      const auto* from = [&b] {
        if constexpr (B::is_range) return b.data;
        else return &b.value;
      }();
      for_indices<0, places.count>([&]<int K>() {
        constexpr int at = places.at[K], begin = attributes_of_leaf(nodes.nodes[at]).begins_at,
                      count = nodes.nodes[at].shape.size(), offset = layout.offset[at];
        T* to = arena + offset;
        const auto rows = [&] {
          using U = std::remove_cvref_t<decltype(*from)>;
          if constexpr (B::has_rows)
            return simd::numbered_rows<U, typename B::index>{from, b.rows.number + first, size};
          else return simd::strided_rows<U>{from + first * size, size};
        }();
        if constexpr (samples == 1) pack_one<T, size, begin, count>(rows(0), to);
        else pack<T>(rows, now, samples_first, padded, size, to);
      });
    }
  }
  // The leaves of the plan that an input is packed into.
  struct leaf_places {
    int at[nodes.nodes.size + 1]{};
    int count = 0;
  };
  static constexpr leaf_places places_of(const node& input) {
    leaf_places r;
    for (int i = 0; i < nodes.nodes.size; ++i)
      if (is_leaf(nodes.nodes[i], input.leaf->kind) && nodes.nodes[i].leaf->hash == input.leaf->hash)
        r.at[r.count++] = i;
    return r;
  }

  // The random numbers of this tile, also for the lanes that only fill it up: whatever their memory held would be
  // computed with.
  static constexpr void draw_random(T* arena, const typename state::kept_random& random, long first) noexcept {
    if constexpr (state::draws)
      for_indices<0, state::random_count>(
          [&]<int K>() { draw_leaf<state::random_leaves.at[K]>(arena, random, first); });
  }
  template <int I>
  static constexpr void draw_leaf(T* arena, const random_state& random, long first) noexcept {
    constexpr node n = nodes.nodes[I];
    if constexpr (layout.where[I] == ir::section::arena) {
      constexpr bool own = n.leaf->lifetime == ir::scope::sample, each = own && samples > 1;
      constexpr int elements = n.shape.size() / (each ? samples : 1), offset = layout.offset[I];
      constexpr std::uint64_t name = n.leaf->hash;
      const uniform_numbers<T> draw{mix(random.seed, name), random.step, !each || samples_first ? 1 : padded,
                                    samples_first ? elements : 1};
      draw(arena + offset, elements, own ? static_cast<std::uint64_t>(first) : 0, each ? padded : 1);
    }
  }

  // 1 / samples for the samples of this tile, 0 for the lanes that only fill it.
  static constexpr void set_weights(T* arena, int now, long count) noexcept {
    constexpr int at = find_leaf<machine>(ir::role::sample_weight, hash_text("sample_weight"));
    if constexpr (at >= 0) {
      constexpr int offset = layout.offset[at];
      const T each = T(1) / static_cast<T>(count);
      for (int i = 0; i < padded; ++i) arena[offset + i] = i < now ? each : T(0);
    }
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
