// Chooses which sub-expressions of a formula get a line and a name of their own.
#pragma once

#include <tapeless/expr/printer.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// Names scalars s1, s2, ..., vectors v1, ..., matrices M1, ... and others T1, ...; never reuses the name of a leaf.
class name_giver {
 public:
  constexpr name_giver(const node* nodes, int count) {
    for (int i = 0; i < count; ++i) {
      if (!given(nodes[i].leaf)) continue;
      const char* s = nodes[i].leaf->name;
      const int at = place_of(s[0]);
      int number = 0;
      bool digits = at >= 0 && s[1];
      for (const char* c = s + 1; digits && *c; ++c) {
        digits = *c >= '0' && *c <= '9' && number < 1000;
        number = 10 * number + (*c - '0');
      }
      if (digits && number < 64) taken_[at] |= std::uint64_t{1} << number;
    }
  }
  constexpr given_name operator()(int rank) {
    const int at = rank < 3 ? rank : 3;
    do ++last_[at];
    while (last_[at] < 64 && (taken_[at] >> last_[at] & 1u));
    return {letters[at], last_[at]};
  }

 private:
  static constexpr char letters[] = "svMT";
  static constexpr int place_of(char c) {
    for (int i = 0; i < 4; ++i)
      if (letters[i] == c) return i;
    return -1;
  }
  std::uint64_t taken_[4]{};
  int last_[4]{};
};

// Names nodes that are used more than once and are larger than a leaf, nodes that would make the line of their reader
// too long, and nodes that `keep` marks; existing names are kept. Named nodes and roots are printed; needed[i] is set
// if node i appears in that output.
constexpr void choose_names(printer& p, const node* nodes, const int* roots, int root_count, bool* needed,
                            const bool* keep = nullptr) {
  constexpr int widest = 80;
  const int n = p.size();
  ir::list<int> all_uses(n), widths(n);
  ir::list<bool> smalls(n);
  int *const uses = all_uses.at, *const width = widths.at;
  bool* const small = smalls.at;  // a leaf, or a view of one
  for (int i = 0; i < n; ++i) p.find_alias(i, given(keep) && keep[i]);
  for (int i = 0; i < n; ++i) needed[i] = p.shown(i) == i && (p.named(i) || (given(keep) && keep[i]));
  for (int r = 0; r < root_count; ++r) needed[p.shown(roots[r])] = true;
  for (int i = n - 1; i >= 0; --i) {
    if (!needed[i]) continue;
    for (short q : nodes[i].in)
      if (q >= 0) {
        ++uses[p.shown(q)];
        needed[p.shown(q)] = true;
      }
  }
  name_giver next(nodes, n);
  for (int i = 0; i < n; ++i) {
    if (!needed[i]) continue;
    const node& x = nodes[i];
    if (x.op->kind == ir::loop::leaf) {
      width[i] = detail::given(x.leaf) ? length(x.leaf->name) : 4;
      small[i] = true;
      continue;
    }
    // In a plan a view has no line of its own; the value that it shows has the name.
    small[i] = x.op->kind == ir::loop::movement && x.op->arity == 1 &&
               (small[p.shown(x.in[0])] || (given(keep) && !keep[i] && given(x.op->look) && p.named(p.shown(x.in[0]))));
    width[i] = detail::given(x.op->write) ? 3
               : x.op->print.text         ? length(x.op->print.text) - 3 * x.op->arity
                                          : length(x.op->name) + 2;
    int longest = -1;
    for (short q : x.in)
      if (q >= 0) {
        const int at = p.shown(q);
        width[i] += p.named(at) ? 2 : width[at];
        if (!p.named(at) && (longest < 0 || width[at] > width[longest])) longest = at;
      }
    // A factor of a matrix product may be this long before it gets a name; a layer gets a line of its own.
    const bool layered = x.op->kind == ir::loop::contraction && longest >= 0 && width[longest] > widest / 4 &&
                         nodes[longest].op->kind != ir::loop::contraction;
    if (longest >= 0 && !small[longest] && (layered || (width[i] > widest && width[longest] > widest / 3))) {
      p.set_name(longest, next(p.rank(longest)));
      width[i] += 2 - width[longest];
    }
    if (((uses[i] > 1 && !small[i]) || (given(keep) && keep[i])) && !p.named(i)) p.set_name(i, next(p.rank(i)));
  }
  name_giver in_order(nodes, n);
  for (int i = 0; i < n; ++i)
    if (needed[i] && p.numbered(i)) p.set_name(i, in_order(p.rank(i)));
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
