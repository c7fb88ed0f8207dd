// block_lengths<programs...>: one live model that takes any number of frames a call.
//
//   template <int N>                                     // frames
//   constexpr auto model = conv1d<"out", 1, 1>(tanh(conv1d<"c1", 8, 3, causal>(input<"x", 1, N>)));
//   template <int N>
//   using player = program<model<N>, live>;
//
//   block_lengths<player<64>, player<16>, player<1>> net{trained.parameters()};
//   net.run(input<"x", 1, 64> = sound, model<64> = heard);    // 100 frames: 64, 16, 16 and 4 single ones
//
// The programs share parameters, slots, delay lines and run-time scalars; each has a workspace of its own. A call is
// cut into blocks, the longest that fit first. The last axis of what differs from program to program is time: a call
// binds it for all of its frames, [channels, frames] row by row, by the leaf or output of any of the programs. What is
// the same in all of them is bound once for the whole call; an output of this kind is what the last block gave.
//
// Requirements: live programs of one element type, whose inputs and outputs differ in the last extent alone, in the
// ratio of their lengths, and which have the same state. Each length is a multiple of the shortest, and so is the
// number of frames of a call (fault::partial_block). Where no value lies across blocks, as in convolutions, the result
// does not depend on the cutting, but for rounding: a program of another length may add up in another order.
//
// Costs: each block is a call of its program; inputs of several channels are copied once more. State: that of one
// program. Memory for cutting is on the stack, as much as the inputs of several channels of the longest block.
//
// State by name, as that of a program: net[slot<...>], net[parameter], copy_state, for_each_state, reset, reset_state,
// forget, set_parameters. net[output of a program] is what its last block gave.
#pragma once

#include <utility>

#include <tapeless/program/block_parts.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <class Config>
struct own_workspace {
  workspace<Config> work{};
};

