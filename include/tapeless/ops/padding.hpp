// Padding: elements before the first and behind the last along an axis.
//
//   pad<axis, before, after, border::edge>(x)     a a | a b c d | d d     the nearest element
//   pad<axis, before, after, border::reflect>(x)  c b | a b c d | c b     mirrored at the first and the last element,
//                                                                         which are not repeated: fewer than x has
//   pad<axis, before, after, border::wrap>(x)     c d | a b c d | a b     periodic: at most as many as x has
//   pad<axis, before, after, border::zero>(x)     0 0 | a b c d | 0 0     pad<axis, before, after>(x), ops/shaping.hpp
//
// They are PyTorch's replicate, reflect, circular and constant. Each is a concatenation of x with slices of itself; the
// derivative adds the adjoint of a copy to that of the element it was copied from.
//
// As an option of convolutions and pooling, how far windows reach beyond x:
//
//   .padding = 1, {1, 2}             at both ends of all axes; of the height and the width, where there are two
//   .padding = sides{2, 0}           before and after, along all axes
//   .padding = {{0, 1}, {2, 0}}      before and after along the height, then along the width
//   .padding = padding::valid        0
//   .padding = padding::same         as many windows as strides fit: ceil(extent / stride). An odd element is put
//                                    behind, as in Keras and PyTorch (there with stride 1 only)
//   .padding = padding::causal       along one axis: dilation (taps - 1) before, none after, so that an element of the
//                                    result depends on none that comes later
#pragma once

#include <tapeless/ops/joining.hpp>

namespace tapeless::inline TAPELESS_ISA {

enum class border : unsigned char { zero, edge, reflect, wrap };

struct sides {
  int before = 0, after = 0;
  constexpr sides(int n) : before(n), after(n) {}  // NOLINT: implicit on purpose
  constexpr sides(int b, int a) : before(b), after(a) {}
};

struct padding {
  enum class kind : unsigned char { counted, same, causal };
  kind how = kind::counted;
  sides depth = 0, height = 0, width = 0;                                  // with fewer spatial axes, the last ones
  int axes = 0;                                                            // how many it was given for; 0: for all
  constexpr padding(int n) : depth(n), height(n), width(n) {}              // NOLINT: implicit on purpose
  constexpr padding(tapeless::sides s) : depth(s), height(s), width(s) {}  // NOLINT: implicit on purpose
  constexpr padding(int h, int w) : height(h), width(w), axes(2) {}
  constexpr padding(tapeless::sides h, tapeless::sides w) : height(h), width(w), axes(2) {}
  constexpr padding(int d, int h, int w) : depth(d), height(h), width(w), axes(3) {}
  constexpr padding(tapeless::sides d, tapeless::sides h, tapeless::sides w) : depth(d), height(h), width(w), axes(3) {}
  constexpr explicit padding(kind k) : how(k) {}
  constexpr bool possible() const {
    for (const tapeless::sides& s : {depth, height, width})
      if (s.before < 0 || s.after < 0) return false;
    return true;
  }
  // Whether it is for so many spatial axes.
  constexpr bool fits(int count) const { return (axes == 0 || axes == count) && (how != kind::causal || count == 1); }
  static const padding valid, same, causal;
};
inline constexpr padding padding::valid{0};
inline constexpr padding padding::same{padding::kind::same};
inline constexpr padding padding::causal{padding::kind::causal};

namespace detail {
constexpr bool border_fits(border b, int extent, sides s) {
  const int most = b == border::reflect ? extent - 1 : b == border::wrap ? extent : 0x7fffffff;
  return s.before >= 0 && s.after >= 0 && s.before <= most && s.after <= most;
}
}  // namespace detail

// x with `s` elements more at the ends of `axis`.
constexpr term pad(term x, int axis, sides s, border b) {
  const int n = x->shape.dim[axis];
  if (s.before == 0 && s.after == 0) return x;
  if (b == border::zero) return pad(x, axis, s.before, s.after, 0, 0.0);
  const auto copies = [&](int first, int count) {
    shape many = x->shape;
    many.dim[axis] = count;
    return broadcast_to(slice(x, axis, first, 1), many);
  };
  term parts[3]{};
  int count = 0;
  if (s.before > 0)
    parts[count++] = b == border::edge      ? copies(0, s.before)
                     : b == border::reflect ? slice(x, axis, s.before, s.before, -1)
                                            : slice(x, axis, n - s.before, s.before);
  parts[count++] = x;
  if (s.after > 0)
    parts[count++] = b == border::edge      ? copies(n - 1, s.after)
                     : b == border::reflect ? slice(x, axis, n - 2, s.after, -1)
                                            : slice(x, axis, 0, s.after);
  for (int i = 1; i < count; ++i) parts[0] = concat(parts[0], parts[i], axis);
  return parts[0];
}

namespace detail {
template <int Axis, int Before, int After, border B>
struct pad_border_f {
  static constexpr int arity = 1;
  static constexpr bool fits(const shape& s) {
    const int axis = axis_at(Axis, s.rank);
    return axis >= 0 && border_fits(B, s.dim[axis], {Before, After});
  }
  constexpr term operator()(term x) const { return pad(x, axis_at(Axis, x->shape.rank), {Before, After}, B); }
};
}  // namespace detail

template <int Axis, int Before, int After, border B, graph G>
requires(detail::pad_border_f<Axis, Before, After, B>::fits(G.root().shape)) constexpr auto pad(expr<G>) {
  return composed<detail::called<detail::pad_border_f<Axis, Before, After, B>>, G>{};
}
template <int Axis, int Before, int After, border B>
constexpr term pad(term x) {
  return detail::moved<detail::pad_border_f<Axis, Before, After, B>>(x);
}
template <int Axis, int Before, int After, border B>
constexpr inert pad(inert) {
  return {};
}
template <int Axis, int Before, int After, border B, int... S>
constexpr inert pad(tensor<S...>) {
  static_assert(
      mistake<tensor<S...>>,
      "tapeless: pad<axis, before, after, border>(x): axis out of range, a negative count, or more than x has: reflect "
      "adds fewer elements than the axis has, wrap at most as many");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
