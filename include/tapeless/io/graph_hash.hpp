// What a checkpoint belongs to: a hash of the expressions that a program was made of, as they were written, and the
// slots that are state of the model.
//
// The hash covers operations, shapes, constants and names: two expressions that compute the same from the same names
// agree, whatever the element type, tile, threads, optimiser and compiler. Of the body of a scan it covers the
// parameters alone.
#pragma once

#include <cstdint>

#include <tapeless/program/block_shapes.hpp>
#include <tapeless/program/program.hpp>
#include <tapeless/program/training_step.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

using tapeless::detail::assignment_list, tapeless::detail::inference_config, tapeless::detail::training_config;
using tapeless::detail::flattener, tapeless::detail::given, tapeless::detail::graph_summary;

// Of a node, with those of its operands; symbols by name, since compilers know functions by other names.
constexpr std::uint64_t written_hash(const node& n, const std::uint64_t* below) {
  std::uint64_t h = hash_text(n.op->name);
  for (int i = 0; i < n.shape.rank; ++i) h = mix(h, static_cast<std::uint64_t>(n.shape.dim[i]));
  h = mix(h, __builtin_bit_cast(std::uint64_t, n.value));
  for (const std::int64_t a : n.attr) h = mix(h, static_cast<std::uint64_t>(a));
  if (n.op->kind == ir::loop::leaf && given(n.leaf)) {
    h = mix(mix(h, n.leaf->hash), static_cast<std::uint64_t>(n.leaf->kind));
    h = mix(h, static_cast<std::uint64_t>(n.leaf->classes));
  }
  // Equal nodes are found in either order of operands (expr/builder.hpp), so that the order may not count.
  if (n.op->commutative && n.in[1] >= 0) return mix(h, below[n.in[0]] + below[n.in[1]]);
  for (const short q : n.in)
    if (q >= 0) h = mix(h, below[q]);
  return h;
}

template <graph... G>
struct graph_identity {
  static constexpr std::uint64_t hash = [] {
    builder b(false, 256);
    flattener f(b);
    ir::list<int> roots;
    (roots.push(f.add(G.at)), ...);
    ir::list<std::uint64_t> all(b.size());
    for (int i = 0; i < b.size(); ++i) all.at[i] = written_hash(b[i], all.at);
    std::uint64_t h = 0;
    for (const int r : roots) h = mix(h, all.at[r]);
    return h;
  }();
};

// The names of the slots in expressions, by their hashes.
template <int Room>
struct slot_names {
  std::uint64_t at[Room + 1]{};
  int size = 0;

  constexpr bool has(std::uint64_t name) const {
    for (int i = 0; i < size; ++i)
      if (at[i] == name) return true;
    return false;
  }
  constexpr void add(const node& n) {
    if (is_leaf(n, ir::role::slot) && !has(n.leaf->hash)) at[size++] = n.leaf->hash;
  }
  constexpr void remove(std::uint64_t name) {
    for (int i = 0; i < size; ++i)
      if (at[i] == name) at[i] = at[--size];
  }
};
template <graph... G>
constexpr auto slots_in() {
  slot_names<(0 + ... + graph_summary<G>.leaves)> all;
  const auto add_all = [&](const auto& leaves) {
    for (const node* n : leaves) all.add(*n);
  };
  (add_all(leaves_below<G>), ...);
  return all;
}

// Of the configuration of a program or training step. The slots are those that training leaves behind, as running
// means: what a program moves on itself is no part of the model.
template <class Config>
struct model_of;
template <class Options, auto Optimiser, graph Loss, class Also>
struct model_of<training_config<Options, Optimiser, Loss, Also>> : graph_identity<Loss> {
  static constexpr auto slots = slots_in<Loss>();
};
template <class Options, graph... S, graph... V, graph... G>
struct model_of<inference_config<Options, assignment_list<assignment<S, V>...>, G...>> : graph_identity<G..., V...> {
  static constexpr auto slots = [] {
    auto all = slots_in<G..., V...>();
    (all.remove(S.root().leaf->hash), ...);
    return all;
  }();
};

// Of programs for several lengths of blocks: that of the first.
template <class Config, class Shapes, int Length, int Longest>
struct model_of<tapeless::detail::shared_config<Config, Shapes, Length, Longest>> : model_of<Config> {};

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
