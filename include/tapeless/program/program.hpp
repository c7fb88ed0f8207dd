// program<outputs..., options...>: values of expressions for any number of samples, without allocation.
//
//   program<logits> infer{net.parameters()};
//   infer.run(x = pixels);
//   std::span<const float, 10> scores = infer[logits];
#pragma once

#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/report.hpp>
#include <tapeless/program/state.hpp>
#include <tapeless/program/tasks.hpp>
#include <tapeless/simd/denormals.hpp>

namespace tapeless {

template <class Executor>
struct on_t;  // program/threads.hpp

namespace detail {

template <class Running>
class shared_call;  // program/shared_call.hpp

// Callers read output k where it was computed.
template <class Config>
constexpr bool shows_in_place(int k) {
  return Config::threads <= 1 && reads_in_place(engine<Config>::nodes, engine<Config>::nodes.outputs[k]);
}

// The memory of one running call: arena, results, and the sums over the tiles of a call with more than one.
template <class Config>
struct workspace {
  using machine = engine<Config>;
  using T = typename Config::value_type;
  static constexpr int summed = [] {
    int n = 0;
    for (int i = 0; i < machine::nodes.size; ++i)
      if (machine::order.summed[i]) n += storage_size(machine::nodes.views[i]);
    return n;
  }();
  static constexpr int results_size = [] {
    int n = 0;
    for (int k = 0; k < machine::nodes.output_count; ++k)
      if (!shows_in_place<Config>(k)) n += machine::nodes.views[machine::nodes.outputs[k]].shape.size();
    return n;
  }();

  static constexpr int arenas = Config::threads > 1 ? Config::threads : 1;  // one for each thread
  static constexpr int arena_size = round_up(machine::arena_size() + line_elements, line_elements);

  alignas(64) T arena[arenas * arena_size]{};
  alignas(64) T results[results_size + 1]{};
  alignas(64) T sums[summed + 1]{};
  long filled = 0;  // samples of the last tile
};

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
  static constexpr int padded = samples == 1 ? 1 : round_up(samples, nodes.lanes);

  // Slots of a parameter may decay towards 0 and would become denormal.
  static constexpr bool has_decaying_state = [] {
    for (const node& n : nodes.nodes)
      if (is_leaf(n, role::slot) && n.owner) return true;
    return false;
  }();
  using denormals = std::conditional_t<has_decaying_state, simd::flush_denormals, int>;

  template <class... B>
  static constexpr error execute(T* s, workspace& w, const B&... b) noexcept {
    long count = -1;
    if (const error e = admit(s, count, b...)) return e;
    const sections<T> memory(s, w.arena, machine::tables.value);
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
    if constexpr (shows_in_place<Config>(O)) {
      constexpr address there = address_in(nodes, layout, at);
      return std::span<const T, static_cast<std::size_t>(size)>(w.arena + there.offset, size);
    } else if constexpr (!nodes.batched[at]) {
      return std::span<const T, static_cast<std::size_t>(size)>(w.results + result_offset(O), size);
    } else {
      return std::span<const T>(w.results + result_offset(O), static_cast<std::size_t>(w.filled * (size / samples)));
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

  static constexpr int result_offset(int output) {
    int n = 0;
    for (int o = 0; o < output; ++o)
      if (!shows_in_place<Config>(o)) n += nodes.views[nodes.outputs[o]].shape.size();
    return n;
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
        constexpr int at = places.at[K];
        T* to = arena + layout.offset[at];
        if constexpr (samples == 1) pack_one<T, size, first_element(nodes.nodes[at]), nodes.nodes[at].shape.size()>(from + first * size, to);
        else pack<T>(from, first, now, padded, size, to);
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
    int at = 0;
    for (const block& b : totals.at) {
      T *p = w.arena + b.offset, *total = w.sums + at;
      for (int k = 0; k < b.size; ++k) total[k] = first ? p[k] : total[k] + p[k];
      if (last)
        for (int k = 0; k < b.size; ++k) p[k] = total[k];
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
    constexpr view whole = nodes.views[at];
    constexpr address source = address_in(nodes, layout, at);
    view from = whole;
    const T* p = resolve(memory, source);
    if constexpr (nodes.batched[at]) {  // the samples come first in the caller's order
      const int rank = from.shape.rank;
      from.shape.dim[rank - 1] = now;
      view out = dense_view(drop_last(from.shape));
      const int size = out.shape.size();
      out.shape = from.shape;
      out.stride[rank - 1] = size;
      kernels::copy(p, from, to, out);
    } else {
      kernels::copy(p, from, to, dense_view(from.shape));
    }
  }

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
            constexpr int offset = result_offset(O);
            if constexpr (!shows_in_place<Config>(O)) unpack<O>(memory, w.results + offset, static_cast<int>(w.filled));
          }(),
          ...);
    }
    (std::make_integer_sequence<int, nodes.output_count>{});
  }
};

