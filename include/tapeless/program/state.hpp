// The state of a program: parameters, slots and run-time scalars, as one value that can be copied.
#pragma once

#include <span>

#include <tapeless/nn/initialisers.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/engine.hpp>
#include <tapeless/program/line_windows.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/random.hpp>
#include <tapeless/program/state_view.hpp>
#include <tapeless/program/status.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// The place in a plan of the leaf with this role and name; -1 for none.
template <class Machine>
constexpr int find_leaf(ir::role kind, std::uint64_t name, std::uint64_t owner = 0) {
  for (int i = 0; i < Machine::nodes.nodes.size; ++i) {
    const node& n = Machine::nodes.nodes[i];
    if (is_leaf(n, kind) && n.leaf->hash == name && (detail::given(n.owner) ? n.owner->hash : 0) == owner) return i;
  }
  return -1;
}

}  // namespace detail

// The parameters of a program, by name: what another program copies from. With a name, the slots of that name which
// belong to them; a parameter without one gives its own numbers.
template <class Machine, std::uint64_t Slot = 0>
struct parameter_view {
  const typename Machine::T* state;
};

// What a number of the state is, for for_each_state.
struct state_leaf {
  const char* name = "";   // "hidden.weight", "adam.m", "learning_rate"
  const char* owner = "";  // the parameter that a slot belongs to
  ir::role kind = ir::role::parameter;
  role part = role::weight;  // of the parameter
  orientation axes = orientation::plain;
  tapeless::shape shape{};  // of streams: the stream is the first axis
  bool line = false;        // a slot that is the past of a delay line
};

namespace detail {
struct no_random_state {};
}  // namespace detail

template <class Machine>
class program_state {
 public:
  using T = typename Machine::T;
  // The nodes that are random numbers.
  static constexpr int random_count = [] {
    int n = 0;
    for (const node& i : Machine::nodes.nodes) n += is_leaf(i, ir::role::random);
    return n;
  }();
  struct random_list {
    int at[random_count + 1]{};
  };
  static constexpr random_list random_leaves = [] {
    random_list list;
    int k = 0;
    for (int i = 0; i < Machine::nodes.nodes.size; ++i)
      if (is_leaf(Machine::nodes.nodes[i], ir::role::random)) list.at[k++] = i;
    return list;
  }();
  static constexpr bool draws = random_count > 0;
  using kept_random = std::conditional_t<draws, random_state, detail::no_random_state>;
  using lines = detail::line_windows<Machine>;
  using kept_lines = typename lines::kept;
  static constexpr bool remembers = lines::count > 0;

  // Draws the parameters; slots and scalars get their initial values.
  constexpr explicit program_state(seed s) noexcept { reset(s); }

  // Everything as it began: parameters drawn with this seed, slots and run-time scalars at their initial values.
  constexpr void reset(seed s = {}) noexcept {
    initialise(s);
    forget();
    if constexpr (draws) random_ = {s.value, 0};
  }

  // What the random numbers of the next step depend on, if the program draws any.
  constexpr auto& random() noexcept { return random_; }
  constexpr const auto& random() const noexcept { return random_; }

  // All delay lines as they began: there was nothing before.
  constexpr void forget() noexcept {
    if constexpr (remembers) {
      lines_ = {};
      detail::for_indices<0, Machine::layout.lines.size>([&]<int K>() {
        constexpr ir::line l = Machine::layout.lines[K];
        constexpr int first = Machine::layout.offset[l.node], count = l.outer * l.room;
        for (int i = first; i < first + count; ++i) state_[i] = T(0);
      });
    }
  }
  // Resets delay lines, and the slots that are assigned, to their initial values, in all streams. Parameters, run-time
  // scalars and other slots stay.
  constexpr void reset_state() noexcept {
    forget();
    each_leaf([&]<int I>() {
      if constexpr (is_moved(I) && !is_past(I)) begin<I>(0, leaf<I>().size());
    });
  }
  // The same for one stream, 0 <= stream < N of streams<N>; otherwise fault::stream_out_of_range, and nothing changes.
  constexpr result<void> reset_stream(int stream) noexcept {
    constexpr int count = Machine::configuration::streams;
    static_assert(count > 0 ? true : mistake<Machine>,
                  "tapeless: reset_stream(i): the program has no streams: give it the option streams<N>, or reset()");
    if (stream < 0 || stream >= count) return {{fault::stream_out_of_range, "stream", count, stream}};
    each_leaf([&]<int I>() {
      if constexpr (count > 0 && is_own(I)) {
        const std::size_t each = leaf<I>().size() / static_cast<std::size_t>(count);
        begin<I>(each * static_cast<std::size_t>(stream), each);
      }
    });
    return {};
  }

