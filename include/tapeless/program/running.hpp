// A call from its bindings to its results, tile by tile.
#pragma once

#include <tapeless/program/doors.hpp>
#include <tapeless/program/opening.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/report.hpp>
#include <tapeless/program/state.hpp>
#include <tapeless/program/step_totals.hpp>
#include <tapeless/program/tasks.hpp>
#include <tapeless/program/tile_inputs.hpp>
#include <tapeless/program/workspace.hpp>
#include <tapeless/simd/denormals.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

template <class Running>
class shared_call;  // program/shared_call.hpp
template <class>
class value_watch;  // program/value_watch.hpp

// Packs, runs and unpacks: what program and training_step share. The configuration says what is computed.
template <class Config>
class running : public program_state<engine<Config>> {
  using totals = step_totals<Config>;

 public:
  using machine = engine<Config>;
  using value_type = typename Config::value_type;
  using configuration = Config;
  using workspace = detail::workspace<Config>;
  static constexpr int samples = Config::samples;

  static constexpr program_report report = [] {
    program_report r = make_report<machine>();
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
  template <class>
  friend class value_watch;
  static constexpr const auto& nodes = machine::nodes;
  static constexpr const auto& layout = machine::layout;
  static constexpr int state_size = layout.state;  // what is read at run time is a copy (engine.hpp)
  using inputs = tile_inputs<Config>;

  // State may decay towards 0 and would become denormal, and stay it for ever. Where a call is long enough to pay for
  // it, denormal numbers are flushed throughout: where slots belong to parameters or live in a scan, and in training
  // steps.
  static constexpr bool flushes = [] {
    for (const node& n : nodes.nodes)
      if ((is_leaf(n, ir::role::slot) && given(n.owner)) || (n.op->kind == ir::loop::opaque && !given(n.op->loop32)))
        return true;
    if (state::remembers) return true;
    return Config::trains && report.flops >= 50'000;
  }();
  using denormals = std::conditional_t<flushes, simd::flush_denormals, int>;
  // Assigned slots are looked at now and then instead: a call may be as short as changing the processor's mode.
  static constexpr int flush_interval = 16;

  // With `Update`, all of a call; without it, what comes before the update of a training step.
  template <bool Update = true, class... B>
  static constexpr error execute(T* s, const typename state::kept_random& random, typename state::kept_lines& lines,
                                 workspace& w, const B&... b) noexcept {
    long count = -1;
    if (const error e = admit(s, w, count, b...)) return e;
    if constexpr (Config::trains) w.pending = false;  // gradients of a call before
    T numbers[] = {number_of(b)..., T(0)};
    exchange_numbers<B...>(s, numbers);
    if constexpr (Config::assignments > 0) opening<machine, typename Config::options, typename Config::begin>::open(s);
    sections<T> memory(s, w.arena, machine::tables.value);
    if constexpr (workspace::arenas > 1) w.last_arena = 0;
    [[maybe_unused]] const denormals guard{};
    for (long first = 0; first < count; first += samples) {
      const int now = static_cast<int>(count - first < samples ? count - first : samples);
      inputs::fill(w.arena, random, first, now, count, b...);
      if constexpr (state::remembers) state::lines::open(s, lines, memory);
      machine::template run<false>(memory);
      if (count > samples) totals::add_up(w, first == 0, first + samples >= count);
      w.filled = now;
      if constexpr (!Config::trains) (export_output<B>(memory, b, first, now, first + samples >= count), ...);
      if constexpr (Config::assignments > 0) {  // state moves on with each sample
        machine::template run<true>(memory);
        if (--w.until_flush < 0) flush_slots(s, w);
      }
      if constexpr (state::remembers) state::lines::move_on(lines);
    }
    if constexpr (Config::assignments == 0) {
      if (const error e = totals::check(memory)) {
        exchange_numbers<B...>(s, numbers);
        return e;
      }
      if constexpr (Config::trains) (export_output<B>(memory, b, 0, samples, true), ...);
      if constexpr (Update) machine::template run<true>(memory);
      else totals::gather(w, w.arena);
      if constexpr (Config::trains) w.pending = !Update;
    }
    store_results(memory, w);
    return {};
  }

  // The rest: the update by the totals in the workspace.
  template <class... B>
  static constexpr error update(T* s, workspace& w, const B&... b) noexcept {
    error e;
    [[maybe_unused]] long count = 1;
    if (!w.pending) return {fault::no_gradients, "apply"};
    (check<B>(b, count, e), ...);
    if (e) return e;
    T numbers[] = {number_of(b)..., T(0)};
    exchange_numbers<B...>(s, numbers);
    T* const arena = w.arena + (workspace::arenas > 1 ? w.last_arena * workspace::arena_size : 0);
    const sections<T> memory(s, arena, machine::tables.value);
    [[maybe_unused]] const denormals guard{};
    totals::scatter(w, arena);
    if ((e = totals::check(memory))) {
      exchange_numbers<B...>(s, numbers);
      return e;
    }
    machine::template run<true>(memory);
    w.pending = false;
    store_results(memory, w);
    return {};
  }

  // Output `o` of the last call, one sample after the other.
  template <int O>
  static constexpr auto result_span(const workspace& w) noexcept {
    constexpr int at = nodes.outputs[O];
    constexpr int size = nodes.views[at].shape.size();
    if constexpr (samples == 1 || !Config::by_sample(O)) {
      return std::span<const T, static_cast<std::size_t>(size)>(w.template result<O>(), size);
    } else {
      constexpr int each = size / (nodes.batched[at] ? samples : 1);
      return std::span<const T>(w.template result<O>(), static_cast<std::size_t>(w.filled * each));
    }
  }

  // Checks everything and counts the samples; nothing is written.
  template <class... B>
  TAPELESS_INLINE static constexpr error admit([[maybe_unused]] const T* s, const workspace& w, long& count,
                                               const B&... b) noexcept {
    error e;
    (check<B>(b, count, e), ...);
    if (count < 0) count = Config::streams > 0 ? samples : 1;  // nothing varies
    if constexpr (Config::streams > 0)
      if (!e && count % samples != 0) e = {fault::partial_streams, "streams", samples, count};
    (check_output<B>(b, count, e), ...);
    if (!std::is_constant_evaluated()) {
      if (!e && count > samples) (check_own_memory<B>(b, s, w, e), ...);
      if constexpr ((writes<B> || ...))
        if (!e) check_overlaps(s, w, e, b...);
    }
    return e;
  }

 private:
  // The output that a binding takes, or -1: an input that is an output as well is read.
  template <class B>
  static constexpr int written_by = [] {
    if constexpr (is_bound_by_calls(leaf_of_binding<B>)) return -1;
    else return Config::output_of(leaf_of_binding<B>);
  }();
  template <class B>
  static constexpr bool writes = B::is_range&& written_by<B> >= 0;

  template <class B>
  static constexpr void check(const B& b, long& count, error& e) noexcept {
    constexpr node n = leaf_of_binding<B>;
    if constexpr (is_bound_by_calls(n) && B::is_range) {
      check_input(b, count, e);
    } else if constexpr (is_bound_by_calls(n)) {
      constexpr const char* name = n.leaf->name;
      if (!e && count >= 0 && count != 1) e = {fault::different_samples, name, count, 1};
      count = 1;
      check_number<T>(b, e);
    } else if constexpr (is_leaf(n, ir::role::scalar)) {
      check_number<T>(b, e);
    }
  }

  template <class B>
  static constexpr void check_output(const B& b, long count, error& e) noexcept {
    if constexpr (writes<B>) {
      constexpr int o = written_by<B>, at = nodes.outputs[o];
      constexpr long size = nodes.views[at].shape.size() / (nodes.batched[at] ? samples : 1);
      const long expected = Config::by_sample(o) ? count * size : size;
      if (!e && b.size != expected) e = {fault::output_too_small, "output", expected, b.size};
      else if (!e && !b.data) e = {fault::no_memory, "output", expected, 0};
    }
  }

  // An input in the memory of the program itself, as an output of the call before, is packed before it is written over
  // only if there is one tile.
  template <class B>
  static void check_own_memory([[maybe_unused]] const B& b, [[maybe_unused]] const T* s,
                               [[maybe_unused]] const workspace& w, [[maybe_unused]] error& e) noexcept {
    if constexpr (B::is_range && !writes<B>) {
      const bytes from = bytes::of(b.data, b.size);
      const bool changes = from.overlaps(bytes::of(&w, 1)) ||
                           ((Config::assignments > 0 || state::remembers) && from.overlaps(bytes::of(s, state_size)));
      if (!e && changes) e = {fault::overlap, leaf_of_binding<B>.leaf->name};
    }
  }

 protected:
  // What an output is written to is nobody else's: neither another output's nor the program's. It may be an input's,
  // where each sample's output covers the same bytes as the input of that sample, which has been packed by then.
  template <class... B>
  static void check_overlaps(const T* s, const workspace& w, error& e, const B&... b) noexcept {
    const bytes at[] = {bytes_of(b)...};
    constexpr int count = sizeof...(B);
    constexpr bool written[] = {writes<B>...};
    constexpr long each[] = {bytes_for_sample<B>()...};
    for (int i = 0; i < count && !e; ++i) {
      if (!written[i]) continue;
      bool wrong = at[i].overlaps(bytes::of(s, state_size)) || at[i].overlaps(bytes::of(&w, 1));
      for (int j = 0; j < count; ++j) {
        const bool in_place = !written[j] && at[i].begin == at[j].begin && each[i] == each[j];
        wrong = wrong || (i != j && !in_place && at[i].overlaps(at[j]));
      }
      if (wrong) e = {fault::overlap, "output"};
    }
  }

 private:
  template <class B>
  static bytes bytes_of([[maybe_unused]] const B& b) noexcept {
    if constexpr (B::is_range) return bytes::of(b.data, b.size);
    else return {};
  }
  template <class B>
  static constexpr long bytes_for_sample() {
    if constexpr (!B::is_range) return 0;
    else if constexpr (B::has_rows) return -1;  // nowhere one sample behind the other
    else if constexpr (writes<B>)
      return Config::by_sample(written_by<B>) ? leaf_of_binding<B>.shape.size() * long{sizeof(T)} : 0;
    else return leaf_of_binding<B>.shape.size() * static_cast<long>(sizeof(typename B::element));
  }

 protected:
  template <class B>
  static constexpr T number_of([[maybe_unused]] const B& b) noexcept {
    if constexpr (is_leaf(leaf_of_binding<B>, ir::role::scalar)) return static_cast<T>(b.value);
    else return T(0);
  }
  // Puts the call's numbers in the place of the run-time scalars that it binds; and, once more, back.
  template <class... B>
  static constexpr void exchange_numbers([[maybe_unused]] T* s, [[maybe_unused]] T* numbers) noexcept {
    [[maybe_unused]] int k = 0;
    (
        [&] {
          constexpr node n = leaf_of_binding<B>;
          if constexpr (is_leaf(n, ir::role::scalar)) {
            constexpr int at = find_leaf<machine>(ir::role::scalar, n.leaf->hash);
            if constexpr (at >= 0) {
              constexpr int offset = layout.offset[at];
              const T before = s[offset];
              s[offset] = numbers[k];
              numbers[k] = before;
            }
          }
          ++k;
        }(),
        ...);
  }

 private:
  // Slots that have become denormal are 0 from here on.
  static constexpr void flush_slots(T* s, workspace& w) noexcept {
    w.until_flush = flush_interval - 1;
    for_indices<0, nodes.nodes.size>([&]<int I>() {
      if constexpr (is_leaf(nodes.nodes[I], ir::role::slot) && layout.where[I] == ir::section::state) {
        constexpr int offset = layout.offset[I], size = storage_size(nodes.views[I]);
        T* slot = s + offset;
        constexpr T least = std::numeric_limits<T>::min();
        for (int k = 0; k < size; ++k) slot[k] = slot[k] < least && slot[k] > -least ? T(0) : slot[k];
      }
    });
  }

 private:
  // Writes an output of `now` samples in the order of samples.
  template <int O>
  static constexpr void unpack(const sections<T>& memory, T* to, int now) noexcept {
    constexpr int at = nodes.outputs[O];
    constexpr view from = nodes.views[at], target = target_of(nodes, O);
    constexpr ir::address source = address_in(nodes, layout, at);
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

  // An output as it is read: where each sample has one as it was written, but all have the same, as often as there are
  // samples.
  template <int O>
  static constexpr void unpack_all(const sections<T>& memory, T* to, int now) noexcept {
    unpack<O>(memory, to, now);
    if constexpr (workspace::is_repeated(O)) {
      constexpr int size = nodes.views[nodes.outputs[O]].shape.size();
      for (int i = size; i < now * size; ++i) to[i] = to[i - size];
    }
  }

  // An output shared by all samples is written once, with the last tile.
  template <class B>
  static constexpr void export_output([[maybe_unused]] const sections<T>& memory, [[maybe_unused]] const B& b,
                                      [[maybe_unused]] long first, [[maybe_unused]] int now,
                                      [[maybe_unused]] bool last) noexcept {
    if constexpr (writes<B>) {
      constexpr int o = written_by<B>;
      constexpr int size = nodes.views[nodes.outputs[o]].shape.size() / (nodes.batched[nodes.outputs[o]] ? samples : 1);
      if constexpr (Config::by_sample(o)) unpack_all<o>(memory, b.data + first * size, now);
      else if (last) unpack<o>(memory, b.data, now);
    }
  }

  static constexpr void store_results(const sections<T>& memory, workspace& w) noexcept {
    [&]<int... O>(std::integer_sequence<int, O...>) {
      (
          [&] {
            if constexpr (!workspace::lies_ready(O)) {
              constexpr int offset = workspace::result_offset(O);
              unpack_all<O>(memory, w.results + offset, static_cast<int>(w.filled));
            }
          }(),
          ...);
    }
    (std::make_integer_sequence<int, nodes.outputs.size>{});
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
