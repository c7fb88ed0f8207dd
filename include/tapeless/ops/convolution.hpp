// Convolution along the last one, two or three axes; as usual in the field, it is a cross-correlation:
//
//   convolve<convolution{.stride = 2, .padding = 1}>(x, w)
//
//   x: [channels, length], [channels, height, width] or [channels, depth, height, width]
//   w: [channels / groups, taps.., filters]: output features last, as in all weights here
//   out[f, i..] = sum over c, k of w[c, k.., f] * x[c, i * stride + k * dilation - padding..]
//   result: [filters, (length + padding before and after - dilation (taps - 1) - 1) / stride + 1, ..]
//
// Options: stride, padding and border (ops/padding.hpp), dilation, groups. With groups, filters
// [g F / groups, (g + 1) F / groups) see only the channels of group g.
//
// It is a contraction of w with windows of x, so that both derivatives are contractions as well: that with respect to w
// with the windows of x, that with respect to x with w, followed by a sum of overlapping windows. Only padding and the
// windows of that sum are written to memory. Three spatial axes would have more axes than a value can: the taps along
// the depth (with groups, also those along the height) become channels, which copies x once for each of them.
#pragma once

#include <tapeless/ops/contraction.hpp>
#include <tapeless/ops/delay.hpp>
#include <tapeless/ops/spatial.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct convolution {
  spatial stride = 1;
  tapeless::padding padding = 0;
  tapeless::border border = tapeless::border::zero;
  spatial dilation = 1;
  int groups = 1;
  // True if the options are valid by themselves; whether they fit depends on the shapes.
  constexpr bool possible() const {
    return stride.at_least(1) && dilation.at_least(1) && padding.possible() && groups > 0;
  }
};

namespace detail {

template <convolution C>
struct convolve_f {
  static constexpr int arity = 2;
  static constexpr spatial taps(const shape& w) {
    return w.rank == 3   ? spatial(w.dim[1])
           : w.rank == 4 ? spatial(w.dim[1], w.dim[2])
                         : spatial(w.dim[1], w.dim[2], w.dim[3]);
  }
  static constexpr window_options options(const shape& w) { return {taps(w), C.stride, C.padding, C.dilation}; }
  static constexpr bool ranks_fit(const shape& x, const shape& w) {
    return x.rank >= 2 && x.rank <= 4 && w.rank == x.rank + 1;
  }
  static constexpr bool channels_fit(const shape& x, const shape& w) {
    return x.dim[0] == w.dim[0] * C.groups && w.back() % C.groups == 0;
  }
  // Options may be for another number of axes.
  static constexpr bool kind_fits(const shape& x) {
    return window_options{1, C.stride, C.padding, C.dilation}.fit(x.rank - 1);
  }
  static constexpr bool border_fits(const shape& x, const shape& w) {
    return options(w).border_fits(x, x.rank - 1, C.border);
  }
  static constexpr bool fits(const shape& x, const shape& w) {
    return C.possible() && ranks_fit(x, w) && channels_fit(x, w) && kind_fits(x) && border_fits(x, w) &&
           options(w).fit(x, x.rank - 1);
  }

  constexpr term operator()(term x, term w) const {
    if (!fits(x->shape, w->shape)) tapeless_composition_has_shapes_that_do_not_fit();
    const int axes = x->shape.rank - 1, filters = w->shape.back();
    const bool grouped = C.groups > 1;
    const int merged = axes < 3 ? 0 : grouped ? 2 : 1;
    sliding_windows seen[3]{};
    for (int i = 0; i < axes; ++i) {
      seen[i] = options(w->shape).along(i, axes, x->shape);
      x = pad(x, 1 + i, seen[i].beyond, C.border);
    }
    for (int i = merged - 1; i >= 0; --i) x = windows(x, 1 + i, seen[i].size, seen[i].stride, seen[i].dilation);
    if (merged > 0) {
      x = taps_as_channels(x, merged);
      shape s = w->shape;
      for (int i = 0; i < merged; ++i) s.dim[0] *= s.dim[1 + i];
      for (int i = 1; i + merged < s.rank; ++i) s.dim[i] = s.dim[i + merged];
      for (int i = 0; i < merged; ++i) s = drop_last(s);
      w = reshape(w, s);
    }
    if (grouped) {  // the groups are an additional axis of both
      x = reshape(x, with_groups(x->shape, 0));
      w = reshape(w, with_groups(w->shape, w->shape.rank - 1));
    }
    for (int i = axes - 1; i >= merged; --i)
      x = windows(x, (grouped ? 2 : 1) + i, seen[i].size, seen[i].stride, seen[i].dilation);
    // Labels: 1 filter, 2 group, 3 channel, then positions and taps of each axis.
    std::int64_t of_x = 0, of_w = 0, out = 0;
    int nx = 0, nw = 0, no = 0;
    const auto put = [](std::int64_t& to, int& at, std::int64_t label) { to |= label << (4 * at++); };
    if (grouped) put(of_x, nx, 2), put(out, no, 2);
    put(of_x, nx, 3), put(of_w, nw, 3), put(out, no, 1);
    for (int i = 0; i < axes; ++i) {
      put(of_x, nx, 4 + 2 * i), put(out, no, 4 + 2 * i);
      if (i >= merged) put(of_x, nx, 5 + 2 * i), put(of_w, nw, 5 + 2 * i);
    }
    if (grouped) put(of_w, nw, 2);
    put(of_w, nw, 1);
    const term result = contract(w, x, ops::contraction_op::pair(of_w, of_x), out);
    if (!grouped) return only_whole(result, seen[0]);
    shape flat = result->shape;
    flat.dim[0] = filters;
    for (int i = 1; i + 1 < flat.rank; ++i) flat.dim[i] = flat.dim[i + 1];
    return only_whole(reshape(result, drop_last(flat)), seen[0]);
  }