  constexpr parameter_view<Machine> parameters() const noexcept { return {state_}; }
  // The moving averages of the parameters, of an optimiser with averaging{}: program<logits> infer{net.averaged()}.
  constexpr auto averaged() const noexcept {
    static_assert(keeps(average_name) ? true : mistake<Machine>,
                  "tapeless: averaged(): the optimiser keeps no averages: chain a rule with averaging{}");
    return parameter_view<Machine, average_name>{state_};
  }
  // The best parameters of random_search.
  constexpr auto best() const noexcept {
    static_assert(keeps(best_name) ? true : mistake<Machine>,
                  "tapeless: best(): the optimiser keeps no best parameters: random_search does");
    return parameter_view<Machine, best_name>{state_};
  }
  // Copies every parameter of this program from a program that has one of the same name and shape; and what training
  // has left behind, slots such as running means, unless this program moves them on itself.
  template <class Other, std::uint64_t Slot>
  constexpr void set_parameters(const parameter_view<Other, Slot>& from) noexcept {
    if constexpr (detail::parameters_match<Machine, Other>()) {
      each_parameter([&]<int I>() { copy_parameter<I>(from); });
      each_leaf([&]<int I>() {
        if constexpr (is_left_behind(I)) copy_slot<I>(from);
      });
    }
  }

  // The numbers of a leaf of the state, row by row, of one stream after the other.
  template <int I>
  constexpr auto leaf() noexcept {
    constexpr int offset = Machine::layout.offset[I];
    if constexpr (is_past(I)) return state_view<T>(state_ + offset + moved<I>(), places<I>);
    else return stored<I>(state_);
  }
  template <int I>
  constexpr auto leaf() const noexcept {
    constexpr int offset = Machine::layout.offset[I];
    if constexpr (is_past(I)) return state_view<const T>(state_ + offset + moved<I>(), places<I>);
    else return stored<I>(state_);
  }
  // The same of a leaf that is no past, in memory laid out as this state's.
  template <int I, class E>
  static constexpr auto stored(E* state) noexcept {
    constexpr int offset = Machine::layout.offset[I];
    if constexpr (is_by_stream(I)) return state_view<E>(state + offset, places<I>);
    else return std::span<E, extent<I>>(state + offset, extent<I>);
  }
  // Copies every leaf from the memory of another program's state, which has all of them: of one of its streams.
  template <class Other>
  constexpr void take_from(const T* from, int stream) noexcept {
    each_leaf([&]<int I>() {
      constexpr node n = Machine::nodes.nodes[I];
      constexpr int at = detail::find_leaf<Other>(n.leaf->kind, n.leaf->hash);
      const auto source = program_state<Other>::template stored<at>(from);
      const auto to = leaf<I>();
      const std::size_t first = source.size() > to.size() ? to.size() * static_cast<std::size_t>(stream) : 0;
      for (std::size_t k = 0; k < to.size(); ++k) to[k] = source[first + k];
    });
  }

  // Copies what another program has of the same name, owner and shape: parameters, slots and run-time scalars. Returns
  // how many of the leaves of this program's state were copied.
  template <class Other>
  constexpr int copy_state(const program_state<Other>& from) noexcept {
    int copied = 0;
    if constexpr (draws && std::is_same_v<decltype(from.random()), const random_state&>) random_ = from.random();
    each_leaf([&]<int I>() {
      constexpr node n = Machine::nodes.nodes[I];
      constexpr int at =
          detail::find_leaf<Other>(n.leaf->kind, n.leaf->hash, detail::given(n.owner) ? n.owner->hash : 0);
      if constexpr (at >= 0)
        if constexpr (Other::nodes.nodes[at].shape == n.shape) {
          const auto source = from.template leaf<at>();
          const auto to = leaf<I>();
          for (std::size_t k = 0; k < to.size(); ++k) to[k] = static_cast<T>(source[k]);
          ++copied;
        }
    });
    return copied;
  }

