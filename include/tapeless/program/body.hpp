// The body of a scan: one step, as expressions of placeholder leaves. A body is a type with
//
//   static constexpr void build(builder&, body_draft&);   // adds its nodes and lists them
//   static constexpr std::uint64_t id;
//   static constexpr bool backwards;                      // stacked leaves are read from the last step to the first
//
// forward_body is what the user wrote; backward_body<B> is the step of B's adjoint, backwards in time, and again a
// body.
#pragma once

#include <tapeless/program/tasks.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// How the adjoint of a shared leaf follows from a body's outputs: a sum over steps of outputs[first], or of a
// contraction of two outputs, so that a weight's gradient is one product over all steps and samples.
struct pulled_back {
  int leaf = 0, first = 0, second = -1;
  std::int64_t labels = 0, out = 0;
};

// Nodes of a body, by what they are. `each` are placeholders for the elements of sequences, `carry` for the state,
// which becomes `next`; `shared` are leaves that are the same for all samples, and for all steps but the last `stacked`
// of them: the elements of sequences that do not differ by sample, and parameters of repeated blocks.
struct body_draft {
  static constexpr int most_terms = 64;
  ir::list<int> each, carry, next, output, shared;
  pulled_back terms[most_terms]{};
  int term_count = 0;
  int fresh = 0;  // placeholders made so far
  int stacked = 0;

  constexpr bool is_stacked(int leaf) const { return leaf >= shared.size - stacked; }
};

constexpr int size_of(const builder& b, const ir::list<int>& ids) {
  int n = 0;
  for (const int id : ids) n += b[id].shape.size();
  return n;
}

// Placeholders that a body makes for itself: state (even numbers) and elements (odd ones).
inline constexpr int most_placeholders = 64;
struct placeholder_table {
  symbol at[most_placeholders]{};
  constexpr placeholder_table() {
    for (int i = 0; i < most_placeholders; ++i) {
      at[i].name = "adjoint";
      at[i].hash = mix(hash_text("a placeholder of a scan"), static_cast<std::uint64_t>(i));
      at[i].kind = i % 2 ? ir::role::input : ir::role::slot;
    }
  }
};
inline constexpr placeholder_table placeholders;

// Reached in constant evaluation, their names are the message: they are not constexpr.
inline void tapeless_scan_has_too_many_states() {}
inline void tapeless_scan_has_too_many_parameters_in_its_body() {}

constexpr const symbol& placeholder_symbol(body_draft& d, ir::role kind) {
  const int number = 2 * d.fresh++ + (kind == ir::role::input ? 1 : 0);
  if (number >= most_placeholders) tapeless_scan_has_too_many_states();
  return placeholders.at[number];
}
// A leaf that differs from sample to sample.
constexpr term placeholder(builder& b, body_draft& d, ir::role kind, const shape& s) {
  node n = leaf_node(placeholder_symbol(d, kind), s);
  set_attributes(n, {.varies = true});
  return b.at(b.insert(n));
}

template <graph... G>
struct graph_list {
  static constexpr std::uint64_t id = [] {
    std::uint64_t h = sizeof...(G);
    ((h = mix(h, G.at->id)), ...);
    return h;
  }();
  static constexpr int count = sizeof...(G);
  static constexpr void add(flattener& f, ir::list<int>& to) { (to.push(f.add(G.at)), ...); }
};

// Copies all nodes of `from`, leaves as change(n, i) leaves them; place[i] is where node i is.
template <class Change>
constexpr void copy_changed(builder& to, const builder& from, int* place, Change change) {
  for (int i = 0; i < from.size(); ++i) {
    node n = renumbered(from[i], place);
    if (n.op->kind == ir::loop::leaf && detail::given(n.leaf)) change(n, i);
    place[i] = to.put(n);
  }
}

// `Each` and `Same` are leaves that stand for elements: those of `Same` are the same for all samples.
template <class Each, class Same, class Carry, class Next, class Output>
struct forward_body {
  static constexpr bool backwards = false;
  static constexpr std::uint64_t id = mix(mix(mix(Each::id, Same::id), Carry::id), mix(Next::id, Output::id));