 private:
  // Causal padding is what stands before a whole sequence; a layer has a delay line for blocks of it.
  static constexpr term only_whole(term y, const sliding_windows& along) {
    return C.padding.how == padding::kind::causal && along.beyond.before > 0 ? apply<ops::whole_op>(y) : y;
  }
  // Axis `axis` as [groups, extent / groups].
  static constexpr shape with_groups(shape s, int axis) {
    for (int i = s.rank; i > axis + 1; --i) s.dim[i] = s.dim[i - 1];
    ++s.rank;
    s.dim[axis + 1] = s.dim[axis] / C.groups;
    s.dim[axis] = C.groups;
    return s;
  }
  // [channels, (positions, taps).., rest..] as [channels * taps.., positions.., rest..].
  static constexpr term taps_as_channels(term x, int merged) {
    std::int64_t order = 0;
    int at = 1;
    const auto next = [&](int axis) { order |= std::int64_t{axis} << (4 * at++); };
    for (int i = 0; i < merged; ++i) next(2 + 2 * i);
    for (int i = 0; i < merged; ++i) next(1 + 2 * i);
    for (int i = 1 + 2 * merged; i < x->shape.rank; ++i) next(i);
    x = permute(x, order);
    shape s;
    s.dim[s.rank++] = x->shape.dim[0];
    for (int i = 0; i < merged; ++i) s.dim[0] *= x->shape.dim[1 + i];
    for (int i = 1 + merged; i < x->shape.rank; ++i) s.dim[s.rank++] = x->shape.dim[i];
    return reshape(x, s);
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
  constexpr shape x = make_shape(X...), w = make_shape(W...);
  constexpr bool ranks = C.possible() && f::ranks_fit(x, w), channels = ranks && f::channels_fit(x, w);
  constexpr bool kind = channels && f::kind_fits(x), borders = kind && f::border_fits(x, w);
  static_assert(C.possible() ? true : mistake<tensor<X...>, tensor<W...>>,
                "tapeless: convolve(x, w): stride, dilation and groups are at least 1, padding at least 0");
  static_assert(!C.possible() || ranks ? true : mistake<tensor<X...>, tensor<W...>>,
                "tapeless: convolve(x, w): the ranks do not fit: x is [channels, length], [channels, height, width] or "
                "[channels, depth, height, width], w has one axis more: [channels / groups, taps.., filters]");
  static_assert(!ranks || channels ? true : mistake<tensor<X...>, tensor<W...>>,
                "tapeless: convolve(x, w): the channels differ: x is [channels, ..], w is [channels / groups, taps.., "
                "filters], and the groups divide the filters");
  static_assert(!channels || kind ? true : mistake<tensor<X...>, tensor<W...>>,
                "tapeless: convolve(x, w): an option is for another number of axes: causal padding is for one spatial "
                "axis, others are given once for all axes, or for each");
  static_assert(!kind || borders ? true : mistake<tensor<X...>, tensor<W...>>,
                "tapeless: convolve(x, w): the border has too few elements to copy: reflect pads by fewer than x has, "
                "wrap by at most as many");
  static_assert(!borders ? true : mistake<tensor<X...>, tensor<W...>>,
                "tapeless: convolve(x, w): w has more taps than x, padded, has elements: pad more or take fewer taps");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
