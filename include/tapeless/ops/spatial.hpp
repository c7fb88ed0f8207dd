// Windows along the last one, two or three axes: what convolutions and pooling share.
#pragma once

#include <tapeless/ops/padding.hpp>
#include <tapeless/ops/windows.hpp>

namespace tapeless::inline TAPELESS_ISA {

// A number for each spatial axis; a single number applies to all.
struct spatial {
  int depth = 1, height = 1, width = 1;                        // with fewer spatial axes, the last ones
  int axes = 0;                                                // for so many; 0: for any number
  constexpr spatial(int n) : depth(n), height(n), width(n) {}  // NOLINT: implicit on purpose
  constexpr spatial(int h, int w) : height(h), width(w), axes(2) {}
  constexpr spatial(int d, int h, int w) : depth(d), height(h), width(w), axes(3) {}
  constexpr bool fits(int count) const { return axes == 0 || axes == count; }
  constexpr bool at_least(int n) const { return depth >= n && height >= n && width >= n; }
};

namespace detail {

// Number i of `count` spatial axes.
template <class S>
constexpr auto along_axis(const S& s, int i, int count) {
  return count - i == 1 ? s.width : count - i == 2 ? s.height : s.depth;
}

// The windows along one axis.
struct sliding_windows {
  int size = 1, stride = 1, dilation = 1;
  sides beyond = 0;  // how many elements are added to the axis
  constexpr int span() const { return (size - 1) * dilation + 1; }
  constexpr int count(int extent) const {
    return window_count(extent + beyond.before + beyond.after, size, stride, dilation);
  }
};

struct window_options {
  spatial size, stride;
  tapeless::padding padding;
  spatial dilation;
  constexpr bool possible(int axes) const {
    return size.at_least(1) && stride.at_least(1) && dilation.at_least(1) && padding.possible() && fit(axes);
  }
  // Whether each is given for all axes at once or for so many.
  constexpr bool fit(int axes) const {
    return size.fits(axes) && stride.fits(axes) && padding.fits(axes) && dilation.fits(axes);
  }
  // Those along spatial axis i of `axes`, which has `extent` elements.
  constexpr sliding_windows along(int i, int axes, int extent) const {
    sliding_windows w{along_axis(size, i, axes), along_axis(stride, i, axes), along_axis(dilation, i, axes)};
    if (padding.how == padding::kind::counted) {
      w.beyond = along_axis(padding, i, axes);
    } else if (padding.how == padding::kind::causal) {
      w.beyond = {w.span() - 1, 0};
    } else {
      const int count = (extent + w.stride - 1) / w.stride, needed = (count - 1) * w.stride + w.span() - extent;
      if (needed > 0) w.beyond = {needed / 2, needed - needed / 2};
    }
    return w;
  }
  constexpr sliding_windows along(int i, int axes, const shape& x) const {
    return along(i, axes, x.dim[x.rank - axes + i]);
  }
  // Whether each of the last `axes` axes has a window, and elements enough for its border.
  constexpr bool fit(const shape& x, int axes) const {
    for (int i = 0; i < axes; ++i)
      if (along(i, axes, x).count(x.dim[x.rank - axes + i]) == 0) return false;
    return true;
  }
  constexpr bool border_fits(const shape& x, int axes, border b) const {
    for (int i = 0; i < axes; ++i)
      if (!detail::border_fits(b, x.dim[x.rank - axes + i], along(i, axes, x).beyond)) return false;
    return true;
  }
};

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
