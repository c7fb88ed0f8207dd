// Random expressions as graphs that are made at run time: every operation, activation and loss, dropout and noise, of
// shapes of rank 0 to 4 that like 1, 2, 3 and odd extents. The same seed gives the same graph.
#pragma once

#include <cmath>
#include <vector>

#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/adaptive_pooling.hpp>
#include <tapeless/nn/glu.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/nn/pooling.hpp>
#include <tapeless/nn/recurrent.hpp>
#include <tapeless/nn/resize.hpp>
#include <tapeless/nn/thresholds.hpp>
#include <tapeless/ops/convolution.hpp>
#include <tapeless/ops/cumulative.hpp>
#include <tapeless/ops/gather.hpp>
#include <tapeless/ops/over_samples.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/ops/random.hpp>
#include <tapeless/ops/repetition.hpp>
#include <tapeless/ops/scatter.hpp>
#include <tapeless/ops/shaping.hpp>
#include <tapeless/ops/softmax.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/ops/top_k.hpp>
#include <tapeless/ops/transposed_convolution.hpp>
#include <tapeless/ops/triangular.hpp>
#include <tapeless/shape/random.hpp>

namespace plans {

using namespace tapeless;

class dice {
 public:
  explicit dice(std::uint64_t seed) : seed_(seed) {}
  int below(int n) {
    return static_cast<int>(counter_random::below(static_cast<std::uint32_t>(n), seed_, 1, drawn_++));
  }
  bool in(int n) { return below(n) == 0; }
  template <class T, std::size_t N>
  const T& of(const T (&all)[N]) {
    return all[below(static_cast<int>(N))];
  }
  template <class T>
  const T& of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
  }

 private:
  std::uint64_t seed_, drawn_ = 0;
};

inline constexpr int most_leaves = 10;
template <ir::role Kind>
struct names {
  symbol at[most_leaves]{};
  constexpr names() {
    for (int i = 0; i < most_leaves; ++i) {
      at[i].name = Kind == ir::role::input       ? "x"
                   : Kind == ir::role::parameter ? "w"
                   : Kind == ir::role::random    ? "u"
                                                 : "s";
      at[i].hash = mix(hash_text(at[i].name), static_cast<std::uint64_t>(i) + 1);
      at[i].kind = Kind;
      if (Kind == ir::role::random) at[i].lifetime = i % 3 == 2 ? ir::scope::step : ir::scope::sample;
    }
  }
};
template <ir::role Kind>
inline constexpr names<Kind> leaf_names{};
inline constexpr double table_numbers[] = {0.5, -1.25, 2, 0.75, -0.5, 1, -2, 0.125, 1.5, -0.75, 0.25, 1.75};
inline constexpr symbol table_symbol{
    .name = "t", .hash = hash_text("t"), .kind = ir::role::table, .table = table_numbers};

// A value, how large it may be, and whether rounding may turn a comparison that it depends on.
struct value {
  term t;
  double most = 1;
  bool smooth = true;
};

class grower {
 public:
  // `samples`: more than one where values over the samples of a tile may be drawn.
  grower(builder& b, dice& d, bool with_slots, int samples) : b_(b), d_(d), samples_(samples) {
    const int count = 1 + d_.below(4);
    for (int i = 0; i < count; ++i) leaf(d_.in(3) ? ir::role::parameter : ir::role::input);
    leaf(ir::role::parameter);
    if (with_slots) {  // one that is fed back through a product, or not
      leaf(ir::role::slot);
      const term state = pool_.back().t;
      if (state->shape.rank == 1 && state->shape.dim[0] < 10 && d_.below(3)) {
        const int n = state->shape.dim[0], i = static_cast<int>(leaves_++);
        add(b_.at(b_.insert(detail::leaf_node(leaf_names<ir::role::parameter>.at[i], make_shape(n, n)))), 2, true);
        add(contract(state, pool_.back().t, ops::contraction_op::pair(0x1, d_.in(2) ? 0x21 : 0x12), 0x2), 4 * n, true);
      }
    }
    if (d_.in(4)) add(b_.at(b_.insert(detail::leaf_node(table_symbol, make_shape(1 + d_.below(12))))), 2, true);
    if (d_.in(3)) add(constant_term(b_, d_.of({0.0, 1.0, -1.5}), d_.in(2) ? shape{} : any_shape()), 1.5, true);
  }

