// Random expressions: the same seed gives the same graph, at run time and in constant evaluation. Every operation is
// used where it is defined, values stay below a bound, and nothing compares computed numbers, which rounding could
// turn.
#pragma once

#include <tapeless/ops/elementary.hpp>
#include <tapeless/ops/gather.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/ops/shaping.hpp>
#include <tapeless/ops/softmax.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/shape/random.hpp>

namespace stage_tests {

using namespace tapeless;

class generator {
 public:
  // `smooth`: only operations that have a derivative everywhere.
  constexpr generator(std::uint64_t seed, bool smooth) : seed_(seed), smooth_(smooth) {}

  // `count` operations on top of the leaves; returns the sum of the last few in a scalar.
  constexpr term operator()(builder& b, const int* leaves, int leaf_count, int count) {
    for (int i = 0; i < leaf_count; ++i) add(b.at(leaves[i]), 2);
    add(constant_term(b, 0), 0);
    add(constant_term(b, 1), 1);
    add(constant_term(b, -1.5, make_shape(3)), 1.5);
    const int first = size_;
    while (size_ < first + count) operation();
    term total = constant_term(b, 0);
    for (int i = size_ < 6 ? 0 : size_ - 6; i < size_; ++i)
      total = total + sum(tanh(pool_[i]), (1u << pool_[i]->shape.rank) - 1);
    return total;
  }

 private:
  constexpr int below(int n) {
    return static_cast<int>(counter_random::below(static_cast<std::uint32_t>(n), seed_, 1, drawn_++));
  }
  constexpr void add(term t, double bound) {
    if (t->shape.size() > 150 || t->shape.rank > 3 || bound > 1e4 || size_ >= 100) return;
    pool_[size_] = t;
    bound_[size_++] = bound;
  }
  // Later ones more often.
  constexpr int any() {
    const int a = below(size_), b = below(size_);
    return a > b ? a : b;
  }

  constexpr void operation() {
    const int i = any(), j = any();
    const term x = pool_[i], y = pool_[j];
    const double bx = bound_[i], by = bound_[j];
    switch (below(8)) {
      case 0:
      case 1:
        return unary(x, bx);
      case 2:
      case 3:
        return broadcasts(x->shape, y->shape) ? binary(x, y, bx, by) : unary(x, bx);
      case 4:
        return reduction(x, bx);
      case 5:
      case 6:
        return movement(x, y, bx, by);
      default:
        return product(x, y, bx * by);
    }
  }

  constexpr void unary(term x, double b) {
    switch (below(smooth_ ? 13 : 17)) {
      case 0:
        return add(-x, b);
      case 1:
        return add(sin(x), 1);
      case 2:
        return add(cos(x), 1);
      case 3:
        return add(tanh(x), 1);
      case 4:
        return add(sigmoid(x), 1);
      case 5:
        return add(softplus(x), b + 1);
      case 6:
        return add(atan(x), 2);
      case 7:
        return add(square(x), b * b);
      case 8:
        return b < 3 ? add(exp(x), 21) : add(erf(x), 1);
      case 9:
        return add(sqrt(square(x) + 0.5), b + 1);
      case 10:
        return add(log(square(x) + 0.5), b + 1);
      case 11:
        return add(pow(square(x) + 0.5, -1.5), 3);
      case 12:
        return add(x * below(4), 3 * b);
      case 13:
        return add(abs(x), b);
      case 14:
        return add(relu(x), b);
      case 15:
        return add(stop_gradient(x), b);
      default:
        return add(cbrt(x), b + 1);
    }
  }

  constexpr void binary(term x, term y, double a, double b) {
    switch (below(smooth_ ? 7 : 10)) {
      case 0:
        return add(x + y, a + b);
      case 1:
        return add(x - y, a + b);
      case 2:
        return add(x * y, a * b);
      case 3:
        return add(x / (square(y) + 0.5), 2 * a);
      case 4:
        return add(atan2(x, square(y) + 0.5), 2);
      case 5:
        return add(x - -y, a + b);
      case 6:
        return add(-x * -y, a * b);
      case 7:
        return add(max(x, y), a + b);
      case 8:
        return add(min(x, y), a + b);
      default:
        return add(where(equal(constant_term(*x.owner, below(2)), constant_term(*x.owner, 0)), x, y), a + b);
    }
  }

  constexpr void reduction(term x, double b) {
    const unsigned axes = static_cast<unsigned>(below(1 << x->shape.rank));
    switch (below(smooth_ ? 3 : 5)) {
      case 0:
        return add(sum(x, axes), b * x->shape.size());
      case 1:
        return add(mean(x, axes), b);
      case 2:
        return add(logsumexp(x, axes), b + 5);
      case 3:
        return add(reduce<ops::reduce_max_op>(x, axes), b);
      default:
        return add(reduce<ops::reduce_min_op>(x, axes), b);
    }
  }

