// Runs the kernels of a plan on any kind of cells, by their records: the common part of verification and of the tests'
// interpreter. Every load and store happens as in the kernels and in the same order, whole vectors with the lanes that
// are only padding; each class of kernels says how (its member `walk`). The algebra says what a cell holds and what is
// computed from cells:
//
//   struct algebra {
//     using cell = ...;                                            // cell{} is what memory holds before it is written
//     constexpr cell number(double) const;
//     constexpr cell apply(const operation&, const cell* in) const;  // a pointwise operation
//     struct total { constexpr void add(const cell&); };            // what a sum or reduction collects
//     constexpr cell product(const cell&, const cell&) const;
//     constexpr cell sum(const total&) const;                       // of products
//     constexpr cell sum(const total&, const cell& start) const;
//     constexpr cell reduced(const operation&, const total&) const;
//     constexpr void opaque(const ir::plan&, int node, walk&) const;
//   };
#pragma once

#include <tapeless/plan/contents.hpp>
#include <tapeless/plan/plan.hpp>

namespace tapeless::inline TAPELESS_ISA {

template <class Algebra>
class plan_walk {
 public:
  using cell = typename Algebra::cell;
  using total = typename Algebra::total;
  // Vectors may be read beyond the end of a section, by less than their width.
  static constexpr int slack = 16;

  struct place {
    int section = 0, offset = 0;
    constexpr place operator+(int n) const { return {section, offset + n}; }
  };
  static constexpr place begin(ir::address a) { return {static_cast<int>(a.where), a.offset}; }
  static constexpr place begin(int packed) { return begin(detail::unpacked(packed)); }

  const ir::plan& plan;
  const Algebra& algebra;

  constexpr plan_walk(const ir::plan& p, const Algebra& a) : plan(p), algebra(a) {
    section(ir::section::state) = ir::list<cell>(p.layout.state + slack);
    section(ir::section::arena) = ir::list<cell>(p.layout.arena + slack);
    section(ir::section::table) = ir::list<cell>(p.layout.table + slack);
  }

  constexpr ir::list<cell>& section(ir::section s) {
    return s == ir::section::arena ? arena_ : s == ir::section::table ? table_ : state_;  // windows not yet moved
  }
  // The cell at a place; one of no meaning if it is outside of its section.
  constexpr cell& reach(place p) {
    ir::list<cell>& all = section(static_cast<ir::section>(p.section));
    if (p.section == 0 || p.offset < 0 || p.offset >= all.size) {
      outside_ = true;
      nowhere_ = cell{};
      return nowhere_;
    }
    return all.at[p.offset];
  }
  // Element `e` of a node of the plan.
  constexpr cell& element(int node, int e) {
    const view& v = plan.nodes.views.at[node];
    if (v.buffer < 0) return reach({});
    view own = v;
    own.offset += plan.layout.offset.at[v.buffer];
    return reach({static_cast<int>(plan.layout.where.at[v.buffer]), detail::offset_of(own, e)});
  }
  // True once something outside of a section was read or written.
  constexpr bool outside() const { return outside_; }

  constexpr void run(const ir::lowered& l) {
    ir::kernel_classes::with(l.kind, [&]<class C>() { C::walk(*this, l); });
  }

 private:
  ir::list<cell> state_, arena_, table_;  // g++ 12 does not destroy arrays of lists in constant evaluation
  cell nowhere_{};
  bool outside_ = false;
};

}  // namespace tapeless::inline TAPELESS_ISA