  void grow(int operations) {
    const std::size_t until = pool_.size() + static_cast<std::size_t>(operations);
    for (int tries = 0; pool_.size() < until && tries < 20 * operations; ++tries) operation();
  }
  const std::vector<value>& pool() const { return pool_; }
  std::size_t leaves() const { return leaves_; }

 private:
  static bool small(const shape& s) { return s.rank <= 4 && s.size() <= 120; }
  shape any_shape() {
    static constexpr int extents[] = {1, 1, 2, 2, 3, 3, 4, 5, 7, 9};
    shape s;
    s.rank = d_.of({0, 1, 1, 1, 2, 2, 2, 3, 3, 4});
    for (int i = 0; i < s.rank; ++i) s.dim[i] = d_.of(extents);
    while (!small(s)) s.dim[d_.below(s.rank)] = 1;
    return s;
  }
  void leaf(ir::role kind) {
    const int i = static_cast<int>(leaves_++);
    const symbol& name = kind == ir::role::input       ? leaf_names<ir::role::input>.at[i]
                         : kind == ir::role::parameter ? leaf_names<ir::role::parameter>.at[i]
                                                       : leaf_names<ir::role::slot>.at[i];
    // Shapes often agree, so that values meet.
    const shape s = i > 0 && d_.in(2) ? pool_[0].t->shape : any_shape();
    add(b_.at(b_.insert(detail::leaf_node(name, s))), 2, true);
  }
  void add(term t, double most, bool smooth) {
    if (!small(t->shape) || !(most <= 1e4) || b_.size() > 400) return;
    pool_.push_back({t, most, smooth});
  }
  // Later ones more often.
  const value& any() {
    const int n = static_cast<int>(pool_.size()), a = d_.below(n), b = d_.below(n);
    return pool_[static_cast<std::size_t>(a > b ? a : b)];
  }
  const value* of_shape(const shape& s) {
    std::vector<const value*> fit;
    for (const value& v : pool_)
      if (v.t->shape == s) fit.push_back(&v);
    return fit.empty() ? nullptr : d_.of(fit);
  }
  // Within (-1, 1), for operations that are not defined everywhere.
  static term tame(const value& v) { return v.most <= 1 ? v.t : tanh(v.t); }

  void operation() {
    const value x = any();
    switch (d_.below(19)) {
      case 0:
      case 1:
      case 2:
        return unary(x);
      case 3:
        return activation(x);
      case 4:
      case 5:
      case 6:
        return binary(x, any());
      case 7:
        return comparison(x, any());
      case 8:
      case 9:
        return reduction(x);
      case 10:
      case 11:
      case 12:
        return movement(x, any());
      case 13:
        return product(x, any());
      case 14:
        return sliding(x, any());
      case 15:
        return cumulative(x, any());
      case 16:
        return along(x, any());
      case 17:
        return d_.in(3) ? over_samples(x) : d_.in(4) ? noise(x) : loss(x);
      default:
        return d_.in(4) ? indexing(x) : loss(x);
    }
  }

  void over_samples(const value& v) {
    if (samples_ == 1) return reduction(v);
    if (d_.in(3)) return add(sum_over_samples(v.t), v.most * samples_, v.smooth);
    if (d_.in(2)) return add(mean_over_samples(v.t), v.most, v.smooth);
    add(variance_over_samples(tame(v)), 1, v.smooth);
  }

