// Runs the kernels of a plan on any kind of cells, by their records: what verification and the tests' interpreter have
// in common. Every load and store happens as the kernels do it, whole vectors with the lanes that only fill up, in the
// same order; what a cell holds and what is computed from cells is the algebra's:
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

#include <tapeless/kernels/contraction.hpp>
#include <tapeless/plan/contents.hpp>
#include <tapeless/plan/plan.hpp>

namespace tapeless::inline TAPELESS_ISA {

template <class Algebra>
class plan_walk {
 public:
  using cell = typename Algebra::cell;
  // Vectors may be read beyond the end of a section, by less than their width.
  static constexpr int slack = 16;

  constexpr plan_walk(const ir::plan& p, const Algebra& a) : plan_(p), algebra_(a) {
    section(ir::section::state) = ir::list<cell>(p.layout.state + slack);
    section(ir::section::arena) = ir::list<cell>(p.layout.arena + slack);
    section(ir::section::table) = ir::list<cell>(p.layout.table + slack);
  }

  constexpr ir::list<cell>& section(ir::section s) {
    return s == ir::section::state ? state_ : s == ir::section::arena ? arena_ : table_;
  }
  // Where element `e` of a node of the plan lies.
  constexpr cell& element(int node, int e) {
    const view& v = plan_.nodes.views.at[node];
    if (v.buffer < 0) return reach({});
    view own = v;
    own.offset += plan_.layout.offset.at[v.buffer];
    return reach({static_cast<int>(plan_.layout.where.at[v.buffer]), detail::offset_of(own, e)});
  }
  // True once something outside of a section was read or written.
  constexpr bool outside() const { return outside_; }

  constexpr void run(const ir::lowered& l, int number) {
    l_ = &l;
    lanes_ = l.lanes;
    at_ = ir::list<place>(l.pointers);
    for (int j = 0; j < l.pointers; ++j) at_.at[j] = packed_begin(l.pointers_to.at[j]);
    registers_ = ir::list<cell>((l.inputs.size + l.instructions.size + 1) * lanes_);
    totals_ = ir::list<total>(l.reductions.size * lanes_ + 1);
    switch (l.kind) {
      case ir::kernel_kind::map:
        return map_kept(0);
      case ir::kernel_kind::contraction:
        return l.mode == ir::product::dot ? dot_outer(0) : product_outer(0);
      case ir::kernel_kind::copy:
        return l.assembled ? assemble() : copy();
      default:
        return algebra_.opaque(plan_, plan_.order.kernels.at[number].core, *this);
    }
  }

 private:
  using total = typename Algebra::total;
  struct place {
    int section = 0, offset = 0;
    constexpr place operator+(int n) const { return {section, offset + n}; }
  };
  static constexpr place packed_begin(ir::address a) { return {static_cast<int>(a.where), a.offset}; }
  static constexpr place unpacked(int packed) { return {packed & 3, packed >> 2}; }

  constexpr cell& reach(place p) {
    ir::list<cell>& all = section(static_cast<ir::section>(p.section));
    if (p.section == 0 || p.offset < 0 || p.offset >= all.size) {
      outside_ = true;
      nowhere_ = cell{};
      return nowhere_;
    }
    return all.at[p.offset];
  }
  constexpr cell* reg(int r) { return registers_.at + r * lanes_; }

  // Operand `o` of the code into its register, beginning at p; `valid` lanes hold elements.
  constexpr void read(int o, place p, int stride, int valid) {
    const ir::operand& how = l_->inputs.at[o];
    cell* const to = reg(o);
    for (int lane = 0; lane < lanes_; ++lane) switch (how.mode) {
        case ir::access::immediate:
          to[lane] = algebra_.number(how.immediate);
          break;
        case ir::access::broadcast:
          to[lane] = reach(p);
          break;
        case ir::access::vector:
          to[lane] = reach(p + lane);
          break;
        case ir::access::strided:
          to[lane] = lanes_ == 1 || lane < valid ? reach(p + lane * stride) : cell{};
          break;
        case ir::access::core:
          break;
      }
  }
  constexpr void execute() {
    for (int i = 0; i < l_->instructions.size; ++i) {
      const ir::instruction& c = l_->instructions.at[i];
      for (int lane = 0; lane < lanes_; ++lane) {
        cell in[3]{};
        for (int k = 0; k < 3; ++k)
          if (c.in[k] >= 0) in[k] = reg(c.in[k])[lane];
        reg(l_->inputs.size + i)[lane] = algebra_.apply(*c.op, in);
      }
    }
  }
  constexpr void store(const cell* from, place to, int count) {
    for (int lane = 0; lane < count && lane < lanes_; ++lane) reach(to + lane) = from[lane];
  }
  constexpr void advance(int loop, int times) {
    for (int j = 0; j < l_->pointers; ++j) at_.at[j].offset += times * l_->stride(loop, j);
  }