  static constexpr void build(builder& b, body_draft& d) {
    builder raw(true, 128);
    flattener f(raw);
    body_draft r;
    ir::list<int> same;
    Each::add(f, r.each);
    Same::add(f, same);
    Carry::add(f, r.carry);
    Next::add(f, r.next);
    Output::add(f, r.output);
    ir::list<int> place(raw.size());
    copy_changed(b, raw, place.at, [&](node& n, int i) {
      if (same.holds(i)) n = leaf_node(placeholder_symbol(d, ir::role::slot), n.shape);
      else if (r.each.holds(i) || r.carry.holds(i)) set_attributes(n, {.varies = true});
    });
    const ir::list<int>* from[] = {&r.each, &r.carry, &r.next, &r.output};
    ir::list<int>* to[] = {&d.each, &d.carry, &d.next, &d.output};
    for (int l = 0; l < 4; ++l)
      for (const int i : *from[l]) to[l]->push(place.at[i]);
    for (int i = 0; i < raw.size(); ++i) {
      const node& n = raw[i];
      const bool own = r.each.holds(i) || same.holds(i) || r.carry.holds(i);
      if (!own && (is_leaf(n, ir::role::parameter) || is_leaf(n, ir::role::slot) || is_leaf(n, ir::role::scalar)))
        d.shared.push(place.at[i]);
    }
    for (const int i : same) d.shared.push(place.at[i]);
    d.stacked = same.size;
  }
};

// One step backwards: from the elements, the state before the step and the adjoints of what the step gave, to the
// adjoints of the elements, and what the adjoints of shared leaves are made of. Its state is the adjoint of the state.
template <class Body>
struct backward_body {
  static constexpr bool backwards = !Body::backwards;
  static constexpr std::uint64_t id = mix(Body::id, hash_text("backward"));

  static constexpr void build(builder& b, body_draft& d) {
    body_draft f;
    Body::build(b, f);
    d.fresh = f.fresh;
    ir::list<int> given;
    term loss{};
    auto pull = [&](int value, term seed) {
      const term product = b.at(value) * seed;
      const term part = reduce<ops::sum_op>(product, (1u << product->shape.rank) - 1u);
      loss = loss ? loss + part : part;
    };
    for (int i = 0; i < f.next.size; ++i) {
      const shape s = b[f.next[i]].shape;
      const term later = placeholder(b, d, ir::role::slot, s), here = placeholder(b, d, ir::role::input, s);
      d.carry.push(later.id);
      given.push(here.id);
      pull(f.next[i], later + here);
    }
    for (int i = 0; i < f.output.size; ++i) {
      const term here = placeholder(b, d, ir::role::input, b[f.output[i]].shape);
      given.push(here.id);
      pull(f.output[i], here);
    }
    for (const ir::list<int>* l : {&f.each, &f.carry, &given})
      for (const int i : *l) d.each.push(i);
    for (const int i : f.shared) d.shared.push(i);
    d.stacked = f.stacked;

    ir::list<int> wrt;
    for (const ir::list<int>* l : {&f.each, &f.carry, &f.shared})
      for (const int i : *l) wrt.push(i);
    ir::list<int> adjoints(wrt.size);
    reverse(b, loss.id, constant_term(b, 1).id, wrt.at, wrt.size, adjoints.at);
    const int* adjoint = adjoints.at;
    for (int i = 0; i < f.each.size; ++i) d.output.push(*adjoint++);
    for (int i = 0; i < f.carry.size; ++i) d.next.push(*adjoint++);
    for (int i = 0; i < f.shared.size; ++i) export_adjoint(b, d, i, *adjoint++);
  }

 private:
  static constexpr int output(body_draft& d, int value) {
    for (int i = 0; i < d.output.size; ++i)
      if (d.output[i] == value) return i;
    d.output.push(value);
    return d.output.size - 1;
  }
  // Sums are taken apart; a contraction is done outside, over all steps at once.
  static constexpr void export_adjoint(const builder& b, body_draft& d, int leaf, int value) {
    const node& n = b[value];
    if (is_constant(n, 0)) return;
    if (detail::is_op<ops::add_op>(n) && b[n.in[0]].shape == n.shape && b[n.in[1]].shape == n.shape) {
      export_adjoint(b, d, leaf, n.in[0]);
      export_adjoint(b, d, leaf, n.in[1]);
      return;
    }
    if (d.term_count == body_draft::most_terms) tapeless_scan_has_too_many_parameters_in_its_body();
    pulled_back& t = d.terms[d.term_count++];
    t.leaf = leaf;
    if (n.op->kind == ir::loop::contraction && b[n.in[0]].shape.rank + 2 < max_rank &&
        b[n.in[1]].shape.rank + 2 < max_rank) {
      t.first = output(d, n.in[0]);
      t.second = output(d, n.in[1]);
      t.labels = ops::contraction_op::pair(labels_of(n, 0), labels_of(n, 1));
      t.out = output_labels(n);
    } else {
      t.first = output(d, value);
    }
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
