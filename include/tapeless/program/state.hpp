// The state of a program: parameters, slots and run-time scalars, as one value that can be copied.
#pragma once

#include <span>

#include <tapeless/nn/initialisers.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/engine.hpp>

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

// The parameters of a program, by name: what another program copies from.
template <class Machine>
struct parameter_view {
  const typename Machine::T* state;
};

template <class Machine>
class program_state {
 public:
  using T = typename Machine::T;

  // Draws the parameters; slots and scalars get their initial values.
  constexpr explicit program_state(seed s) noexcept { initialise(s); }

  constexpr void initialise(seed s) noexcept {
    for (int k = 0; k < count_state(false); ++k) {
      const entry& e = entries.at[k];
      T* const to = state_ + e.offset;
      drawn_parameter w{s.value, e.stream, e.extents};
      if constexpr (std::is_same_v<T, float>) w.in_float = to;
      else w.in_double = to;
      if (detail::given(e.draw)) e.draw(w);
      else w.each([&](std::uint64_t) { return e.initial; });
    }
  }

  constexpr parameter_view<Machine> parameters() const noexcept { return {state_}; }

  // Copies every parameter of this program from a program that has one of the same name and shape.
  template <class Other>
  constexpr void set_parameters(const parameter_view<Other>& from) noexcept {
    if constexpr (detail::parameters_match<Machine, Other>()) each_parameter([&]<int I>() { copy_parameter<I>(from); });
  }

  // The numbers of a leaf of the state, row by row.
  template <int I>
  constexpr auto leaf() noexcept {
    constexpr int offset = Machine::layout.offset[I];
    return std::span<T, extent<I>>(state_ + offset, extent<I>);
  }
  template <int I>
  constexpr auto leaf() const noexcept {
    constexpr int offset = Machine::layout.offset[I];
    return std::span<const T, extent<I>>(state_ + offset, extent<I>);
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
  template <int I, class Other>
  constexpr void copy_parameter(const parameter_view<Other>& from) noexcept {
    constexpr node n = Machine::nodes.nodes[I];
    constexpr int at = detail::find_leaf<Other>(ir::role::parameter, n.leaf->hash);
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
        e.extents = n.shape;
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
};

}  // namespace tapeless::inline TAPELESS_ISA
