// Transposed convolution along the last one or two axes: the transpose of a strided convolution, as a linear function
// of what it would have been applied to. It makes an image larger where a convolution makes it smaller.
//
//   transposed_convolve<transposed_convolution{.stride = 2, .padding = 1, .output_padding = 1}>(x, w)
//
//   x: [channels, length] or [channels, height, width]
//   w: [channels, filters / groups, taps..], as PyTorch stores it
//   out[f, k..] = sum over c, i, j with i * stride + j * dilation - padding = k of w[c, f, j..] * x[c, i..]
//   result: [filters, (length - 1) stride - padding before and after + dilation (taps - 1) + 1 + output_padding, ..]
//
// A convolution with a stride makes results of one extent from several; output_padding, less than the stride or the
// dilation, says how many elements more than the fewest there are. padding::same: the extent is that of x times the
// stride. With groups, channels of group g, which are equally many, make filters of group g.
//
// It is a contraction of w with x, followed by a sum of overlapping windows (ops/windows.hpp); its derivatives are
// convolutions. Cost: 2 channels / groups * taps FLOPs for each element of x and each filter.
#pragma once

#include <tapeless/ops/contraction.hpp>
#include <tapeless/ops/spatial.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct transposed_convolution {
  spatial stride = 1;
  tapeless::padding padding = 0;
  spatial output_padding = 0, dilation = 1;
  int groups = 1;
  constexpr bool possible() const {
    const auto smaller = [&](int more, int step, int apart) { return more >= 0 && (more < step || more < apart); };
    return stride.at_least(1) && dilation.at_least(1) && padding.possible() && groups > 0 &&
           padding.how != padding::kind::causal &&
           (padding.how == padding::kind::counted || (output_padding.height == 0 && output_padding.width == 0)) &&
           smaller(output_padding.height, stride.height, dilation.height) &&
           smaller(output_padding.width, stride.width, dilation.width);
  }
  // Whether each option is given for all axes at once or for so many.
  constexpr bool fits(int axes) const {
    return stride.fits(axes) && padding.fits(axes) && output_padding.fits(axes) && dilation.fits(axes);
  }
};

namespace detail {

template <transposed_convolution C>
struct transposed_convolve_f {
  static constexpr int arity = 2;
  static constexpr bool ranks_fit(const shape& x, const shape& w) {
    return (x.rank == 2 || x.rank == 3) && w.rank == x.rank + 1 && C.fits(x.rank - 1);
  }
  static constexpr bool channels_fit(const shape& x, const shape& w) {
    return x.dim[0] == w.dim[0] && x.dim[0] % C.groups == 0;
  }
  struct along {
    int first, count;  // of the elements that all windows together cover, from the first on
  };
  static constexpr along elements(const shape& x, const shape& w, int i) {
    const int axes = x.rank - 1, n = x.dim[1 + i], stride = along_axis(C.stride, i, axes);
    const int span = along_axis(C.dilation, i, axes) * (w.dim[2 + i] - 1) + 1;
    if (C.padding.how == padding::kind::same) return {span > stride ? (span - stride) / 2 : 0, n * stride};
    const sides cut = along_axis(C.padding, i, axes);
    return {cut.before, (n - 1) * stride + span - cut.before - cut.after + along_axis(C.output_padding, i, axes)};
  }
  static constexpr bool something_is_left(const shape& x, const shape& w) {
    for (int i = 0; i < x.rank - 1; ++i)
      if (elements(x, w, i).count < 1) return false;
    return true;
  }
  static constexpr bool fits(const shape& x, const shape& w) {
    return C.possible() && ranks_fit(x, w) && channels_fit(x, w) && something_is_left(x, w);
  }