template <class Options, class Assignments, graph... G>
struct inference_config;
template <class Options, graph... S, graph... V, graph... G>
struct inference_config<Options, assignment_list<assignment<S, V>...>, G...> : leaves_of<G..., V...> {
  using value_type = std::conditional_t<Options::in_double, double, float>;
  static constexpr int samples = Options::batch, threads = Options::threads;
  static constexpr int lanes = Options::scalar ? 1 : simd::lanes<simd::vec<value_type>>;
  static constexpr int assignments = sizeof...(S);
  static constexpr void build(builder& b, task_draft& t) {
    build_inference<samples, assignment_list<assignment<S, V>...>, G...>(b, t);
  }
  static constexpr auto make_task() {
    constexpr int count = (0 + ... + flat_graph<G>.size) + (0 + ... + flat_graph<V>.size);
    constexpr int roots = static_cast<int>(sizeof...(G) + 2 * sizeof...(S));
    auto t = detail::make_task<samples, lanes, inference_config, 2 * count + 32, roots>();
    t.binds = true;
    return t;
  }
  static constexpr int output_of(std::uint64_t hash) { return leaves_of<G...>::output_of(hash); }
};

}  // namespace detail

namespace detail {
// The parameter or slot of a program that this node is, or -1.
template <class Machine>
consteval int find_parameter_leaf(const node& n) {
  if (!is_leaf(n, role::parameter) && !is_leaf(n, role::slot)) return -1;
  return find_leaf<Machine>(n.leaf->kind, n.leaf->hash);
}
}  // namespace detail

template <class Config>
class basic_program : public detail::running<Config> {
  using base = detail::running<Config>;
  using typename base::T;

 public:
  using typename base::machine;
  using typename base::workspace;

  constexpr basic_program() noexcept : base(seed{}) {}
  constexpr explicit basic_program(seed s) noexcept : base(s) {}
  // Parameters by name from another program.
  template <class Other>
  constexpr explicit basic_program(const parameter_view<Other>& from) noexcept : base(seed{}) {
    if constexpr (detail::parameters_match<machine, Other>()) this->set_parameters(from);
  }
  constexpr explicit basic_program(inert) noexcept : base(seed{}) {}

