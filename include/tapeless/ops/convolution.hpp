// Convolution along the last one or two axes; as usual in the field, it is a cross-correlation:
//
//   convolve<convolution{.stride = 2, .padding = 1}>(x, w)
//
//   x: [channels, length] or [channels, height, width]
//   w: [channels / groups, taps.., filters]: output features last, as in all weights here
//   out[f, i..] = sum over c, k of w[c, k.., f] * x[c, i * stride + k * dilation - padding..]
//   result: [filters, (length + 2 padding - dilation (taps - 1) - 1) / stride + 1, ..]
//
// It is a contraction of w with windows of x, so that both derivatives are contractions as well: that with respect to w
// with the windows of x, that with respect to x with w, followed by a sum of overlapping windows. Only padding and the
// windows of that sum are written to memory. With groups, filters [g F / groups, (g + 1) F / groups) see only the
// channels of group g.
#pragma once

#include <tapeless/ops/contraction.hpp>
#include <tapeless/ops/windows.hpp>

namespace tapeless::inline TAPELESS_ISA {

// A number for each spatial axis; a single number applies to all.
struct spatial {
  int height = 1, width = 1;                         // with one spatial axis only the width is used
  constexpr spatial(int n) : height(n), width(n) {}  // NOLINT: implicit on purpose
  constexpr spatial(int h, int w) : height(h), width(w) {}
  constexpr int operator[](int axis) const { return axis == 0 ? height : width; }
};

struct convolution {
  spatial stride = 1, padding = 0, dilation = 1;
  int groups = 1;
  // True if the options are valid by themselves; whether they fit depends on the shapes.
  constexpr bool possible() const {
    return stride.height > 0 && stride.width > 0 && dilation.height > 0 && dilation.width > 0 && padding.height >= 0 &&
           padding.width >= 0 && groups > 0;
  }
};

namespace detail {

// The number for spatial axis i of `count`.
constexpr int extent_along(spatial s, int i, int count) { return count == 1 ? s.width : s[i]; }

// x padded with `value` along its last `count` axes, each of which then becomes windows: [.., positions, taps,
// positions, taps].
constexpr term spatial_windows(term x, int count, spatial size, spatial stride, spatial padding, spatial dilation,
                               double value) {
  const int first = x->shape.rank - count;
  for (int i = 0; i < count; ++i)
    if (const int p = extent_along(padding, i, count)) x = pad(x, first + i, p, p, 0, value);
  for (int i = count - 1; i >= 0; --i)
    x = windows(x, first + i, extent_along(size, i, count), extent_along(stride, i, count),
                extent_along(dilation, i, count));
  return x;
}

constexpr bool windows_fit(const shape& x, int count, spatial size, spatial stride, spatial padding, spatial dilation) {
  for (int i = 0; i < count; ++i) {
    const int p = extent_along(padding, i, count);
    if (p < 0 || window_count(x.dim[x.rank - count + i] + 2 * p, extent_along(size, i, count),
                              extent_along(stride, i, count), extent_along(dilation, i, count)) == 0)
      return false;
  }
  return true;
}

template <convolution C>
struct convolve_f {
  static constexpr int arity = 2;
  static constexpr spatial taps(const shape& w) {
    return w.rank == 3 ? spatial(w.dim[1]) : spatial(w.dim[1], w.dim[2]);
  }
  static constexpr bool ranks_fit(const shape& x, const shape& w) {
    return (x.rank == 2 || x.rank == 3) && w.rank == x.rank + 1;
  }
  static constexpr bool channels_fit(const shape& x, const shape& w) {
    return x.dim[0] == w.dim[0] * C.groups && w.back() % C.groups == 0;
  }
  static constexpr bool fits(const shape& x, const shape& w) {
    return C.possible() && ranks_fit(x, w) && channels_fit(x, w) &&
           windows_fit(x, x.rank - 1, taps(w), C.stride, C.padding, C.dilation);
  }

