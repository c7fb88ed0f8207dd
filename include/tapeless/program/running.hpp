// A call from its bindings to its results, tile by tile.
#pragma once

#include <tapeless/kernels/totals.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/report.hpp>
#include <tapeless/program/state.hpp>
#include <tapeless/program/tasks.hpp>
#include <tapeless/program/workspace.hpp>
#include <tapeless/simd/denormals.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

template <class Running>
class shared_call;  // program/shared_call.hpp

// Packs, runs and unpacks: what program and training_step share. The configuration says what is computed.
template <class Config>
class running : public program_state<engine<Config>> {
 public:
  using machine = engine<Config>;
  using value_type = typename Config::value_type;
  using configuration = Config;
  using workspace = detail::workspace<Config>;
  static constexpr int samples = Config::samples;

  static constexpr program_report report = [] {
    program_report r = make_report<machine::nodes, machine::order, machine::layout, value_type>();
    r.bytes = static_cast<long>(sizeof(program_state<machine>) + sizeof(workspace));
    r.threads = workspace::arenas;
    return r;
  }();
  static constexpr const auto& plan = machine::order;

 protected:
  using T = value_type;
  using state = program_state<machine>;
  using state::state;
  template <class>
  friend class shared_call;
  static constexpr const auto& nodes = machine::nodes;
  static constexpr const auto& layout = machine::layout;
  static constexpr bool samples_first = samples == 1 || nodes.samples_first;
  static constexpr int padded = samples_first ? samples : round_up(samples, nodes.lanes);

  // Slots of a parameter may decay towards 0 and would become denormal.
  static constexpr bool has_decaying_state = [] {
    for (const node& n : nodes.nodes)
      if (is_leaf(n, role::slot) && detail::given(n.owner)) return true;
    return false;
  }();
  using denormals = std::conditional_t<has_decaying_state, simd::flush_denormals, int>;

  template <class... B>
  static constexpr error execute(T* s, workspace& w, const B&... b) noexcept {
    long count = -1;
    if (const error e = admit(s, count, b...)) return e;
    const sections<T> memory(s, w.arena, machine::tables.value);
    if constexpr (workspace::arenas > 1) w.last_arena = 0;
    [[maybe_unused]] const denormals guard{};
    for (long first = 0; first < count; first += samples) {
      const int now = static_cast<int>(count - first < samples ? count - first : samples);
      (pack_input<B>(w.arena, b, first, now), ...);
      set_weights(w.arena, now, count);
      machine::template run<false>(memory);
      if (count > samples) add_up(w, first == 0, first + samples >= count);
      w.filled = now;
      (export_output<B>(memory, b, first, now), ...);
      if constexpr (Config::assignments > 0) machine::template run<true>(memory);  // state moves on with each sample
    }
    if constexpr (Config::assignments == 0) machine::template run<true>(memory);
    store_results(memory, w);
    return {};
  }

  // Output `o` of the last call, one sample after the other.
  template <int O>
  static constexpr auto result_span(const workspace& w) noexcept {
    constexpr int at = nodes.outputs[O];
    constexpr int size = nodes.views[at].shape.size();
    if constexpr (!nodes.batched[at]) {
      return std::span<const T, static_cast<std::size_t>(size)>(w.template result<O>(), size);
    } else {
      return std::span<const T>(w.template result<O>(), static_cast<std::size_t>(w.filled * (size / samples)));
    }
  }

 private:
  // Checks everything, counts the samples, and sets run-time scalars; after an error nothing was written.
  template <class... B>
  TAPELESS_INLINE static constexpr error admit([[maybe_unused]] T* s, long& count, const B&... b) noexcept {
    error e;
    (check<B>(b, count, e), ...);
    if (count < 0) count = 1;  // nothing varies
    (check_output<B>(b, count, e), ...);
    if (!e) (set_number<B>(s, b), ...);
    return e;
  }

  // The output that a binding takes, or -1: an input that is an output as well is read.
  template <class B>
  static constexpr int written_by =
      varies_by_sample(leaf_of_binding<B>) ? -1 : Config::output_of(leaf_of_binding<B>.hash);

  template <class B>
  static constexpr void check(const B& b, long& count, error& e) noexcept {
    constexpr node n = leaf_of_binding<B>;
    if constexpr (varies_by_sample(n)) {
      if constexpr (B::is_range) {
        check_input(b, count, e);
      } else {
        constexpr const char* name = n.leaf->name;
        if (!e && count >= 0 && count != 1) e = {fault::different_samples, name, count, 1};
        count = 1;
      }
    }
  }

  template <class B>
  static constexpr void check_output(const B& b, long count, error& e) noexcept {
    constexpr int o = written_by<B>;
    if constexpr (o >= 0 && B::is_range) {
      constexpr int at = nodes.outputs[o];
      constexpr bool varies = nodes.batched[at] || samples == 1;
      constexpr long size = nodes.views[at].shape.size() / (nodes.batched[at] ? samples : 1);
      const long expected = varies ? count * size : size;
      if (!e && b.size != expected) e = {fault::output_too_small, "output", expected, b.size};
    }
  }

  template <class B>
  static constexpr void set_number(T* s, const B& b) noexcept {
    constexpr node n = leaf_of_binding<B>;
    if constexpr (is_leaf(n, role::scalar)) {
      constexpr int at = find_leaf<machine>(role::scalar, n.leaf->hash);
      if constexpr (at >= 0) {
        constexpr int offset = layout.offset[at];
        s[offset] = static_cast<T>(b.value);
      }
    }
  }