  // Calls f(state_leaf, values) for everything that a program keeps between calls: parameters, slots, also those of the
  // optimiser, delay lines and run-time scalars. The values are a span, or a state_view of lines and of streams.
  template <class F>
  constexpr void for_each_state(F f) {
    each_leaf([&]<int I>() { f(described<I>, leaf<I>()); });
  }
  template <class F>
  constexpr void for_each_state(F f) const {
    each_leaf([&]<int I>() { f(described<I>, leaf<I>()); });
  }

  // Calls f(name, shape, span) for every parameter, in the order of the expression.
  template <class F>
  constexpr void for_each_parameter(F f) {
    each_parameter([&]<int I>() {
      constexpr const char* name = Machine::nodes.nodes[I].leaf->name;
      constexpr shape extents = Machine::nodes.nodes[I].shape;
      f(name, extents, leaf<I>());
    });
  }
  template <class F>
  constexpr void for_each_parameter(F f) const {
    const_cast<program_state*>(this)->for_each_parameter(
        [&](const char* name, const shape& s, auto span) { f(name, s, std::span<const T>(span)); });
  }

 private:
  // Elements [first, first + count) of a slot, or of the past of a delay line, as they began.
  template <int I>
  constexpr void begin(std::size_t first, std::size_t count) noexcept {
    constexpr T initial = is_past(I) ? T(0) : static_cast<T>(Machine::nodes.nodes[I].value);
    const auto all = leaf<I>();
    for (std::size_t k = first; k < first + count; ++k) all[k] = initial;
  }
  static constexpr bool is_left_behind(int i) {
    return is_leaf(Machine::nodes.nodes[i], ir::role::slot) && !detail::given(Machine::nodes.nodes[i].owner) &&
           !is_moved(i);
  }
  // Whether calls move it on: a slot that is assigned, whether one has begun, or a delay line.
  static constexpr bool is_moved(int i) {
    const node& n = Machine::nodes.nodes[i];
    if (is_past(i)) return true;
    if (!is_leaf(n, ir::role::slot)) return false;
    for (const ir::assignment& a : Machine::nodes.assignments)
      if (a.slot == i && a.value != i) return true;
    return detail::is_begun(typename Machine::configuration::begin{}, n.leaf->hash);
  }
  template <int I, class Other, std::uint64_t Slot>
  constexpr void copy_slot(const parameter_view<Other, Slot>& from) noexcept {
    constexpr node n = Machine::nodes.nodes[I];
    constexpr int at = detail::find_leaf<Other>(ir::role::slot, n.leaf->hash);
    if constexpr (at >= 0) {
      constexpr int size = n.shape.size(), to = Machine::layout.offset[I], source = Other::layout.offset[at];
      static_assert(Other::nodes.nodes[at].shape == n.shape ? true : mistake<detail::shown<n.leaf>>,
                    "tapeless: parameters are copied by name, and slots that training leaves behind as well: a slot "
                    "has another shape in the program that it comes from");
      if constexpr (Other::nodes.nodes[at].shape == n.shape)
        for (int k = 0; k < size; ++k) state_[to + k] = static_cast<T>(from.state[source + k]);
    }
  }

  static constexpr std::uint64_t average_name = hash_text("averaging.average"),
                                 best_name = hash_text("random_search.best");
  static constexpr bool keeps(std::uint64_t name) {
    for (const node& n : Machine::nodes.nodes)
      if (is_leaf(n, ir::role::slot) && n.leaf->hash == name) return true;
    return false;
  }

  constexpr void initialise(seed s) noexcept {
    constexpr int count = count_state(false);  // at run time, it would bring the plan into the program
    for (int k = 0; k < count; ++k) {
      const entry& e = entries.at[k];
      T* const to = state_ + e.offset;
      drawn_parameter w{s.value, e.stream, e.extents};
      if constexpr (std::is_same_v<T, float>) w.in_float = to;
      else w.in_double = to;
      if (detail::given(e.draw)) e.draw(w);
      else w.each([&](std::uint64_t) { return e.initial; });
    }
  }

  template <int I, class Other, std::uint64_t Slot>
  constexpr void copy_parameter(const parameter_view<Other, Slot>& from) noexcept {
    constexpr node n = Machine::nodes.nodes[I];
    constexpr int own = detail::find_leaf<Other>(ir::role::parameter, n.leaf->hash);
    constexpr int kept = Slot == 0 ? -1 : detail::find_leaf<Other>(ir::role::slot, Slot, n.leaf->hash);
    constexpr int at = kept >= 0 ? kept : own;
    constexpr int size = n.shape.size(), to = Machine::layout.offset[I], source = Other::layout.offset[at];
    for (int k = 0; k < size; ++k) state_[to + k] = static_cast<T>(from.state[source + k]);
  }