  constexpr term operator()(term x, term w) const {
    if (!fits(x->shape, w->shape)) tapeless_composition_has_shapes_that_do_not_fit();
    const shape from = x->shape, of_w = w->shape;
    const int axes = from.rank - 1, filters = of_w.dim[1] * C.groups;
    const bool grouped = C.groups > 1;
    if (grouped) {
      x = reshape(x, with_groups(from));
      w = reshape(w, with_groups(of_w));
    }
    // Labels: 1 filter, 2 group, 3 channel, then positions and taps of each axis.
    std::int64_t xs = 0, ws = 0, out = 0;
    int nx = 0, nw = 0, no = 0;
    const auto put = [](std::int64_t& to, int& at, std::int64_t label) { to |= label << (4 * at++); };
    if (grouped) put(xs, nx, 2), put(ws, nw, 2), put(out, no, 2);
    put(xs, nx, 3), put(ws, nw, 3), put(ws, nw, 1), put(out, no, 1);
    for (int i = 0; i < axes; ++i) {
      put(xs, nx, 4 + 2 * i), put(ws, nw, 5 + 2 * i);
      put(out, no, 4 + 2 * i), put(out, no, 5 + 2 * i);
    }
    term y = contract(w, x, ops::contraction_op::pair(ws, xs), out);
    shape flat = y->shape;
    if (grouped) {
      flat = without_axes(flat, 1);
      flat.dim[0] = filters;
      y = reshape(y, flat);
    }
    for (int i = axes - 1; i >= 0; --i) {
      const along kept = elements(from, of_w, i);
      const int stride = along_axis(C.stride, i, axes), dilation = along_axis(C.dilation, i, axes);
      const int covered = (from.dim[1 + i] - 1) * stride + dilation * (of_w.dim[2 + i] - 1) + 1;
      const int end = kept.first + kept.count;
      y = overlap_add(y, 1 + 2 * i, end > covered ? end : covered, stride, dilation);
      y = slice(y, 1 + 2 * i, kept.first, kept.count);
    }
    return y;
  }

 private:
  // [channels, ..] as [groups, channels / groups, ..].
  static constexpr shape with_groups(shape s) {
    for (int i = s.rank; i > 1; --i) s.dim[i] = s.dim[i - 1];
    ++s.rank;
    s.dim[1] = s.dim[0] / C.groups;
    s.dim[0] = C.groups;
    return s;
  }
};

}  // namespace detail

template <transposed_convolution C = transposed_convolution{}, graph X, graph W>
requires(detail::transposed_convolve_f<C>::fits(X.root().shape,
                                                W.root().shape)) constexpr auto transposed_convolve(expr<X>, expr<W>) {
  return composed<detail::called<detail::transposed_convolve_f<C>>, X, W>{};
}
template <transposed_convolution C = transposed_convolution{}>
constexpr term transposed_convolve(term x, term w) {
  return detail::transposed_convolve_f<C>{}(x, w);
}
template <transposed_convolution C = transposed_convolution{}, class X, class W>
requires(inert_like<X> || inert_like<W>) constexpr inert transposed_convolve(X, W) { return {}; }
template <transposed_convolution C = transposed_convolution{}, int... X, int... W>
constexpr inert transposed_convolve(tensor<X...>, tensor<W...>) {
  using f = detail::transposed_convolve_f<C>;
  constexpr shape x = make_shape(X...), w = make_shape(W...);
  constexpr bool ranks = C.possible() && f::ranks_fit(x, w), channels = ranks && f::channels_fit(x, w);
  static_assert(
      C.possible() ? true : mistake<tensor<X...>, tensor<W...>>,
      "tapeless: transposed_convolve(x, w): stride, dilation and groups are at least 1, padding is at least 0 "
      "and not causal, and output_padding is less than the stride or the dilation, 0 beside same");
  static_assert(!C.possible() || ranks ? true : mistake<tensor<X...>, tensor<W...>>,
                "tapeless: transposed_convolve(x, w): the ranks do not fit: x is [channels, length] or [channels, "
                "height, width], w has one axis more: [channels, filters / groups, taps..], and options are given once "
                "for all axes or for each");
  static_assert(
      !ranks || channels ? true : mistake<tensor<X...>, tensor<W...>>,
      "tapeless: transposed_convolve(x, w): the channels differ: x is [channels, ..], w is [channels, filters "
      "/ groups, taps..], and the groups divide the channels");
  static_assert(!channels ? true : mistake<tensor<X...>, tensor<W...>>,
                "tapeless: transposed_convolve(x, w): the padding takes away all elements: pad less");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
