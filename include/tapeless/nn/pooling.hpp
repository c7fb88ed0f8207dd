// Pooling: one number for each window, along the last one, two or three axes of x.
//
//   max_pool2d<2>(x), avg_pool2d<2>(x)      // x: [.., height, width]; adjacent windows
//   max_pool2d<3, pooling{.stride = 2, .padding = 1}>(x)
//   max_pool1d<2>(x), avg_pool1d<2>(x)      // x: [.., length]
//   max_pool3d<2>(x), avg_pool3d<2>(x)      // x: [.., depth, height, width], at most one axis before
//
//   max_pool1d_indices, max_pool2d_indices  where each maximum is: its row-major index among the elements of length, or
//                                           of height and width; the first of equal ones; derivative 0
//
// Options: stride (by default the size of the window), padding (ops/padding.hpp), dilation, and
//
//   .ceiling = true          a last window may reach beyond x and its padding, if it begins within x or the padding
//                            before it; otherwise elements that no whole window covers are ignored
//   .count_padding = false   an average is over the elements of x that its window sees; by default padding counts as
//                            elements of 0 (what only a ceiling adds never counts)
//
// These are ceil_mode and count_include_pad of PyTorch. Padding is -infinity for max pooling and 0 for average pooling;
// every window must contain an element of x. The derivative of a maximum is shared equally among the elements that
// attain it.
#pragma once

#include <tapeless/nn/function.hpp>
#include <tapeless/ops/spatial.hpp>
#include <tapeless/ops/statistics.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct pooling {
  spatial stride = 0;  // 0: the size of the window
  tapeless::padding padding = 0;
  spatial dilation = 1;
  bool ceiling = false, count_padding = true;
};