  // What begins how: one entry for each leaf of the state.
  struct entry {
    int offset = 0;
    shape extents{};
    double initial = 0;
    initialiser draw = nullptr;
    std::uint64_t stream = 0;
  };
  // The past of a delay line.
  static constexpr bool is_past(int i) {
    return ir::is_window(Machine::layout.where[i]) && Machine::nodes.nodes[i].op->kind == ir::loop::leaf;
  }
  // Of streams: another value for each; the last axis, if there are several.
  static constexpr bool is_own(int i) { return varies_by_sample(Machine::nodes.nodes[i]); }
  static constexpr bool is_by_stream(int i) { return Machine::nodes.samples > 1 && is_own(i); }
  template <int I>
  static constexpr state_extents places = detail::extents_of_state(Machine::nodes.views[I], is_by_stream(I),
                                                                   is_past(I));
  template <int I>
  constexpr int moved() const {
    constexpr int line = static_cast<int>(Machine::layout.where[I]) - static_cast<int>(ir::section::window);
    return lines_.moved[line];
  }
  static constexpr bool is_state(int i) {
    return Machine::layout.where[i] == ir::section::state && Machine::nodes.nodes[i].op->kind == ir::loop::leaf;
  }
  static constexpr int count_state(bool parameters_only) {
    int n = 0;
    for (int i = 0; i < Machine::nodes.nodes.size; ++i)
      n += is_state(i) && (!parameters_only || Machine::nodes.nodes[i].leaf->kind == ir::role::parameter);
    return n;
  }
  static constexpr auto entries = [] {
    struct {
      entry at[count_state(false) + 1]{};
    } list;
    int k = 0;
    for (int i = 0; i < Machine::nodes.nodes.size; ++i)
      if (is_state(i)) {
        const node& n = Machine::nodes.nodes[i];
        entry& e = list.at[k++];
        e.offset = Machine::layout.offset[i];
        e.extents = is_by_stream(i) ? make_shape(detail::storage_size(Machine::nodes.views[i])) : n.shape;
        e.initial = n.value;
        e.stream = n.leaf->hash;
        if (n.leaf->kind == ir::role::parameter) e.draw = detail::initialiser_of(n);
      }
    return list;
  }();
  static constexpr auto parameter_nodes = [] {
    struct {
      int at[count_state(true) + 1]{};
    } list;
    int k = 0;
    for (int i = 0; i < Machine::nodes.nodes.size; ++i)
      if (is_state(i) && Machine::nodes.nodes[i].leaf->kind == ir::role::parameter) list.at[k++] = i;
    return list;
  }();

  template <int I>
  static constexpr state_leaf described = [] {
    const node& n = Machine::nodes.nodes[I];
    const bool owned = detail::given(n.owner);
    const symbol& of = owned ? *n.owner : *n.leaf;
    shape own = n.shape;
    if (is_by_stream(I)) {
      for (int a = own.rank - 1; a > 0; --a) own.dim[a] = own.dim[a - 1];
      own.dim[0] = Machine::nodes.samples;
    }
    return state_leaf{n.leaf->name, owned ? n.owner->name : "", n.leaf->kind, of.part, of.axes, own, is_past(I)};
  }();
  template <class F>
  static constexpr void each_leaf(F f) {
    detail::for_indices<0, Machine::nodes.nodes.size>([&]<int I>() {
      if constexpr (is_state(I) || is_past(I)) f.template operator()<I>();
    });
  }
  template <class F>
  static constexpr void each_parameter(F f) {
    [&]<int... K>(std::integer_sequence<int, K...>) { (f.template operator()<parameter_nodes.at[K]>(), ...); }
    (std::make_integer_sequence<int, count_state(true)>{});
  }

 protected:
  template <int I>
  static constexpr std::size_t extent = static_cast<std::size_t>(Machine::nodes.nodes[I].shape.size());

  // One line more than needed: a vector that begins at the last element may be read whole.
  alignas(64) T state_[Machine::layout.state + line_elements]{};
  [[no_unique_address]] kept_random random_;
  [[no_unique_address]] kept_lines lines_;
};

}  // namespace tapeless::inline TAPELESS_ISA