  void unary(const value& v) {
    const term x = v.t;
    const double b = v.most;
    const bool s = v.smooth;
    switch (d_.below(34)) {
      case 0:
        return add(-x, b, s);
      case 1:
        return add(sin(x), 1, s);
      case 2:
        return add(cos(x), 1, s);
      case 3:
        return add(tanh(x), 1, s);
      case 4:
        return add(sigmoid(x), 1, s);
      case 5:
        return add(softplus(x), b + 1, s);
      case 6:
        return add(atan(x), 2, s);
      case 7:
        return add(square(x), b * b, s);
      case 8:
        return add(exp(tame(v)), 3, s);
      case 9:
        return add(sqrt(square(x) + 0.5), b + 1, s);
      case 10:
        return add(log(square(x) + 0.5), b + 1, s);
      case 11:
        return add(pow(square(x) + 0.5, -1.5), 3, s);
      case 12:
        return add(x * d_.of({0.0, 1.0, 2.0, -0.5}), 2 * b, s);
      case 13:
        return add(expm1(tame(v)), 2, s);
      case 14:
        return add(log1p(square(x)), b, s);
      case 15:
        return add(log2(square(x) + 0.5), 2 * b + 1, s);
      case 16:
        return add(tan(tame(v)), 2, s);
      case 17:
        return add(asin(0.9 * tame(v)), 2, s);
      case 18:
        return add(acos(0.9 * tame(v)), 3, s);
      case 19:
        return add(sinh(tame(v)), 2, s);
      case 20:
        return add(cosh(tame(v)), 2, s);
      case 21:
        return add(erf(x), 1, s);
      case 22:
        return add(erfc(tame(v)), 2, s);
      case 23:
        return add(normal_cdf(x), 1, s);
      case 24:
        return add(rsqrt(square(x) + 0.5), 2, s);
      case 25:
        return add(stop_gradient(x), b, s);
      case 26:
        return add(abs(x), b, s);
      case 27:
        return add(asinh(x), b, s);
      case 28:
        return add(acosh(square(x) + 1.5), b + 2, s);
      case 29:
        return add(atanh(0.9 * tame(v)), 2, s);
      case 30:
        return add(-softplus(-x), b + 1, s);
      case 31:
        return add(logical_not(x), 1, false);
      case 32:
        return add(d_.in(3) ? round(x) : d_.in(2) ? ceil(x) : trunc(x), b + 1, false);
      default:
        return add(d_.in(2) ? sign(x) : floor(x), b + 1, false);
    }
  }
  void activation(const value& v) {
    using namespace tapeless::detail;
    const term x = v.t;
    const double b = v.most + 1;
    switch (d_.below(17)) {
      case 12:
        return add(celu_f<number{0.5}>{}(x), b, v.smooth);
      case 13:
        return add(soft_shrink_f<number{0.25}>{}(x), b, v.smooth);
      case 14:
        return add(d_.in(2) ? hard_shrink_f<number{0.5}>{}(x) : threshold_f<number{0.25}, number{1.5}>{}(x), b, false);
      case 15:
        return add(x->shape.rank ? softmin(x, last_axis(x->shape)) : x, b, v.smooth);
      case 16:
        return add(x->shape.rank && x->shape.back() % 2 == 0 ? glu(x) : x, b, v.smooth);
      case 0:
        return add(relu(x), b, v.smooth);
      case 1:
        return add(leaky_relu_f<number{0.1}>{}(x), b, v.smooth);
      case 2:
        return add(elu_f<number{0.5}>{}(x), b, v.smooth);
      case 3:
        return add(selu_f{}(x), 2 * b, v.smooth);
      case 4:
        return add(gelu_f{}(x), b, v.smooth);
      case 5:
        return add(gelu_tanh_f{}(x), b, v.smooth);
      case 6:
        return add(x * sigmoid(x), b, v.smooth);
      case 7:
        return add(clamp(x, -1.0, 0.5), 1, v.smooth);
      case 8:
        return add(softmax_of(x), 1, v.smooth);
      case 9:
        return add(x->shape.rank ? log_softmax(x, last_axis(x->shape)) : x, 2 * b + 6, v.smooth);
      case 10:
        return add(cbrt(square(x) + 0.5), b, v.smooth);
      default:
        return add(x / (abs(x) + 1.0), 1, v.smooth);
    }
  }
  term softmax_of(term x) { return x->shape.rank ? softmax(x, 1u << d_.below(x->shape.rank)) : sigmoid(x); }