  template <class B>
  static constexpr void pack_input(T* arena, const B& b, long first, int now) noexcept {
    constexpr node n = leaf_of_binding<B>;
    if constexpr (varies_by_sample(n)) {
      constexpr int size = n.shape.size();
      constexpr auto places = places_of(n);
      const auto* from = [&b] {
        if constexpr (B::is_range) return b.data;
        else return &b.value;
      }();
      for_indices<0, places.count>([&]<int K>() {
        constexpr int at = places.at[K], begin = first_element(nodes.nodes[at]), count = nodes.nodes[at].shape.size();
        T* to = arena + layout.offset[at];
        if constexpr (samples == 1) pack_one<T, size, begin, count>(from + first * size, to);
        else pack<T>(from, first, now, samples_first, padded, size, to);
      });
    }
  }
  // The leaves of the plan that an input is packed into.
  struct leaf_places {
    int at[nodes.size + 1]{};
    int count = 0;
  };
  static constexpr leaf_places places_of(const node& input) {
    leaf_places r;
    for (int i = 0; i < nodes.size; ++i)
      if (is_leaf(nodes.nodes[i], input.leaf->kind) && nodes.nodes[i].leaf->hash == input.leaf->hash)
        r.at[r.count++] = i;
    return r;
  }

  // 1 / samples for the samples of this tile, 0 for the lanes that only fill it.
  static constexpr void set_weights(T* arena, int now, long count) noexcept {
    constexpr int at = find_leaf<machine>(role::sample_weight, hash_text("sample_weight"));
    if constexpr (at >= 0) {
      constexpr int offset = layout.offset[at];
      const T each = T(1) / static_cast<T>(count);
      for (int i = 0; i < padded; ++i) arena[offset + i] = i < now ? each : T(0);
    }
  }

  // Adds this tile's totals to those of the tiles before; after the last one the totals stand where they are read.
  static constexpr void add_up(workspace& w, bool first, bool last) noexcept {
    add_chunk(w.arena, w.sums, 0, workspace::summed, first, last);
  }
  // The same for the totals from number `begin` to `end`, counted over all blocks; multiples of a cache line.
  static constexpr void add_chunk(T* arena, T* sums, int begin, int end, bool first, bool last) noexcept {
    int at = 0;  // where a block's totals begin
    for (const block& b : totals.at) {
      const int from = begin > at ? begin - at : 0, to = end - at < b.size ? end - at : b.size;
      T* const tile = arena + b.offset;
      const kernels::running_totals<T> total{sums + at, sums + workspace::summed + at};
      if (first) total.begin(tile, from, to);
      else if (last) total.finish(tile, from, to);
      else total.add(tile, from, to);
      at += b.size;
    }
  }
  struct block {
    int offset = 0, size = 0;
  };
  static constexpr auto totals = [] {
    constexpr int count = [] {
      int n = 0;
      for (bool s : machine::order.summed) n += s;
      return n;
    }();
    struct {
      block at[count + 1]{};
    } list;
    int k = 0;
    for (int i = 0; i < nodes.size; ++i)
      if (machine::order.summed[i]) list.at[k++] = {layout.offset[i], storage_size(nodes.views[i])};
    return list;
  }();

  // Writes an output of `now` samples in the order of samples.
  template <int O>
  static constexpr void unpack(const sections<T>& memory, T* to, int now) noexcept {
    constexpr int at = nodes.outputs[O];
    constexpr view from = nodes.views[at], target = target_of(nodes, O);
    constexpr address source = address_in(nodes, layout, at);
    const T* p = resolve(memory, source);
    if (nodes.batched[at] && now < samples) {
      constexpr int last = from.shape.rank > 0 ? from.shape.rank - 1 : 0;
      view some = from, there = target;
      some.shape.dim[last] = there.shape.dim[last] = now;
      kernels::copy(p, some, to, there);
    } else {
      constexpr kernels::copy_part part = walk_of<O>.part;
      kernels::detail::move<T, part>(p, to, walk_of<O>.record);
    }
  }
  template <int O>
  static constexpr copy_walk walk_of = walk_between(nodes.views[nodes.outputs[O]], target_of(nodes, O));

  // Whether each sample has an output of its own in what this binding takes.
  template <class B>
  static constexpr bool exports_samples = [] {
    if constexpr (constexpr int o = written_by<B>; o >= 0) return nodes.batched[nodes.outputs[o]] || samples == 1;
    else return false;
  }();

  template <class B>
  static constexpr void export_output(const sections<T>& memory, const B& b, long first, int now) noexcept {
    constexpr int o = written_by<B>;
    if constexpr (o >= 0 && B::is_range) {
      constexpr bool varies = nodes.batched[nodes.outputs[o]];
      constexpr int size = nodes.views[nodes.outputs[o]].shape.size() / (varies ? samples : 1);
      unpack<o>(memory, b.data + (varies || samples == 1 ? first * size : 0), now);  // else there is one for all samples
    }
  }

  static constexpr void store_results(const sections<T>& memory, workspace& w) noexcept {
    [&]<int... O>(std::integer_sequence<int, O...>) {
      (
          [&] {
            if constexpr (!workspace::lies_ready(O)) {
              constexpr int offset = workspace::result_offset(O);
              unpack<O>(memory, w.results + offset, static_cast<int>(w.filled));
            }
          }(),
          ...);
    }
    (std::make_integer_sequence<int, nodes.output_count>{});
  }
};

}  // namespace tapeless::detail
