// Banded Jacobians, as a few diagonals: those of functions whose elements depend only on neighbouring elements, such as
// stencils, sums over neighbouring pairs and everything elementwise. One forward pass over the nodes, in which the
// tangent of a node u is a set of vectors
//
//   diagonal {offset, first, value}:  d u[i] / d x[i + offset] = value[i - first],  0 outside the vector
//
// x itself has one diagonal, of ones, with offset 0. A pointwise operation has a diagonal Jacobian, so its own reverse
// rule with a diagonal as the adjoint is the product. A movement that reads or fills a contiguous run shifts. Any other
// dependence on x makes it give up. No operation is mentioned by name.
#pragma once

#include <tapeless/ops/reduction.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

// Values are treated as flat vectors in row-major order. A value of rank 0 is repeated.
struct diagonal {
  int offset = 0, first = 0, count = 0;
  int value = -1;
};

inline constexpr int most_diagonals = 8;

struct diagonal_set {
  diagonal at[most_diagonals]{};
  int count = 0;
  bool complete = true;  // the set is the whole derivative
};

// The forward pass. Without `values` it only finds where diagonals would be, and adds nothing to the graph.
class diagonal_walk {
 public:
  constexpr diagonal_walk(builder& b, int root, int x, bool values)
      : b_(b), values_(values), nodes_(root + 1), sets_(root + 1) {
    ir::list<bool> is_needed(nodes_), dependent(nodes_);
    bool *const needed = is_needed.at, *const depends = dependent.at;
    needed[root] = true;
    for (int i = root; i > x; --i)
      if (needed[i])
        for (short q : b[i].in)
          if (q >= 0) needed[q] = true;
    depends_ = depends;
    const int size = b[x].shape.size();
    if (x <= root) depends[x] = true;
    for (int i = x; i <= root && complete_; ++i) {
      if (i == x) {
        add(sets_.at[i], {0, 0, size, values ? constant_term(b, 1).id : -1});
        continue;
      }
      for (short q : b[i].in) depends[i] = depends[i] || (q >= 0 && depends[q]);
      if (!depends[i] || !needed[i]) continue;
      const ir::loop kind = b[i].op->kind;
      if (kind == ir::loop::pointwise) multiply(i);
      else if (kind == ir::loop::movement) shift(i);
      else complete_ = false;
      complete_ = complete_ && sets_.at[i].complete;
    }
    complete_ = complete_ && depends[root];
    depends_ = nullptr;
  }
  diagonal_walk(const diagonal_walk&) = delete;
  diagonal_walk& operator=(const diagonal_walk&) = delete;

  // True if the set is the whole derivative of the root.
  constexpr bool complete() const { return complete_; }
  constexpr const diagonal_set& of_root() const { return sets_.at[nodes_ - 1]; }

 private:
  // Elements [first, first + count) of node i, or a scalar if it has one element.
  constexpr term part(int i, int first, int count) {
    const term t = b_.at(i);
    const int size = t->shape.size();
    if (size == 1) return reshape(t, shape{});
    const term flat = reshape(t, make_shape(size));
    return first == 0 && count == size ? flat : slice(flat, 0, first, count);
  }

  // The value of d on [low, high), extended by zeros.
  constexpr term widened(const diagonal& d, int low, int high) {
    const term value = b_.at(d.value);
    const int before = d.first - low, count = high - low, end = before + d.count;
    if (before == 0 && end == count) return value;
    if (value->shape.rank > 0) return pad(value, 0, before, count - end, 0, 0);
    const term place = iota_term(b_, count), zero = constant_term(b_, 0);
    term r = value;
    if (end < count) r = where(place < end, r, zero);
    if (before > 0) r = where(place < before, zero, r);
    return r;
  }

  constexpr void add(diagonal_set& to, const diagonal& d) {
    if (d.count <= 0 || (values_ && is_constant(b_.at(d.value), 0))) return;
    for (int k = 0; k < to.count; ++k) {
      diagonal& there = to.at[k];
      if (there.offset != d.offset) continue;
      const int low = there.first < d.first ? there.first : d.first;
      const int ends[] = {there.first + there.count, d.first + d.count}, high = ends[0] > ends[1] ? ends[0] : ends[1];
      if (values_) there.value = (widened(there, low, high) + widened(d, low, high)).id;
      there.first = low;
      there.count = high - low;
      return;
    }
    if (to.count == most_diagonals) to.complete = false;
    else to.at[to.count++] = d;
  }

  // A constant vector becomes a number, because products of numbers are folded.
  constexpr term compact(term t, int count) {
    if (is_constant(*t)) return constant_term(b_, t->value);
    return t->shape.size() == 1 && count > 1 ? reshape(t, shape{}) : t;
  }