  // A map: kept loops, the innermost axis in vectors, reduced loops.
  constexpr void map_kept(int loop) {
    const int inner = l_->kept + l_->reduced, reductions = l_->reductions.size;
    if (loop < l_->kept) {
      for (int e = 0; e < l_->extent(loop); ++e, advance(loop, 1)) map_kept(loop + 1);
      return advance(loop, -l_->extent(loop));
    }
    const place* const results = at_.at + l_->inputs.size + l_->outputs.size;
    for (int i = 0; i < (l_->inner_reduced ? 1 : l_->extent(inner)); i += lanes_) {
      for (total& t : totals_) t = total{};
      const int valid = l_->extent(inner) - i;
      map_reduced(loop, i, valid);
      for (int r = 0; r < reductions; ++r) {
        const operation& op = *l_->reductions.at[r].op;
        if (l_->inner_reduced) {
          total all{};
          for (int lane = 0; lane < lanes_; ++lane) all.add(totals_.at[r * lanes_ + lane]);
          reach(results[r]) = algebra_.reduced(op, all);
          continue;
        }
        for (int lane = 0; lane < (l_->partial && valid < lanes_ ? valid : lanes_); ++lane)
          reach(results[r] + i + lane) = algebra_.reduced(op, totals_.at[r * lanes_ + lane]);
      }
    }
  }
  constexpr void map_reduced(int loop, int i, int valid) {
    const int inner = l_->kept + l_->reduced;
    if (loop < inner) {
      for (int e = 0; e < l_->extent(loop); ++e, advance(loop, 1)) map_reduced(loop + 1, i, valid);
      return advance(loop, -l_->extent(loop));
    }
    if (!l_->inner_reduced) return element(i, valid, l_->partial && valid < lanes_);
    for (int v = 0; v < l_->extent(inner); v += lanes_)
      element(v, l_->extent(inner) - v, l_->extent(inner) - v < lanes_);
  }
  constexpr void element(int i, int valid, bool tail) {
    const int inner = l_->kept + l_->reduced;
    for (int j = 0; j < l_->inputs.size; ++j) {
      const ir::access mode = l_->inputs.at[j].mode;
      const int stride = mode == ir::access::strided ? l_->stride(inner, j) : mode == ir::access::vector ? 1 : 0;
      read(j, at_.at[j] + i * stride, stride, valid);
    }
    execute();
    for (int o = 0; o < l_->outputs.size; ++o)
      store(reg(l_->outputs.at[o]), at_.at[l_->inputs.size + o] + i, tail ? valid : lanes_);
    for (int r = 0; r < l_->reductions.size; ++r)
      for (int lane = 0; lane < lanes_; ++lane)
        if (!(tail && l_->inner_reduced && lane >= valid))
          totals_.at[r * lanes_ + lane].add(reg(l_->reductions.at[r].in[0])[lane]);
  }

  // A product with lanes along the output: loops outside, then tiles of rows and vectors.
  constexpr void product_outer(int loop) {
    if (loop < l_->kept) {
      for (int e = 0; e < l_->extent(loop); ++e, advance(loop, 1)) product_outer(loop + 1);
      return advance(loop, -l_->extent(loop));
    }
    const int vectors = (l_->n + lanes_ - 1) / lanes_, nv = kernels::tile_vectors(l_->m, vectors);
    for (int v = 0; v < vectors; v += nv) {
      const int now = vectors - v < nv ? vectors - v : nv, full = kernels::tile_rows(l_->m, now);
      for (int row = 0; row < l_->m; row += full)
        product_tile(row, l_->m - row < full ? l_->m - row : full, v * lanes_, now);
    }
  }
  constexpr void product_tile(int row, int rows, int column, int vectors) {
    const int width = vectors * lanes_;
    tile_ = ir::list<total>(rows * width);
    sum_products(0, at_.at[0] + (row * l_->s_m + column * l_->s_n), at_.at[1] + column, rows, width);
    const int inputs = l_->inputs.size;
    for (int i = row; i < row + rows; ++i)
      for (int c = column; c < column + width; c += lanes_) {
        const total* const sums = tile_.at + (i - row) * width + (c - column);
        for (int j = 0; j < inputs; ++j) {
          const ir::access mode = l_->inputs.at[j].mode;
          const int stride = mode == ir::access::strided  ? l_->stride(l_->kept + l_->outer_k, 2 + j)
                             : mode == ir::access::vector ? 1
                                                          : 0;
          read(j, at_.at[2 + j] + (i * l_->row.at[j] + c * stride), stride, l_->n - c);
        }
        for (int j = 0; j < inputs; ++j)
          if (l_->inputs.at[j].mode == ir::access::core)
            for (int lane = 0; lane < lanes_; ++lane)
              reg(j)[lane] = l_->start < 0 ? algebra_.sum(sums[lane]) : algebra_.sum(sums[lane], reg(l_->start)[lane]);
        execute();
        const bool tail = l_->partial && l_->n % lanes_ != 0 && c + lanes_ >= l_->n;
        for (int o = 0; o < l_->outputs.size; ++o)
          store(reg(l_->outputs.at[o]), at_.at[2 + inputs + o] + (i * l_->row.at[inputs + o] + c),
                tail ? l_->n - c : lanes_);
      }
  }
  constexpr void sum_products(int loop, place s, place x, int rows, int width) {
    if (loop < l_->outer_k) {
      const int number = l_->kept + loop;
      for (int e = 0; e < l_->extent(number); ++e)
        sum_products(loop + 1, s + e * l_->stride(number, 0), x + e * l_->stride(number, 1), rows, width);
      return;
    }
    for (int k = 0; k < l_->k; ++k)
      for (int i = 0; i < rows; ++i)
        for (int c = 0; c < width; ++c)
          tile_.at[i * width + c].add(algebra_.product(reach(s + (k * l_->s_k + i * l_->s_m + (l_->both ? c : 0))),
                                                       reach(x + (k * l_->x_k + c))));
  }