  // Computes all outputs for all samples that the bindings hold. `logits = range` takes an output for every sample;
  // program[logits] is the last tile's.
  template <class... B>
    requires(!std::is_same_v<B, workspace> && ...)
  constexpr result<void> run(const B&... b) noexcept {
    if constexpr (detail::accepts<Config, B...>()) return {base::execute(this->state_, work_, b...)};
    else return {};
  }
  // The same on a workspace of the caller's: one program serves several threads.
  template <class... B>
  constexpr result<void> run(workspace& w, const B&... b) const noexcept {
    if constexpr (detail::accepts<Config, B...>() && leaves_as_it_is<B...>())
      return {base::execute(const_cast<T*>(this->state_), w, b...)};  // nothing is assigned: state is only read
    else return {};
  }
  // Both on the threads of an executor, run(on(pool), x = ...), with the same bits; see program/threads.hpp. The option
  // threads<N> says how many there may be.
  template <class E, class... B>
    requires(!std::is_same_v<B, workspace> && ...)
  result<void> run(const on_t<E>& team, const B&... b) noexcept {
    if constexpr (detail::shares<Config>() && detail::accepts<Config, B...>())
      return {detail::shared_call<base>::execute(team, this->state_, work_, b...)};
    else return {};
  }
  template <class E, class... B>
  result<void> run(const on_t<E>& team, workspace& w, const B&... b) const noexcept {
    if constexpr (detail::shares<Config>() && detail::accepts<Config, B...>() && leaves_as_it_is<B...>())
      return {detail::shared_call<base>::execute(team, const_cast<T*>(this->state_), w, b...)};
    else return {};
  }

  // An output of the last tile, one sample after the other; or a parameter.
  template <graph E>
  constexpr auto operator[](expr<E> e) const noexcept {
    return get(work_, e);
  }
  template <graph E>
  constexpr auto get(const workspace& w, expr<E>) const noexcept {
    constexpr int o = Config::output_of(E.root().hash);
    constexpr int p = detail::find_parameter_leaf<machine>(E.root());
    static_assert(o >= 0 || p >= 0 || mistake<detail::shown_shape<E.root().shape>>,
                  "tapeless: program[expression]: the program has no such output or parameter: name it among the outputs");
    if constexpr (o >= 0) return base::template result_span<o>(w);
    else if constexpr (p >= 0) return this->template leaf<p>();
    else return detail::nothing<const T, E.root().shape.size()>();
  }

 private:
  template <class... B>
  static consteval bool leaves_as_it_is() {
    static_assert(Config::assignments == 0 && !(is_leaf(detail::leaf_of_binding<B>, role::scalar) || ...),
                  "tapeless: run(workspace, ...) leaves the program as it is: a call that assigns slots or sets a "
                  "run-time scalar needs run(...) on a program that is not const");
    return true;
  }

  workspace work_{};
};

// program<outputs..., options...>; options are batch<N>, in<double>, lanes<1>.
namespace detail {
template <class... Exprs>
struct expr_list {};
template <class Options, class List, class Assignments>
struct program_for;
template <class Options, class... E, class Assignments>
struct program_for<Options, expr_list<E...>, Assignments> {
  static consteval auto choose() {
    if constexpr ((inert_like<E> || ...)) return std::type_identity<inert_program>{};
    else if constexpr (constexpr auto door = refusal<graph_of(E{})...>(); door.refused) return door;
    else return std::type_identity<basic_program<inference_config<Options, Assignments, graph_of(E{})...>>>{};
  }
  using type = typename decltype(choose())::type;
};
template <class List, class... X>
struct only_exprs {
  using type = List;
};
template <class... E, class X, class... Rest>
struct only_exprs<expr_list<E...>, X, Rest...>
    : only_exprs<std::conditional_t<is_option<X> || is_assignment<X>, expr_list<E...>, expr_list<E..., X>>, Rest...> {};
template <class List, class... X>
struct only_assignments {
  using type = List;
};
template <class... A, class X, class... Rest>
struct only_assignments<assignment_list<A...>, X, Rest...>
    : only_assignments<std::conditional_t<is_assignment<X>, assignment_list<A..., X>, assignment_list<A...>>, Rest...> {
};

template <class... X>
using program_of = typename program_for<options<X...>, typename only_exprs<expr_list<>, X...>::type,
                                        typename only_assignments<assignment_list<>, X...>::type>::type;
}  // namespace detail

template <auto... X>
using program = detail::program_of<std::remove_cvref_t<decltype(X)>...>;

}  // namespace tapeless