  void binary(const value& v, const value& w) {
    if (!broadcasts(v.t->shape, w.t->shape)) return unary(v);
    const term x = v.t, y = w.t;
    const double a = v.most, b = w.most;
    const bool s = v.smooth && w.smooth;
    switch (d_.below(12)) {
      case 10:
        return add(d_.in(2) ? fmod(x, square(y) + 0.5) : mod(x, -(square(y) + 0.5)), b * b + 1, false);
      case 11:
        return add(d_.in(3)   ? logical_xor(x, y < 0.25)
                   : d_.in(2) ? logical_and(x, y < 0.25)
                              : logical_or(x, y),
                   1, false);
      case 0:
      case 1:
        return add(x + y, a + b, s);
      case 2:
        return add(x - y, a + b, s);
      case 3:
      case 4:
        return add(x * y, a * b, s);
      case 5:
        return add(x / (square(y) + 0.5), 2 * a, s);
      case 6:
        return add(atan2(x, square(y) + 0.5), 2, s);
      case 7:
        return add(pow(square(x) + 0.5, tame(w)), a * a + 3, s);
      case 8:
        return add(max(x, y), a + b, s);
      default:
        return add(min(x, y), a + b, s);
    }
  }
  void comparison(const value& v, const value& w) {
    if (!broadcasts(v.t->shape, w.t->shape)) return activation(v);
    const term x = v.t, y = w.t;
    const term test = d_.in(3) ? equal(x, y) : d_.in(2) ? x < y : x <= y;
    if (d_.in(3)) return add(test, 1, false);
    add(where(test, d_.in(2) ? x : constant_term(b_, 0.25), y), v.most + w.most, false);
  }

  unsigned axes_of(const shape& s) { return static_cast<unsigned>(d_.below(1 << s.rank)); }
  void reduction(const value& v) {
    const term x = v.t;
    const unsigned axes = axes_of(x->shape);
    const double n = x->shape.size();
    switch (d_.below(11)) {
      case 0:
      case 1:
        return add(sum(x, axes), v.most * n, v.smooth);
      case 2:
        return add(mean(x, axes), v.most, v.smooth);
      case 3:
        return add(variance(x, axes), v.most * v.most, v.smooth);
      case 4:
        return add(logsumexp(x, axes), v.most + 6, v.smooth);
      case 5:
        return add(norm(x + 2.5, axes), (v.most + 3) * n, v.smooth && v.most < 2);
      case 6:
        return add(prod(tame(v), axes), 1, v.smooth);
      case 7:
        return add(reduce<ops::reduce_max_op>(x, axes), v.most, v.smooth);
      case 8:
        return add(reduce<ops::reduce_min_op>(x, axes), v.most, v.smooth);
      case 9:
        return add(x->shape.rank ? hardmax(x, 1u << d_.below(x->shape.rank)) : x, v.most + 1, false);
      default: {
        if (x->shape.rank == 0) return add(x, v.most, v.smooth);
        const unsigned axis = 1u << d_.below(x->shape.rank);
        return add(d_.in(2)   ? argmax(x, axis)
                   : d_.in(3) ? argmin(x, axis)
                   : d_.in(2) ? argmax_last(x, axis)
                              : argmin_last(x, axis),
                   n, false);
      }
    }
  }

  void movement(const value& v, const value& w) {
    const term x = v.t;
    const shape s = x->shape;
    const auto moved = [&](term t) { add(t, v.most + 1, v.smooth); };
    if (s.rank == 0) return moved(broadcast_to(x, any_shape()));
    const int axis = d_.below(s.rank), extent = s.dim[axis];
    switch (d_.below(12)) {
      case 10:
        return moved(d_.in(2) ? tile<2>(x) : detail::repeated(x, axis, 1, 3));
      case 11:
        return moved(s.rank < 2 ? tile<1, 2>(x) : d_.in(3) ? tril<1>(x) : d_.in(2) ? triu(x) : tril(x));
      case 0:
        return moved(reshape(x, make_shape(s.size())));
      case 1:
        return moved(reshape(x, s.size() % 2 ? make_shape(1, s.size()) : make_shape(s.size() / 2, 2)));
      case 2: {
        std::int64_t order = 0;
        for (int i = 0, shift = d_.below(s.rank); i < s.rank; ++i)
          order |= std::int64_t{(i + shift) % s.rank} << (4 * i);
        return moved(permute(x, order));
      }
      case 3:
      case 4: {
        const int start = d_.below(extent), step = 1 + d_.below(2);
        return moved(d_.in(2) ? slice(x, axis, start, (extent - start - 1) / step + 1, step)
                              : slice(x, axis, start, start / step + 1, -step));
      }
      case 5:
        return moved(pad(x, axis, d_.below(3), d_.below(3), d_.below(2), d_.below(2) * 0.5));
      case 6:
      case 7: {
        shape other = w.t->shape;
        if (other.rank == s.rank) other.dim[axis] = extent;
        return add(concat(x, other == s ? w.t : x, axis), v.most + w.most, v.smooth && w.smooth);
      }
      default: {
        if (s.rank >= 4) return moved(reshape(x, s));
        shape to{s.rank + 1, {d_.of({1, 2, 3})}};
        for (int i = 0; i < s.rank; ++i) to.dim[i + 1] = s.dim[i];
        return moved(broadcast_to(x, to));
      }
    }
  }