  constexpr void multiply(int i) {
    diagonal_set& to = sets_.at[i];
    const node n = b_[i];
    const int size = n.shape.size();
    for (short q : n.in)
      if (q >= 0 && b_[q].shape.size() != size && (depends_[q] || b_[q].shape.size() != 1)) to.complete = false;
    if (!detail::given(n.op->derive)) return;
    for (int k = 0; k < n.op->arity && to.complete; ++k) {
      if (!depends_[n.in[k]]) continue;
      const diagonal_set& from = sets_.at[n.in[k]];
      for (int j = 0; j < from.count; ++j) {
        diagonal d = from.at[j];
        if (values_) {
          node self = n;
          self.shape = size == 1 ? shape{} : make_shape(d.count);
          rule r{
              .graph = b_, .self = self, .y = part(i, d.first, d.count), .g = b_.at(d.value), .x = {}, .adjoint = {}};
          for (int o = 0; o < n.op->arity; ++o) r.x[o] = part(n.in[o], d.first, d.count);
          r.wants[k] = true;
          n.op->derive(r);
          if (!r.adjoint[k]) continue;
          d.value = compact(r.adjoint[k], d.count).id;
        }
        add(to, d);
      }
    }
  }

  constexpr void shift(int i) {
    diagonal_set& to = sets_.at[i];
    const node n = b_[i];
    const view whole = dense_view(n.shape);
    for (int k = 0; k < n.op->arity; ++k) {
      const int q = n.in[k];
      if (!depends_[q]) continue;
      view run;
      int start = 0, size = b_[q].shape.size();  // element e of the operand becomes element e + start
      if (detail::given(n.op->look)) {
        if (!n.op->look(n, dense_view(b_[q].shape), run) || !is_run(run)) to.complete = false;
        start = -run.offset;
        size = n.shape.size();
      } else if (detail::given(n.op->place)) {
        run = part_of(whole, n.op->place(n, k), b_[q].shape);
        if (!is_run(run)) to.complete = false;
        start = run.offset;
        size = n.shape.size();
      } else {
        to.complete = false;
      }
      if (!to.complete) return;
      const diagonal_set& from = sets_.at[q];
      for (int j = 0; j < from.count; ++j) {
        diagonal d = from.at[j];
        d.offset -= start;
        d.first += start;
        const int cut = d.first < 0 ? -d.first : 0, end = d.first + d.count < size ? d.first + d.count : size;
        const int count = end - d.first - cut;
        if (count <= 0) continue;
        if (values_ && count != d.count && b_[d.value].shape.rank > 0)
          d.value = slice(b_.at(d.value), 0, cut, count).id;
        d.first += cut;
        d.count = count;
        add(to, d);
      }
    }
  }

  builder& b_;
  bool values_, complete_ = true;
  int nodes_;
  ir::list<diagonal_set> sets_;
  const bool* depends_ = nullptr;
};

// True if diagonals are less work than rows; each diagonal or row costs one pass over the graph.
constexpr bool worth_diagonals(const diagonal_set& set, int rows, int columns) {
  return 2 * set.count <= rows + columns - 1 && set.count <= rows && set.count <= columns;
}

// The matrix of `rows` x `columns` with these diagonals, row by row, in one vector. Element (i, i + offset) lies at i
// (columns + 1) + offset: in a matrix with columns + 1 columns, each diagonal is a column.
constexpr term from_diagonals(builder& b, const diagonal_set& set, int rows, int columns) {
  const int size = rows * columns, width = columns + 1, height = (size + columns) / width;
  const auto column_of = [&](int k) { return (set.at[k].offset % width + width) % width; };
  bool used[most_diagonals]{};
  term joined;
  int first_column = 0, filled = 0;
  for (int done = 0; done < set.count;) {
    int column = width;  // the next column with a diagonal, and its index
    for (int k = 0; k < set.count; ++k)
      if (!used[k] && column_of(k) < column) column = column_of(k);
    term whole;
    for (int k = 0; k < set.count; ++k) {
      if (column_of(k) != column) continue;
      const diagonal& d = set.at[k];
      used[k] = true;
      ++done;
      const int start = d.first + (d.offset - column) / width;  // its row there
      const term values = broadcast_to(b.at(d.value), make_shape(d.count));
      const term placed = pad(values, 0, start, height - start - d.count, 0, 0);
      whole = whole ? whole + placed : placed;
    }
    whole = reshape(whole, make_shape(height, 1));
    if (!joined) {
      joined = whole;
      first_column = column;
    } else {
      joined = concat(pad(joined, 1, 0, column - filled, 0, 0), whole, 1);
    }
    filled = column + 1;
  }
  if (!joined) return constant_term(b, 0, make_shape(size));
  const term all = reshape(pad(joined, 1, first_column, width - filled, 0, 0), make_shape(height * width));
  return slice(all, 0, 0, size);
}

// Calls use(set) with the diagonals of d f / d x if they are few, else returns -1.
template <class Use>
constexpr int with_diagonals(builder& b, int f, int x, Use use) {
  {
    const diagonal_walk places(b, f, x, false);
    if (!places.complete() || !worth_diagonals(places.of_root(), b[f].shape.size(), b[x].shape.size())) return -1;
  }
  const diagonal_walk walk(b, f, x, true);
  return use(walk.of_root()).id;
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