namespace detail {

enum class pooled : unsigned char { maximum, average, index };

template <int Axes, pooled What, spatial Size, pooling P>
struct pool_f {
  static constexpr spatial stride = [] {
    spatial s = P.stride;
    if (s.depth == 0) s.depth = Size.depth;
    if (s.height == 0) s.height = Size.height;
    if (s.width == 0) s.width = Size.width;
    return s;
  }();
  static constexpr window_options options{Size, stride, P.padding, P.dilation};
  static constexpr bool possible = options.possible(Axes);
  static constexpr bool ranks_fit(const shape& x) {
    return x.rank >= Axes && (Axes == 3 ? x.rank <= 4 : x.rank + Axes < max_rank);
  }
  // The windows along axis i; with a ceiling, `beyond` ends where the last window does, and none begins behind x.
  static constexpr sliding_windows along(int i, const shape& x) {
    sliding_windows w = options.along(i, Axes, x);
    const int extent = x.dim[x.rank - Axes + i], room = extent + w.beyond.before + w.beyond.after - w.span();
    if (!P.ceiling || room <= -w.stride) return w;
    int last = (room + w.stride - 1) / w.stride;
    if (last * w.stride >= extent + w.beyond.before) --last;
    const int after = w.beyond.after + last * w.stride - room;
    w.beyond.after = after > 0 ? after : 0;
    return w;
  }
  static constexpr bool windows_are_there(const shape& x) {
    if (!possible || !ranks_fit(x)) return false;
    for (int i = 0; i < Axes; ++i)
      if (along(i, x).count(x.dim[x.rank - Axes + i]) == 0) return false;
    return true;
  }
  // How many elements with numbers from `low` to below `high` window `number` sees.
  static constexpr int seen_by(const sliding_windows& w, int number, int low, int high) {
    int seen = 0;
    for (int k = 0, at = number * w.stride - w.beyond.before; k < w.size; ++k, at += w.dilation)
      seen += at >= low && at < high;
    return seen;
  }
  // True if no window lies entirely in the padding, where a maximum would be -infinity.
  static constexpr bool windows_are_filled(const shape& x) {
    for (int i = 0; i < Axes; ++i) {
      const sliding_windows w = along(i, x);
      const int extent = x.dim[x.rank - Axes + i];
      for (int n = 0; n < w.count(extent); ++n)
        if (seen_by(w, n, 0, extent) == 0) return false;
    }
    return true;
  }
  static constexpr bool fits(const node& x) { return windows_are_there(x.shape) && windows_are_filled(x.shape); }

  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    if constexpr (What == pooled::maximum) {
      return reduced<ops::reduce_max_op>(x, -__builtin_huge_val());
    } else if constexpr (What == pooled::average) {
      return averaged(x);
    } else {
      shape plane;
      for (int i = x->shape.rank - Axes; i < x->shape.rank; ++i) plane.dim[plane.rank++] = x->shape.dim[i];
      const double none = plane.size();
      const term flat = iota_term(*x.owner, plane.size());
      const term place = in_windows(reshape(flat, plane), none);
      const term seen = in_windows(x, -__builtin_huge_val());
      const unsigned taps = taps_of(seen);
      const term largest = equal(seen, spread(reduce<ops::reduce_max_op>(seen, taps), seen->shape, taps));
      return reduce<ops::reduce_min_op>(where(largest, place, where(not_equal(seen, seen), place, none)), taps);
    }
  }

  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    constexpr bool there = possible && windows_are_there(make_shape(D...));
    static_assert(
        possible ? true : mistake<tensor<D...>>,
        "tapeless: pooling has windows, strides and dilations of at least 1 and a padding of at least 0, each "
        "given once for all axes or for each, and causal padding along one axis only");
    static_assert(
        !possible || there ? true : mistake<tensor<D...>>,
        "tapeless: pooling needs x as [.., length], [.., height, width] or [channels, depth, height, width], with at "
        "least one whole window along each: take smaller windows or pad");
    static_assert(
        !there ? true : mistake<tensor<D...>>,
        "tapeless: pooling: a window lies in the padding alone and has no element of x: pad less, or by less than a "
        "window");
    return {};
  }

 private:
  // x, padded with `value`, as [.., positions, taps, positions, taps].
  static constexpr term in_windows(term x, double value, int first_axis = 0) {
    const int lead = x->shape.rank - Axes;
    const shape whole = x->shape;
    for (int i = first_axis; i < Axes; ++i) {
      const sides s = along(i, whole).beyond;
      if (s.before || s.after) x = pad(x, lead + i, s.before, s.after, 0, value);
    }
    for (int i = Axes - 1; i >= first_axis; --i) {
      const sliding_windows w = along(i, whole);
      x = windows(x, lead + i, w.size, w.stride, w.dilation);
    }
    return x;
  }
  static constexpr unsigned taps_of(term seen) {
    unsigned taps = 0;
    for (int i = 0; i < Axes; ++i) taps |= 1u << (seen->shape.rank - 1 - 2 * i);
    return taps;
  }
  // Windows along three axes leave no room for another one: what is before joins the positions along the depth.
  template <class O>
  static constexpr term reduced(term x, double value) {
    if constexpr (Axes < 3) {
      const term seen = in_windows(x, value);
      return reduce<O>(seen, taps_of(seen));
    } else {
      const shape whole = x->shape;
      const int lead = whole.rank - 3;
      sliding_windows w[3]{along(0, whole), along(1, whole), along(2, whole)};
      for (int i = 0; i < 3; ++i)
        if (w[i].beyond.before || w[i].beyond.after)
          x = pad(x, lead + i, w[i].beyond.before, w[i].beyond.after, 0, value);
      x = windows(x, lead, w[0].size, w[0].stride, w[0].dilation);
      shape to = x->shape;
      if (lead == 1) {
        to = without_axes(to, 1);
        to.dim[0] *= whole.dim[0];
      }
      x = reshape(x, to);  // [lead * positions, taps, height, width]
      x = windows(x, 3, w[2].size, w[2].stride, w[2].dilation);
      x = windows(x, 2, w[1].size, w[1].stride, w[1].dilation);
      const term y = reduce<O>(x, 1u << 1 | 1u << 3 | 1u << 5);
      shape out = whole;
      for (int i = 0; i < 3; ++i) out.dim[lead + i] = w[i].count(whole.dim[lead + i]);
      return reshape(y, out);
    }
  }

  static constexpr term averaged(term x) {
    const shape whole = x->shape;
    const int lead = whole.rank - Axes;
    const term total = reduced<ops::sum_op>(x, 0);
    double all = 1;
    term counts;  // of axes whose windows do not all count as many elements
    for (int i = 0; i < Axes; ++i) {
      const sliding_windows w = along(i, whole);
      const int extent = whole.dim[lead + i], padded = extent + options.along(i, Axes, whole).beyond.after;
      const int low = P.count_padding ? -w.beyond.before : 0, high = P.count_padding ? padded : extent;
      const int first = seen_by(w, 0, low, high);
      bool equal = true;
      for (int n = 1; n < w.count(extent); ++n) equal = equal && seen_by(w, n, low, high) == first;
      if (equal) {
        all *= first;
        continue;
      }
      // The sum of windows of ones, along this axis.
      const term ones = broadcast_to(constant_term(*x.owner, 1), make_shape(high - low));
      const term counted = pad(ones, 0, low + w.beyond.before, extent + w.beyond.after - high, 0, 0);
      shape each = make_shape(w.count(extent));
      for (int k = i + 1; k < Axes; ++k) each.dim[each.rank++] = 1;
      const term here = reshape(reduce<ops::sum_op>(windows(counted, 0, w.size, w.stride, w.dilation), 2u), each);
      counts = counts ? counts * here : here;
    }
    const term mean = all == 1 ? total : total * (1 / all);
    return counts ? mean / counts : mean;
  }
};

}  // namespace detail

template <spatial Size, pooling P = pooling{}>
inline constexpr detail::function<detail::pool_f<1, detail::pooled::maximum, Size, P>> max_pool1d{};
template <spatial Size, pooling P = pooling{}>
inline constexpr detail::function<detail::pool_f<2, detail::pooled::maximum, Size, P>> max_pool2d{};
template <spatial Size, pooling P = pooling{}>
inline constexpr detail::function<detail::pool_f<3, detail::pooled::maximum, Size, P>> max_pool3d{};
template <spatial Size, pooling P = pooling{}>
inline constexpr detail::function<detail::pool_f<1, detail::pooled::average, Size, P>> avg_pool1d{};
template <spatial Size, pooling P = pooling{}>
inline constexpr detail::function<detail::pool_f<2, detail::pooled::average, Size, P>> avg_pool2d{};
template <spatial Size, pooling P = pooling{}>
inline constexpr detail::function<detail::pool_f<3, detail::pooled::average, Size, P>> avg_pool3d{};
template <spatial Size, pooling P = pooling{}>
inline constexpr detail::function<detail::pool_f<1, detail::pooled::index, Size, P>> max_pool1d_indices{};
template <spatial Size, pooling P = pooling{}>
inline constexpr detail::function<detail::pool_f<2, detail::pooled::index, Size, P>> max_pool2d_indices{};

}  // namespace tapeless::inline TAPELESS_ISA