  // Contracts one pair of equal axes, and keeps another pair side by side.
  void product(const value& v, const value& w) {
    const shape &s = v.t->shape, &t = w.t->shape;
    std::int64_t a = 0, b = 0, out = 0;
    int kept = 0, contracted = -1, shared = -1, extent = 1;
    for (int i = 0; i < s.rank; ++i) a |= std::int64_t{1 + i} << (4 * i);
    const auto put = [&](std::int64_t label) { out |= label << (4 * kept++); };
    const bool first = d_.in(2);
    const auto put_first = [&] {
      for (int i = 0; i < s.rank; ++i)
        if (i != contracted) put(1 + i);
    };
    std::int64_t own = 0;
    int owned = 0;
    for (int j = 0; j < t.rank; ++j) {
      std::int64_t label = 7 + j;
      for (int i = 0; i < s.rank; ++i)
        if (s.dim[i] == t.dim[j] && i != contracted && i != shared && label >= 7) {
          if (contracted < 0 && d_.below(3)) contracted = i, extent = s.dim[i], label = 1 + i;
          else if (shared < 0 && d_.below(2)) shared = i, label = 1 + i;
        }
      b |= label << (4 * j);
      if (label >= 7) own |= label << (4 * owned++);
    }
    if (first) put_first();
    for (int j = 0; j < owned; ++j) put(own >> (4 * j) & 15);
    if (!first) put_first();
    int size = 1;
    for (int i = 0; i < s.rank; ++i) size *= i == contracted ? 1 : s.dim[i];
    for (int j = 0; j < t.rank; ++j) size *= (b >> (4 * j) & 15) >= 7 ? t.dim[j] : 1;
    if (kept > 4 || size > 120) return;
    add(contract(v.t, w.t, ops::contraction_op::pair(a, b), out), v.most * w.most * extent, v.smooth && w.smooth);
  }

  void sliding(const value& v, const value& w) {
    const term x = v.t;
    const shape s = x->shape;
    if (s.rank == 0) return unary(v);
    const int axis = d_.below(s.rank), size = 1 + d_.below(3), stride = 1 + d_.below(2), dilation = 1 + d_.below(2);
    if (detail::window_count(s.dim[axis], size, stride, dilation) > 0 && s.rank < 4 && d_.below(3)) {
      const term seen = windows(x, axis, size, stride, dilation);
      if (d_.in(2)) return add(seen, v.most, v.smooth);
      return add(overlap_add(seen, axis, s.dim[axis], stride, dilation), 3 * v.most, v.smooth);
    }
    if (detail::convolve_f<convolution{.padding = 1}>::fits(s, w.t->shape))
      return add(detail::convolve_f<convolution{.padding = 1}>{}(x, w.t), v.most * w.most * w.t->shape.size(),
                 v.smooth && w.smooth);
    constexpr transposed_convolution back{.stride = 2, .output_padding = 1};
    if (detail::transposed_convolve_f<back>::fits(s, w.t->shape))
      return add(detail::transposed_convolve_f<back>{}(x, w.t), v.most * w.most * w.t->shape.size(),
                 v.smooth && w.smooth);
    if (s.rank >= 2 && d_.in(2)) return pool(v);
    if (s.rank < 5 && d_.in(3)) {
      const interpolation how = d_.of({interpolation::nearest, interpolation::linear, interpolation::cubic});
      const corner_rule at = d_.of({corner_rule::half_pixel, corner_rule::aligned, corner_rule::asymmetric});
      return add(detail::resized(x, axis, 1 + d_.below(8), how, at), 2 * v.most, v.smooth);
    }
    const border b = d_.of({border::zero, border::edge, border::reflect, border::wrap});
    const sides beyond{d_.below(3), d_.below(3)};
    if (detail::border_fits(b, s.dim[axis], beyond)) return add(pad(x, axis, beyond, b), v.most, v.smooth);
    reduction(v);
  }

