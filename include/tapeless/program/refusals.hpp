// Programs that are refused as a whole, each with one sentence. The message comes where the type is used first.
#pragma once

#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// Two leaves of one name that are not the same.
struct name_clash {
  bool found = false;
  node first{}, second{};
};
class name_table {
 public:
  name_clash clash;  // the first

  constexpr void look(const node& n) {
    if (!given(n.leaf) || n.leaf->kind == ir::role::table || n.leaf->kind == ir::role::iota ||
        n.leaf->kind == ir::role::sample_weight || n.leaf->kind == ir::role::seed)
      return;
    const std::uint64_t key = given(n.owner) ? mix(n.owner->hash, n.leaf->hash) : n.leaf->hash;
    const int at = numbers_.find(key);
    if (at < 0) {
      numbers_.insert(key, seen_.size);
      seen_.push(&n);
    } else if (!clash.found && seen_.at[at]->hash != n.hash) {
      clash = {true, *seen_.at[at], n};
    }
  }

 private:
  ir::hash_map numbers_;
  ir::list<const node*> seen_;
};
template <graph... G>
consteval name_clash find_clash() {
  name_table names;
  auto look_at_all = [&](const auto& leaves) {
    for (const node* n : leaves) names.look(*n);
  };
  (look_at_all(leaves_below<G>), ...);
  return names.clash;
}
// Among the state of a plan, to which that of the optimiser belongs: a name with two initial values.
constexpr name_clash clash_of_state(const ir::prepared& p) {
  name_table names;
  for (const node& n : p.nodes)
    if (is_leaf(n, ir::role::slot) || is_leaf(n, ir::role::scalar)) names.look(n);
  return names.clash;
}

template <class Loss>
struct loss_is_not_a_scalar : inert_program {
  static_assert(
      mistake<Loss>,
      "tapeless: training_step<loss, ...>: the loss is not a scalar for each sample: take mean(loss) or sum(loss)");
  using inert_program::inert_program;
};
template <int... D>
consteval auto refused_loss(tensor<D...>) {
  return std::type_identity<loss_is_not_a_scalar<tensor<D...>>>{};
}
template <ir::role>
struct role_shown {};
template <int>
struct axes_shown {};
template <int>
struct classes_shown {};
template <class Name, class First, class Second>
struct one_name_with_two_shapes : inert_program {
  static_assert(mistake<Name, First, Second>,
                "tapeless: one name stands for leaves of two shapes in one program: give one of them another name");
  using inert_program::inert_program;
};
template <class Name, ir::role First, ir::role Second>
struct one_name_with_two_roles : inert_program {
  static_assert(First == Second ? true : mistake<Name, role_shown<First>, role_shown<Second>>,
                "tapeless: one name stands for leaves of two roles in one program (input, parameter, slot, ...): give "
                "one of them another name");
  using inert_program::inert_program;
};
// Of one shape and role: then the symbols differ, or what they begin with.
template <class Name, ir::role Role>
struct one_name_declared_twice : inert_program {
  static_assert(
      Role != ir::role::parameter ? true : mistake<Name>,
      "tapeless: one parameter has two initialisers, roles (weight, bias, ...) or orientations in one program: declare "
      "it once, take a layer's by parameter<\"name\">(expression), or give one another name");
  static_assert(
      Role != ir::role::index ? true : mistake<Name>,
      "tapeless: one class_index has two numbers of classes in one program: declare it once, or give one another name");
  static_assert(Role == ir::role::parameter || Role == ir::role::index ? true : mistake<Name>,
                "tapeless: one name has two initial values in one program: declare it once, or give one another name");
  using inert_program::inert_program;
};
template <int Axes>
struct too_many_axes : inert_program {
  static_assert(Axes < max_rank ? true : mistake<axes_shown<Axes>>,
                "tapeless: batch<N>: a value of this program has seven axes already and the samples would be one more: "
                "leave out batch<N>, or pool and differentiate values of fewer axes");
  using inert_program::inert_program;
};
template <int>
struct samples_shown {};
template <int Samples>
struct too_few_samples : inert_program {
  static_assert(
      Samples > 1 ? true : mistake<samples_shown<Samples>>,
      "tapeless: a value over samples, as of mean_over_samples or batch_norm, needs several samples in a tile: give "
      "the program or training step the option batch<N>");
  using inert_program::inert_program;
};
template <int Streams>
struct over_streams : inert_program {
  static_assert(
      mistake<streams_t<Streams>>,
      "tapeless: a value over samples, as of mean_over_samples, in a program with streams<N>: its samples are "
      "streams, which know nothing of each other");
  using inert_program::inert_program;
};
template <class Name, int Classes>
struct too_many_classes : inert_program {
  static_assert(
      mistake<Name, classes_shown<Classes>>,
      "tapeless: a class_index has more classes than a float can tell apart, 2^24: take program<..., in<double>>");
  using inert_program::inert_program;
};

