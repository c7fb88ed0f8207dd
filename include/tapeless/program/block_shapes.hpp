// Whether programs are one model for blocks of several lengths, and how their inputs and outputs are cut.
#pragma once

#include <tapeless/program/program.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

enum class block_fault : unsigned char { none, programs, lengths, inputs, outputs, state };

// Whether b is a in another block: the same extents but for the last, time, which is as many blocks.
constexpr bool is_another_block(const shape& a, int length_a, const shape& b, int length_b) {
  if (a == b) return true;
  if (a.rank != b.rank || a.rank == 0) return false;
  for (int i = 0; i + 1 < a.rank; ++i)
    if (a.dim[i] != b.dim[i]) return false;
  return long{a.back()} * length_b == long{b.back()} * length_a;
}

// The last extent of the first input that is longer or shorter in another program; 0 for none.
template <class Config, class... Others>
consteval int length_of_block() {
  int length = 0;
  Config::each_bound_leaf([&](const node& n) {
    const bound_node other[] = {Others::bound_by(binding_key(n))...};
    for (const bound_node& o : other)
      if (length == 0 && o.there && n.shape.rank > 0 && o.node.shape != n.shape) length = n.shape.back();
  });
  return length;
}

template <class... Configs>
struct block_shapes {
  static constexpr int count = sizeof...(Configs);
  static constexpr int lengths[count] = {length_of_block<Configs, Configs...>()...};
  static constexpr int longest = [] {
    int at = 0;
    for (int k = 0; k < count; ++k)
      if (lengths[k] > lengths[at]) at = k;
    return at;
  }();
  static constexpr int shortest = [] {
    int at = 0;
    for (int k = 0; k < count; ++k)
      if (lengths[k] < lengths[at]) at = k;
    return at;
  }();
  // The programs, those with longer blocks first.
  struct ranks {
    int at[count]{};
  };
  static constexpr ranks order = [] {
    ranks r;
    for (int k = 0; k < count; ++k) {
      int before = 0;
      for (int j = 0; j < count; ++j) before += lengths[j] > lengths[k] || (lengths[j] == lengths[k] && j < k);
      r.at[before] = k;
    }
    return r;
  }();

  // Whether calls cut this leaf, which all programs have: its last extent is not the same in all of them.
  static constexpr bool is_cut(const node& leaf) {
    bool cut = false;
    ((cut = cut || Configs::bound_by(binding_key(leaf)).node.shape != leaf.shape), ...);
    return cut;
  }
  static constexpr bool is_output_cut(int output) {
    const shape all[] = {Configs::root_of_output(output).shape...};
    for (const shape& s : all)
      if (s != all[0]) return true;
    return false;
  }
  // Whether one of the programs has this leaf as it is here.
  static constexpr bool has_leaf(const node& leaf) {
    bool found = false;
    auto look = [&](const bound_node& b) { found = found || (b.there && same_kind(b.node, leaf)); };
    (look(Configs::bound_by(binding_key(leaf))), ...);
    return found;
  }
  // The output that this is in one of the programs, or -1.
  static constexpr int output_of(const node& n) {
    int at = -1;
    ((at = at < 0 ? Configs::output_of(n) : at), ...);
    return at;
  }

  static consteval block_fault judge() {
    if (((!Configs::is_live || Configs::streams > 0) || ...)) return block_fault::programs;
    const bool in_double[] = {(sizeof(typename Configs::value_type) == 8)...};
    const int lanes[] = {Configs::lanes...}, outputs[] = {Configs::outputs...};
    for (int k = 0; k < count; ++k) {
      if (in_double[k] != in_double[0] || lanes[k] != lanes[0]) return block_fault::programs;
      if (lengths[k] == 0 || lengths[k] % lengths[shortest] != 0) return block_fault::lengths;
      for (int j = 0; j < k; ++j)
        if (lengths[j] == lengths[k]) return block_fault::lengths;
      if (outputs[k] != outputs[0]) return block_fault::outputs;
    }
    bool alike = true;
    (Configs::each_bound_leaf([&](const node& n) {
       const bound_node all[] = {Configs::bound_by(binding_key(n))...};
       for (int k = 0; k < count; ++k)
         alike =
             alike && all[k].there && is_another_block(all[0].node.shape, lengths[0], all[k].node.shape, lengths[k]);
     }),
     ...);
    if (!alike) return block_fault::inputs;
    for (int o = 0; o < outputs[0]; ++o) {
      const shape all[] = {Configs::root_of_output(o).shape...};
      for (int k = 0; k < count; ++k)
        if (!is_another_block(all[0], lengths[0], all[k], lengths[k])) return block_fault::outputs;
    }
    return block_fault::none;
  }
};

// Whether two plans keep the same at the same places.
constexpr bool same_state(const ir::prepared& p, const ir::memory& a, const ir::prepared& q, const ir::memory& b) {
  if (a.state != b.state || a.windows.size != b.windows.size || a.lines.size != b.lines.size) return false;
  for (int g = 0; g < a.windows.size; ++g)
    if (a.windows.at[g].limit != b.windows.at[g].limit) return false;
  const ir::list<int> ours = kept_nodes(p), theirs = kept_nodes(q);
  if (ours.size != theirs.size) return false;
  for (int k = 0; k < ours.size; ++k) {
    const int i = ours.at[k], j = theirs.at[k];
    if (a.where.at[i] != b.where.at[j] || a.offset.at[i] != b.offset.at[j]) return false;
    const bool line = p.nodes.at[i].op->remembers;
    const node &m = p.nodes.at[line ? p.nodes.at[i].in[0] : i], &n = q.nodes.at[line ? q.nodes.at[j].in[0] : j];
    if (m.leaf->hash != n.leaf->hash || m.leaf->kind != n.leaf->kind || m.shape != n.shape) return false;
  }
  for (int l = 0; l < a.lines.size; ++l) {
    const ir::line &m = a.lines.at[l], &n = b.lines.at[l];
    if (m.outer != n.outer || m.room != n.room || m.past != n.past || m.group != n.group) return false;
  }
  return true;
}

// A program's configuration among others, of which the longest block has `Longest` frames.
template <class Config, class Shapes, int Length, int Longest>
struct shared_config : Config {
  using shapes = Shapes;
  static constexpr int length = Length;
  static constexpr ir::task make_task(const ir::merged& from) {
    ir::task t = Config::make_task(from);
    t.shared = {Length, Longest, true};
    return t;
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