  void pool(const value& v) {
    using detail::pooled;
    constexpr pooling far{.stride = 2, .padding = sides{1, 0}, .ceiling = true, .count_padding = false};
    const auto made = [&]<class F>(F f) {
      if (F::fits(*v.t)) add(f(v.t), v.most, v.smooth);
    };
    switch (d_.below(6)) {
      case 0:
        return made(detail::pool_f<1, pooled::maximum, spatial(2), pooling{}>{});
      case 1:
        return made(detail::pool_f<1, pooled::average, spatial(2), pooling{}>{});
      case 2:
        return made(detail::pool_f<2, pooled::average, spatial(2), far>{});
      case 3:
        return made(detail::pool_f<2, pooled::maximum, spatial(2), far>{});
      case 4:
        return made(detail::adaptive_pool_f<2, false, spatial(2, 3)>{});
      default:
        return made(detail::adaptive_pool_f<1, true, spatial(3)>{});
    }
  }

  void indexing(const value& v) {
    const term x = v.t;
    const shape s = x->shape;
    if (s.rank == 0) return unary(v);
    const int axis = d_.below(s.rank), extent = s.dim[axis];
    const auto first = [&](int count) {
      return b_.at(b_.insert(detail::leaf_node(detail::iota_symbol, make_shape(count))));
    };
    if (d_.in(2)) return add(gather(x, first(1 + d_.below(extent)), axis), v.most, v.smooth);
    add(scatter_add(x, first(extent), axis, extent + 1), v.most, v.smooth);
  }

  void cumulative(const value& v, const value& w) {
    const shape s = v.t->shape;
    if (s.rank == 0) return binary(v, w);
    const int axis = d_.below(s.rank), extent = s.dim[axis];
    const bool backwards = d_.in(3);
    switch (d_.below(3)) {
      case 0:
        return add(cumsum(v.t, axis, backwards), v.most * extent, v.smooth);
      case 1:
        return add(cumprod(tame(v), axis, backwards), 1, v.smooth);
      default: {
        const value& by = broadcasts(s, w.t->shape) && w.t->shape.rank <= s.rank ? w : v;
        return add(linear_recurrence(tame(by), v.t, axis, backwards), v.most * extent, v.smooth && by.smooth);
      }
    }
  }
  // By an index for each element: constant, or computed and then possibly out of range.
  void along(const value& v, const value& w) {
    const term x = v.t;
    const shape s = x->shape;
    if (s.rank == 0) return binary(v, w);
    const int axis = d_.below(s.rank), extent = s.dim[axis];
    shape ones = s;
    for (int i = 0; i < s.rank; ++i)
      if (i != axis) ones.dim[i] = 1;
    const term count = b_.at(b_.insert(detail::leaf_node(detail::iota_symbol, make_shape(extent))));
    const value* other = d_.in(2) ? of_shape(s) : nullptr;
    const term constant = broadcast_to(reshape(count, ones), s);
    const term indices = other ? floor(2.0 * other->t + 1.0) : d_.in(2) ? constant : (extent - 1.0) - constant;
    const bool smooth = v.smooth && !other;
    switch (d_.below(5)) {
      case 0:
        return add(gather_along(x, indices, axis), v.most, smooth);
      case 1:
        return add(scatter_add_along(x, indices, axis, extent + d_.below(2)), v.most * extent, smooth);
      case 2: {
        const term ones_like = constant_term(b_, 1, s);
        return add(where(scatter_add_along(ones_like, indices, axis, extent), 0.5, x), v.most, smooth);
      }
      default: {
        const auto [values, places] = s.back() > 1 && d_.in(2) ? top_k<2>(x) : top_k<1>(x);
        return add(d_.in(3) ? places : values, v.most + extent, false);
      }
    }
  }