  constexpr term operator()(term x, term w) const {
    if (!fits(x->shape, w->shape)) tapeless_composition_has_shapes_that_do_not_fit();
    const int spatial_axes = x->shape.rank - 1, filters = w->shape.back();
    const bool grouped = C.groups > 1;
    const spatial size = taps(w->shape);
    if (grouped) {  // the groups are an additional axis of both
      x = reshape(x, with_groups(x->shape, 0));
      const shape split = with_groups(w->shape, w->shape.rank - 1);
      w = reshape(w, split);
    }
    const term seen = spatial_windows(x, spatial_axes, size, C.stride, C.padding, C.dilation, 0);
    // Labels: 1 filter, 2 group, 3 channel, then positions and taps of each axis.
    std::int64_t of_x = 0, of_w = 0, out = 0;
    int nx = 0, nw = 0, no = 0;
    const auto put = [](std::int64_t& to, int& at, std::int64_t label) { to |= label << (4 * at++); };
    if (grouped) put(of_x, nx, 2), put(out, no, 2);
    put(of_x, nx, 3), put(of_w, nw, 3), put(out, no, 1);
    for (int i = 0; i < spatial_axes; ++i) {
      put(of_x, nx, 4 + 2 * i), put(of_x, nx, 5 + 2 * i);
      put(of_w, nw, 5 + 2 * i), put(out, no, 4 + 2 * i);
    }
    if (grouped) put(of_w, nw, 2);
    put(of_w, nw, 1);
    const term result = contract(w, seen, ops::contraction_op::pair(of_w, of_x), out);
    if (!grouped) return result;
    shape flat = result->shape;
    flat.dim[0] = filters;
    for (int i = 1; i + 1 < flat.rank; ++i) flat.dim[i] = flat.dim[i + 1];
    return reshape(result, drop_last(flat));
  }

 private:
  // Axis `axis` as [groups, extent / groups].
  static constexpr shape with_groups(shape s, int axis) {
    for (int i = s.rank; i > axis + 1; --i) s.dim[i] = s.dim[i - 1];
    ++s.rank;
    s.dim[axis + 1] = s.dim[axis] / C.groups;
    s.dim[axis] = C.groups;
    return s;
  }
};

}  // namespace detail

template <convolution C = convolution{}, graph X, graph W>
requires(detail::convolve_f<C>::fits(X.root().shape, W.root().shape)) constexpr auto convolve(expr<X>, expr<W>) {
  return composed<detail::called<detail::convolve_f<C>>, X, W>{};
}
template <convolution C = convolution{}>
constexpr term convolve(term x, term w) {
  return detail::convolve_f<C>{}(x, w);
}
template <convolution C = convolution{}, class X, class W>
requires(inert_like<X> || inert_like<W>) constexpr inert convolve(X, W) { return {}; }
template <convolution C = convolution{}, int... X, int... W>
constexpr inert convolve(tensor<X...>, tensor<W...>) {
  using f = detail::convolve_f<C>;
  constexpr bool ranks = C.possible() && f::ranks_fit(make_shape(X...), make_shape(W...));
  constexpr bool channels = ranks && f::channels_fit(make_shape(X...), make_shape(W...));
  static_assert(C.possible() ? true : mistake<tensor<X...>, tensor<W...>>,
                "tapeless: convolve(x, w): stride, dilation and groups are at least 1, padding at least 0");
  static_assert(
      !C.possible() || ranks ? true : mistake<tensor<X...>, tensor<W...>>,
      "tapeless: convolve(x, w): the ranks do not fit: x is [channels, length] or [channels, height, width], w has "
      "one axis more: [channels / groups, taps.., filters]");
  static_assert(!ranks || channels ? true : mistake<tensor<X...>, tensor<W...>>,
                "tapeless: convolve(x, w): the channels differ: x is [channels, ..], w is [channels / groups, taps.., "
                "filters], and the groups divide the filters");
  static_assert(!channels ? true : mistake<tensor<X...>, tensor<W...>>,
                "tapeless: convolve(x, w): w has more taps than x, padded, has elements: pad more or take fewer taps");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