template <class... Configs>
class programs_in_blocks : public program_state<engine<typename argument_at<0, Configs...>::type>>,
                           private own_workspace<Configs>... {
  using first_config = typename argument_at<0, Configs...>::type;
  using state = program_state<engine<first_config>>;
  using shapes = typename first_config::shapes;
  using shortest = typename argument_at<shapes::shortest, Configs...>::type;
  using typename state::T;
  static constexpr int count = sizeof...(Configs);
  template <int K>
  using config = typename argument_at<K, Configs...>::type;

 public:
  using machine = engine<first_config>;
  using configuration = first_config;
  using value_type = T;
  // The program with the K-th longest blocks, as verify and reports want it.
  template <int K>
  struct plan_of_program {
    using machine = engine<config<shapes::order.at[K]>>;
    static constexpr const auto& report = running<config<shapes::order.at[K]>>::report;
  };
  // Of the longest blocks; with the bytes of all.
  static constexpr program_report report = [] {
    program_report r = plan_of_program<0>::report;
    r.bytes = static_cast<long>(sizeof(state)) + (0 + ... + static_cast<long>(sizeof(workspace<Configs>)));
    return r;
  }();

  constexpr programs_in_blocks() noexcept : state(seed{}) {}
  constexpr explicit programs_in_blocks(seed s) noexcept : state(s) {}
  template <class Other, std::uint64_t Slot>
  constexpr explicit programs_in_blocks(const parameter_view<Other, Slot>& from) noexcept : state(seed{}) {
    if constexpr (parameters_match<machine, Other>()) this->set_parameters(from);
  }
  constexpr explicit programs_in_blocks(inert) noexcept : state(seed{}) {}

  template <class... B>
  constexpr auto run(const B&... b) noexcept {
    if constexpr (accepts_in_blocks<shortest, B...>()) return result<void>{cut(b...)};
    else return always_ok{};
  }

  // An output of the last block; or a parameter, slot or run-time scalar.
  template <graph E>
  constexpr auto operator[](expr<E> e) noexcept {
    constexpr int p = find_state_leaf<machine>(E.root());
    if constexpr (p >= 0 && shapes::output_of(E.root()) < 0) return this->template leaf<p>();
    else return std::as_const(*this)[e];
  }
  template <graph E>
  constexpr auto operator[](expr<E>) const noexcept {
    constexpr int o = shapes::output_of(E.root()), p = find_state_leaf<machine>(E.root());
    static_assert(
        o >= 0 || p >= 0 ? true : mistake<shown_shape<E.root().shape>>,
        "tapeless: program[expression]: the program has no such output, parameter, slot or run-time scalar of "
        "this shape: name it among the outputs");
    if constexpr (o >= 0) {
      constexpr bool is_cut = shapes::is_output_cut(o);  // then one program has it in this shape
      auto found = nothing<const T, E.root().shape.size()>();
      for_indices<0, count>([&]<int K>() {
        if constexpr (!is_cut || config<K>::output_of(E.root()) >= 0)
          if (is_cut || last_ == K) found = opened<config<K>>::template result_span<o>(work<config<K>>());
      });
      return found;
    } else if constexpr (p >= 0) {
      return this->template leaf<p>();
    } else {
      return nothing<const T, E.root().shape.size()>();
    }
  }

 private:
  template <class Config>
  constexpr auto& work() noexcept {
    return static_cast<own_workspace<Config>&>(*this).work;
  }
  template <class Config>
  constexpr const auto& work() const noexcept {
    return static_cast<const own_workspace<Config>&>(*this).work;
  }

  template <class... B>
  constexpr error cut(const B&... b) noexcept {
    long blocks = -1;  // of the shortest
    error e;
    (check_input_in_blocks(b, blocks, e), ...);
    (check_output_in_blocks(b, blocks, e), ...);
    if (!e && !std::is_constant_evaluated()) check_memory(e, b...);
    if (e) return e;
    const long all = blocks * shortest::length;
    long first = 0;
    for_indices<0, count>([&]<int K>() {
      constexpr int at = shapes::order.at[K], length = config<at>::length;
      for (; !e && all - first >= length; first += length) {
        e = run_block<config<at>>(first, all, b...);
        last_ = at;
      }
    });
    return e;
  }

  template <class Config, class... B>
  constexpr error run_block(long first, long all, const B&... b) noexcept {
    constexpr bool frame_by_frame = ((!B::is_range && is_cut_binding<shapes, shortest, B>()) || ...);
    if constexpr (frame_by_frame && !std::is_same_v<Config, shortest>) {  // a number is one of the shortest blocks
      return {};
    } else {
      workspace<Config>& w = work<Config>();
      const error e = opened<Config>::execute(this->state_, this->random_, this->lines_, w,
                                              block_part<Config, B>(b, first, all).binding()...);
      if (e) return e;
      (export_block<Config>(w, b, first, all), ...);
      if constexpr (state::draws) ++this->random_.step;
      return {};
    }
  }

  template <class B>
  static constexpr void check_input_in_blocks(const B& b, long& blocks, error& e) noexcept {
    constexpr node n = leaf_in_block<shortest, B>;
    constexpr bool is_cut = is_cut_binding<shapes, shortest, B>();
    const auto part = whole_range<shortest>(b);
    long one = 1;
    if constexpr (is_bound_by_calls(n) && B::is_range) {
      check_input(part, is_cut ? blocks : one, e);
      if (is_cut && e.what == fault::partial_sample) e.what = fault::partial_block;
    } else if constexpr (is_bound_by_calls(n) || is_leaf(n, ir::role::scalar)) {
      if (is_cut && !e && blocks >= 0 && blocks != 1) e = {fault::different_samples, n.leaf->name, blocks, 1};
      if (is_cut) blocks = 1;
      check_number<T>(part, e);
    }
  }
  template <class B>
  static constexpr void check_output_in_blocks(const B& b, long blocks, error& e) noexcept {
    constexpr node n = leaf_in_block<shortest, B>;
    if constexpr (B::is_range && !is_bound_by_calls(n)) {
      const long expected = is_cut_binding<shapes, shortest, B>() ? blocks * n.shape.size() : n.shape.size();
      if (!e && b.size != expected) e = {fault::output_too_small, "output", expected, b.size};
      else if (!e && !b.data) e = {fault::no_memory, "output", expected, 0};
    }
  }
  template <class... B>
  void check_memory(error& e, const B&... b) const noexcept {
    opened<shortest>::check_overlaps(this->state_, work<shortest>(), e, whole_range<shortest>(b)...);
    const auto look = [&](const auto& range) {
      if constexpr (std::remove_cvref_t<decltype(range)>::is_range)
        if (!e && bytes::of(range.data, range.size).overlaps(bytes::of(this, 1)))
          e = {fault::overlap, is_bound_by_calls(range.leaf) ? range.leaf.leaf->name : "output"};
    };
    (look(whole_range<shortest>(b)), ...);
  }

  int last_ = 0;  // the program that computed the last block
};