  // As dropout and gaussian_noise do in training.
  void noise(const value& v) {
    const auto uniform = [&] {
      const symbol& name = leaf_names<ir::role::random>.at[randoms_++];
      return b_.at(b_.insert(detail::leaf_node(name, v.t->shape)));
    };
    if (randoms_ + 2 > most_leaves) return unary(v);
    if (d_.in(3)) return add(v.t + 0.25 * detail::box_muller_f{}(uniform(), uniform()), v.most + 2, v.smooth);
    add(where(uniform() < 0.25, 0.0, v.t * (1 / 0.75)), 2 * v.most, v.smooth);
  }

  void loss(const value& v) {
    using namespace tapeless::detail;
    const value* w = of_shape(v.t->shape);
    const value* other = of_shape(v.t->shape);
    const term z = v.t;
    if (!w || z->shape.rank == 0) return reduction(v);
    const term y = w->t, p = softmax(y, last_axis(y->shape));
    const bool s = v.smooth && w->smooth;
    const double most = (v.most + w->most + 1) * (v.most + w->most + 1);
    // Weights of elements and of positions: never 0, or 0 where the comparison says so.
    const term each = d_.in(2) ? sigmoid(other->t) : relu(other->t);
    const bool e = s && other->smooth && is_op<ops::sigmoid_op>(*each);
    const term row = sigmoid(mean(other->t, last_axis(z->shape)));
    const bool r = s && other->smooth;
    const double wide = most * (other->most + 1);
    switch (d_.below(24)) {
      case 7:
        return add(log_cosh(z, y), most, s);
      case 8:
        return add(quantile<number{0.75}>(z, y), most, s);
      case 9:
        return add(poisson_nll(tame(v), y), most + 3, s);
      case 10:
        return add(gaussian_nll(z, y, tame(*other)), 3 * most, r);
      case 11:
        return add(binary_focal<number{1.5}>(z, sigmoid(y)), most + 1, s);
      case 12:
        return add(softmax_focal<number{2.0}>(z, p), most + 10, s);
      case 13:  // vectors whose length is not near 0
        return add(cosine_similarity_loss(z + (v.most + 1), y + (w->most + 1)), 2, s);
      case 14: {
        const term near = tanh(y) + (v.most + 2), far = tanh(other->t) - (v.most + 3);
        return add(triplet<number{2.5}>(z, near, far), 30 * (v.most + 2), r);
      }
      case 15:
        return add(negative_log_likelihood(z, p), most, s);
      case 16:
        return add(softmax_cross_entropy(z, label_smoothing_f<number{0.25}>{}(p)), most + 10, s);
      case 17:
        return add(mse<reduction::sum>(z, y, each), wide * z->shape.size(), e);
      case 18:
        return add(log_cosh<reduction::none>(z, y, each), wide, e);
      case 19:
        return add(gaussian_nll(z, y, tame(*other), each), 3 * wide, e);
      case 20:
        return add(softmax_cross_entropy(z, p, row), most + 10, r);
      case 21:
        return add(softmax_focal<number{2.0}, reduction::none>(z, p, row), most + 10, r);
      case 22:
        return add(cosine_similarity_loss(z + (v.most + 1), y + (w->most + 1), row), 2, r);
      case 23:
        return add(quantile<number{0.25}, reduction::sum>(z, y, each), wide * z->shape.size(), e);
      case 0:
        return add(mse(z, y), most, s);
      case 1:
        return add(mae(z, y), most, s);
      case 2:
        return add(huber<number{0.5}>(z, y), most, s);
      case 3:
        return add(binary_cross_entropy(z, sigmoid(y)), most, s);
      case 4:
        return add(hinge(z, y), most, s);
      case 5:
        return add(softmax_cross_entropy(z, p), most + 10, s);
      default:
        return add(kl_divergence(z, p), most + 10, s);
    }
  }

  builder& b_;
  dice& d_;
  std::vector<value> pool_;
  std::size_t leaves_ = 0;
  int samples_ = 1, randoms_ = 0;
};

}  // namespace plans