template <class Name>
struct line_of_two_values : inert_program {
  static_assert(mistake<Name>,
                "tapeless: two delay lines, or causal convolutions, of one name remember different values in one "
                "program: give one of them another name");
  using inert_program::inert_program;
};
template <class Options>
struct line_without_mode : inert_program {
  static_assert(mistake<Options>,
                "tapeless: delay<name, past>(x): in a program with live it remembers from call to call, in one with "
                "batch<N> each sample is a whole sequence, before which there are zeros: say which, live or batch<N>");
  using inert_program::inert_program;
};
template <class Options>
struct not_in_blocks : inert_program {
  static_assert(
      mistake<Options>,
      "tapeless: a live program cannot go on from block to block here: a causal convolution pads with its border "
      "instead of zeros, or its stride does not divide the block, or it is convolve(x, w) without a delay line");
  using inert_program::inert_program;
};
template <class>
struct program_options_shown {};

// Whether programs of these graphs are refused, and what stands for them then.
template <class Program>
struct refusal_t {
  static constexpr bool refused = !std::is_void_v<Program>;
  using type = Program;
};
template <graph... G>
consteval node index_of_most_classes() {
  node found = leaf_node(weight_symbol, shape{});  // of no classes
  auto look_at_all = [&](const auto& leaves) {
    for (const node* n : leaves)
      if (is_leaf(*n, ir::role::index) && n->leaf->classes > found.leaf->classes) found = *n;
  };
  (look_at_all(leaves_below<G>), ...);
  return found;
}
template <int Samples, bool InDouble, graph... G>
consteval auto refusal() {
  constexpr name_clash clash = find_clash<G...>();
  constexpr int axes = [] {
    int most = 0;
    ((most = graph_summary<G>.axes > most ? graph_summary<G>.axes : most), ...);
    return most;
  }();
  constexpr node index = index_of_most_classes<G...>();
  if constexpr (clash.found) {
    using name = shown<clash.first.leaf>;
    constexpr shape first = clash.first.shape, second = clash.second.shape;
    constexpr ir::role kind = clash.first.leaf->kind, other = clash.second.leaf->kind;
    if constexpr (kind != other) return refusal_t<one_name_with_two_roles<name, kind, other>>{};
    else if constexpr (first != second)
      return refusal_t<one_name_with_two_shapes<name, shown_shape<first>, shown_shape<second>>>{};
    else return refusal_t<one_name_declared_twice<name, kind>>{};
  } else if constexpr (Samples > 1 && axes >= max_rank) {
    return refusal_t<too_many_axes<axes>>{};
  } else if constexpr (!InDouble && index.leaf->classes > (1 << 24)) {
    return refusal_t<too_many_classes<shown<index.leaf>, index.leaf->classes>>{};
  } else {
    return refusal_t<void>{};
  }
}

// The slot of two delay lines that remember different values, or null.
constexpr const symbol* doubled_line(const ir::list<node>& nodes) {
  for (int i = 0; i < nodes.size; ++i)
    for (int j = 0; j < i && nodes.at[i].op->remembers; ++j)
      if (nodes.at[j].op->remembers && nodes.at[nodes.at[i].in[0]].leaf->hash == nodes.at[nodes.at[j].in[0]].leaf->hash)
        return nodes.at[nodes.at[i].in[0]].leaf;
  return nullptr;
}
constexpr bool has_whole_only(const ir::list<node>& nodes) {
  for (const node& n : nodes)
    if (n.op->whole_only) return true;
  return false;
}
// The same for delay lines, given the merged graph of a program.
template <class Options, class Merged>
consteval auto refused_line() {
  constexpr const ir::merged& m = ir::frozen<Merged>;
  constexpr const symbol* twice = doubled_line(m.nodes);
  if constexpr (m.asks_mode && !Options::is_live && !Options::tiles)
    return refusal_t<line_without_mode<program_options_shown<std::integral_constant<int, Options::batch>>>>{};
  else if constexpr (Options::is_live && has_whole_only(m.nodes))
    return refusal_t<not_in_blocks<program_options_shown<std::integral_constant<int, Options::batch>>>>{};
  else if constexpr (given(twice)) return refusal_t<line_of_two_values<shown<twice>>>{};
  else return refusal_t<void>{};
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