template <block_fault Fault, class... Programs>
struct block_lengths_refused : inert_program {
  using f = block_fault;
  static_assert(Fault != f::programs ? true : mistake<Programs...>,
                "tapeless: block_lengths<programs...>: each is a program<..., live>, all of one element type, without "
                "streams<N>: one model for blocks of several lengths");
  static_assert(Fault != f::lengths ? true : mistake<Programs...>,
                "tapeless: block_lengths<programs...>: each program takes blocks of another length, which is the last "
                "extent of an input, and a multiple of the shortest");
  static_assert(Fault != f::inputs ? true : mistake<Programs...>,
                "tapeless: block_lengths<programs...>: the programs have inputs of the same names, whose shapes are "
                "the same or differ in the last extent alone, in the ratio of their blocks");
  static_assert(Fault != f::outputs ? true : mistake<Programs...>,
                "tapeless: block_lengths<programs...>: the programs have as many outputs, whose shapes are the same or "
                "differ in the last extent alone, in the ratio of their blocks");
  static_assert(Fault != f::state ? true : mistake<Programs...>,
                "tapeless: block_lengths<programs...>: the programs share their state, but do not have the same "
                "parameters, slots and delay lines: make them of one model");
  using inert_program::inert_program;
};

template <class Program>
struct configuration_of {
  static constexpr bool is_program = false;
};
template <class Config>
struct configuration_of<basic_program<Config>> {
  using type = Config;
  static constexpr bool is_program = true;
};

template <class... Configs>
consteval bool keep_the_same() {
  using first = stages<typename argument_at<0, Configs...>::type>;
  return (same_state(ir::frozen<typename first::nodes>, ir::frozen<typename first::layout>,
                     ir::frozen<typename stages<Configs>::nodes>, ir::frozen<typename stages<Configs>::layout>) &&
          ...);
}
template <class... Configs>
consteval auto sharing_state() {
  if constexpr (keep_the_same<Configs...>()) return std::type_identity<programs_in_blocks<Configs...>>{};
  else return std::type_identity<block_lengths_refused<block_fault::state, lengths_shown<Configs::length...>>>{};
}
template <class... Configs>
consteval auto choose_block_lengths() {
  using shapes = block_shapes<Configs...>;
  constexpr block_fault fault = shapes::judge();
  return []<int... K>(std::integer_sequence<int, K...>) {
    if constexpr (fault == block_fault::none)
      return sharing_state<shared_config<Configs, shapes, shapes::lengths[K], shapes::lengths[shapes::longest]>...>();
    else return std::type_identity<block_lengths_refused<fault, lengths_shown<shapes::lengths[K]...>>>{};
  }
  (std::make_integer_sequence<int, shapes::count>{});
}
template <class... Programs>
consteval auto choose_programs_in_blocks() {
  if constexpr ((std::is_base_of_v<inert_program, Programs> || ...)) return std::type_identity<inert_program>{};
  else if constexpr (sizeof...(Programs) < 2 || !(configuration_of<Programs>::is_program && ...))
    return std::type_identity<block_lengths_refused<block_fault::programs>>{};
  else return choose_block_lengths<typename configuration_of<Programs>::type...>();
}

}  // namespace detail

template <class... Programs>
using block_lengths = typename decltype(detail::choose_programs_in_blocks<Programs...>())::type;

}  // namespace tapeless::inline TAPELESS_ISA