  // A dot product: lanes along the sum, of which no element outside counts.
  constexpr void dot_outer(int loop) {
    if (loop < l_->kept) {
      for (int e = 0; e < l_->extent(loop); ++e, advance(loop, 1)) dot_outer(loop + 1);
      return advance(loop, -l_->extent(loop));
    }
    for (int i = 0; i < l_->m; ++i)
      for (int j = 0; j < l_->n; ++j) {
        total sum{};
        dot_sum(l_->kept, at_.at[0] + i * l_->s_m, at_.at[1] + j * l_->s_n, sum);
        reach(at_.at[2] + (i * l_->row.at[0] + j * l_->row.at[1])) = algebra_.sum(sum);
      }
  }
  constexpr void dot_sum(int loop, place a, place b, total& sum) {
    for (int e = 0; e < l_->extent(loop); ++e) {
      if (loop == l_->loops) sum.add(algebra_.product(reach(a + e), reach(b + e)));
      else dot_sum(loop + 1, a + e * l_->stride(loop, 0), b + e * l_->stride(loop, 1), sum);
    }
  }

  constexpr void copy() {
    const int* r = l_->nest.at;
    for (const kernels::copy_part& part : l_->parts) {
      move(part, 0, unpacked(r[0]), unpacked(r[1]), r + 2);
      r += 2 + 3 * part.loops + (part.turns ? 4 : 3);
    }
  }
  constexpr void move(const kernels::copy_part& part, int loop, place from, place to, const int* r) {
    if (loop < part.loops) {
      for (int e = 0; e < r[3 * loop]; ++e)
        move(part, loop + 1, from + e * r[3 * loop + 1], to + e * r[3 * loop + 2], r);
      return;
    }
    r += 3 * loop;
    for (int i = 0; i < r[0]; ++i) {
      if (part.fills) reach(to + i * r[2]) = algebra_.number(part.value);
      else if (!part.turns) reach(to + i * r[2]) = reach(from + i * r[1]);
      for (int c = 0; part.turns && c < r[1]; ++c) reach(to + (c * r[3] + i)) = reach(from + (i * r[2] + c));
    }
  }
  constexpr void assemble() {
    const kernels::assembly& table = l_->assembly.at[0];
    const int lanes = plan_.nodes.lanes;
    const place to = unpacked(table.target);
    ir::list<cell> made(table.vectors * lanes);
    for (cell& c : made) c = algebra_.number(table.value);
    for (int v = 0; v < table.vectors; ++v)
      for (int k = 0; k < table.count[v]; ++k)
        for (int lane = 0; lane < lanes; ++lane)
          if (const int from = table.piece[v][k].lane[lane]; from > 0)
            made.at[v * lanes + lane] = reach(unpacked(table.source[table.piece[v][k].source]) + (from - 1));
    for (int i = 0; i < made.size; ++i) reach(to + i) = made.at[i];
  }

  const ir::plan& plan_;
  const Algebra& algebra_;
  ir::list<cell> state_, arena_, table_, registers_;  // g++ 12 does not destroy arrays of lists in constant evaluation
  ir::list<total> totals_, tile_;
  ir::list<place> at_;
  const ir::lowered* l_ = nullptr;
  int lanes_ = 1;
  cell nowhere_{};
  bool outside_ = false;
};

}  // namespace tapeless::inline TAPELESS_ISA