  constexpr void movement(term x, term y, double bx, double by) {
    const shape s = x->shape;
    if (s.rank == 0) return add(broadcast_to(x, make_shape(1 + below(3))), bx);
    const int axis = below(s.rank), extent = s.dim[axis];
    switch (below(9)) {
      case 0:
        return add(reshape(x, make_shape(s.size())), bx);
      case 1:
        return s.size() % 2 ? add(reshape(x, make_shape(s.size(), 1)), bx)
                            : add(reshape(x, make_shape(2, s.size() / 2)), bx);
      case 2: {
        std::int64_t order = 0;
        for (int i = 0, shift = below(s.rank); i < s.rank; ++i) order |= std::int64_t{(i + shift) % s.rank} << (4 * i);
        return add(permute(x, order), bx);
      }
      case 3: {
        const int start = below(extent), step = 1 + below(2);
        return below(2) ? add(slice(x, axis, start, (extent - start - 1) / step + 1, step), bx)
                        : add(slice(x, axis, start, start / step + 1, -step), bx);
      }
      case 4:
        return add(pad(x, axis, below(2), below(2), below(2), below(2) * 0.5), bx + 1);
      case 5: {
        const bool fits = concatenates(s, y->shape, axis);
        return add(concat(x, fits ? y : x, axis), bx + by);
      }
      case 6: {
        shape to = s;
        if (s.rank < 3) {
          to = shape{s.rank + 1, {2}};
          for (int i = 0; i < s.rank; ++i) to.dim[i + 1] = s.dim[i];
        }
        return add(broadcast_to(x, to), bx);
      }
      case 7:
        return add(gather(x, numbers_below(*x.owner, extent), axis), bx);
      default:
        return add(scatter_add(x, numbers_below(*x.owner, extent, extent), axis, extent + 1), bx);
    }
  }
  static constexpr bool concatenates(const shape& a, shape b, int axis) {
    if (a.rank != b.rank) return false;
    b.dim[axis] = a.dim[axis];
    return a == b;
  }
  // Indices 0, 1, ... that stay below an extent.
  constexpr term numbers_below(builder& b, int extent, int count = 0) {
    if (!count) count = 1 + below(extent);
    return b.at(b.insert(detail::leaf_node(detail::iota_symbol, make_shape(count))));
  }

  // Contracts one pair of equal axes, and keeps another pair side by side.
  constexpr void product(term x, term y, double bound) {
    const shape &s = x->shape, &t = y->shape;
    std::int64_t a = 0, b = 0, out = 0;
    int kept = 0, contracted = -1, shared = -1, extent = 1;
    for (int i = 0; i < s.rank; ++i) a |= std::int64_t{1 + i} << (4 * i);
    const auto put = [&](std::int64_t label) { out |= label << (4 * kept++); };
    for (int j = 0; j < t.rank; ++j) {
      std::int64_t label = 7 + j;
      for (int i = 0; i < s.rank; ++i)
        if (s.dim[i] == t.dim[j] && i != contracted && i != shared && label >= 7) {
          if (contracted < 0 && below(3)) contracted = i, extent = s.dim[i], label = 1 + i;
          else if (shared < 0 && below(2)) shared = i, label = 1 + i;
        }
      b |= label << (4 * j);
      if (label >= 7) put(label);
    }
    for (int i = 0; i < s.rank; ++i)
      if (i != contracted) put(1 + i);
    if (kept > 3) return;
    add(contract(x, y, ops::contraction_op::pair(a, b), out), bound * extent);
  }

  std::uint64_t seed_, drawn_ = 0;
  bool smooth_;
  term pool_[100]{};
  double bound_[100]{};
  int size_ = 0;
};

inline constexpr symbol leaf_symbols[] = {
    {.name = "s", .hash = hash_text("s"), .kind = ir::role::input},
    {.name = "v", .hash = hash_text("v"), .kind = ir::role::input},
    {.name = "m", .hash = hash_text("m"), .kind = ir::role::input},
    {.name = "w", .hash = hash_text("w"), .kind = ir::role::parameter},
};
inline constexpr shape leaf_shapes[] = {make_shape(), make_shape(3), make_shape(2, 3), make_shape(3, 2)};
inline constexpr int leaf_count = 4;

constexpr void insert_leaves(builder& b, int* leaves) {
  for (int i = 0; i < leaf_count; ++i) leaves[i] = b.insert(detail::leaf_node(leaf_symbols[i], leaf_shapes[i]));
}

}  // namespace stage_tests
