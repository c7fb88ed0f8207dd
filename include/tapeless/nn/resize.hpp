// Resizing along axes by interpolation.
//
//   resize<axis, extent>(x)                             linear, corner_rule::half_pixel
//   resize<axis, extent, interpolation::cubic, corner_rule::aligned>(x)
//   resize2d<spatial{16, 20}>(x)                        along the last two axes, x: [.., height, width]
//   upsample2d<2, interpolation::nearest>(x)            likewise, to twice the height and width
//   resize1d, upsample1d                                along the last axis
//
// Element i of m is read at the position p of n elements; there is no filter against aliasing when m < n:
//
//   corner_rule::half_pixel   p = (i + 1/2) n / m - 1/2   elements are areas      align_corners = false in PyTorch
//   corner_rule::aligned      p = i (n - 1) / (m - 1)     both ends are kept      align_corners = true
//   corner_rule::asymmetric   p = i n / m                 the first end is kept   mode "nearest" of PyTorch
//
//   interpolation::nearest   the element floor(p + 1/2), with asymmetric corners floor(p)
//   interpolation::linear    between the two neighbours (bilinear along two axes)
//   interpolation::cubic     of the four neighbours, with Keys' kernel for a = -3/4, as in PyTorch
//
// Neighbours beyond an end are the element at that end. PyTorch's "nearest-exact" is nearest with half_pixel.
//
// Computed as one gather for each neighbour, with weights that are computed once for a row. The derivative adds the
// weighted adjoints to the elements that were read. R. Keys, Cubic Convolution Interpolation (1981).
#pragma once

#include <tapeless/nn/function.hpp>
#include <tapeless/ops/gather.hpp>
#include <tapeless/ops/piecewise.hpp>
#include <tapeless/ops/spatial.hpp>

namespace tapeless::inline TAPELESS_ISA {

enum class interpolation : unsigned char { nearest, linear, cubic };
enum class corner_rule : unsigned char { half_pixel, aligned, asymmetric };

namespace detail {

// Weights of the neighbours floor(p) - 1, floor(p), floor(p) + 1, floor(p) + 2 for t = p - floor(p).
constexpr term cubic_weight(term t, int neighbour) {
  constexpr double a = -0.75;
  const auto inner = [](term d) { return ((a + 2) * d - (a + 3)) * square(d) + 1.0; };  // |d| <= 1
  const auto outer = [](term d) { return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a; };  // 1 < |d| <= 2
  return neighbour == 0 ? outer(t + 1.0) : neighbour == 1 ? inner(t) : neighbour == 2 ? inner(1.0 - t) : outer(2.0 - t);
}

constexpr term resized(term x, int axis, int m, interpolation how, corner_rule at) {
  const int n = x->shape.dim[axis];
  if (m == n) return x;
  builder& b = *x.owner;
  if (n == 1) {
    shape to = x->shape;
    to.dim[axis] = m;
    return broadcast_to(x, to);
  }
  if (how == interpolation::nearest && at != corner_rule::aligned && m % n == 0) {  // each element m / n times
    shape apart = x->shape, to = x->shape;
    for (int i = apart.rank; i > axis + 1; --i) apart.dim[i] = apart.dim[i - 1];
    ++apart.rank;
    apart.dim[axis + 1] = 1;
    const term one = reshape(x, apart);
    apart.dim[axis + 1] = m / n;
    to.dim[axis] = m;
    return reshape(broadcast_to(one, apart), to);
  }
  // The position is (scale i + shift) / divisor, with whole numbers.
  const term i = iota_term(b, m);
  const bool halves = at == corner_rule::half_pixel;
  const double divisor = at == corner_rule::aligned ? (m > 1 ? m - 1 : 1) : halves ? 2.0 * m : m;
  const double scale = at == corner_rule::aligned ? n - 1 : halves ? 2.0 * n : n, shift = halves ? n - m : 0;
  const auto floored = [&](double more) {
    // Half a unit of the numerator keeps rounding from crossing a whole number.
    return floor((scale * i + (shift + more + 0.25)) * (1 / divisor));
  };
  if (how == interpolation::nearest)
    return gather(x, clamp(floored(at == corner_rule::asymmetric ? 0 : divisor / 2), 0.0, n - 1.0), axis);
  const term low = floored(0), t = (scale * i + shift - divisor * low) * (1 / divisor);
  shape along = keep_axes(x->shape, (1u << x->shape.rank) - 1);
  along.dim[axis] = m;
  const auto neighbour = [&](double offset, term weight) {
    return gather(x, clamp(low + offset, 0.0, n - 1.0), axis) * reshape(weight, along);
  };
  if (how == interpolation::linear) return neighbour(0, 1.0 - t) + neighbour(1, t);
  return (neighbour(-1, cubic_weight(t, 0)) + neighbour(0, cubic_weight(t, 1))) +
         (neighbour(1, cubic_weight(t, 2)) + neighbour(2, cubic_weight(t, 3)));
}

// So many elements that positions are exact in float.
constexpr bool can_resize(int n, int m) { return m > 0 && std::int64_t{n} * m < (1 << 20); }

struct resizing {
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(
        mistake<tensor<D...>>,
        "tapeless: resize<axis, extent>(x), resize1d, resize2d, upsample1d, upsample2d: an axis is out of "
        "range, an extent is not positive or there are too many, or old and new extent multiply to more than a "
        "million");
    return {};
  }
};
template <int Axis, int Extent, interpolation How, corner_rule At>
struct resize_f : resizing {
  using resizing::operator();
  static constexpr bool fits(const node& x) {
    const int axis = axis_at(Axis, x.shape.rank);
    return axis >= 0 && x.shape.rank + 1 < max_rank && can_resize(x.shape.dim[axis], Extent);
  }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    return resized(x, axis_at(Axis, x->shape.rank), Extent, How, At);
  }
};
// Along the last axes, to an extent or by a factor.
template <int Axes, bool ByFactor, spatial Size, interpolation How, corner_rule At>
struct resize_image_f : resizing {
  using resizing::operator();
  static constexpr int extent(const shape& s, int i) {
    return along_axis(Size, i, Axes) * (ByFactor ? s.dim[s.rank - Axes + i] : 1);
  }
  static constexpr bool fits(const node& x) {
    const shape& s = x.shape;
    if (s.rank < Axes || s.rank + 1 >= max_rank || !Size.at_least(1) || !Size.fits(Axes)) return false;
    for (int i = 0; i < Axes; ++i)
      if (!can_resize(s.dim[s.rank - Axes + i], extent(s, i))) return false;
    return true;
  }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    const shape whole = x->shape;
    for (int i = Axes - 1; i >= 0; --i) x = resized(x, whole.rank - Axes + i, extent(whole, i), How, At);
    return x;
  }
};

}  // namespace detail

template <int Axis, int Extent, interpolation How = interpolation::linear, corner_rule At = corner_rule::half_pixel>
inline constexpr detail::function<detail::resize_f<Axis, Extent, How, At>> resize{};
template <spatial Extents, interpolation How = interpolation::linear, corner_rule At = corner_rule::half_pixel>
inline constexpr detail::function<detail::resize_image_f<1, false, Extents, How, At>> resize1d{};
template <spatial Extents, interpolation How = interpolation::linear, corner_rule At = corner_rule::half_pixel>
inline constexpr detail::function<detail::resize_image_f<2, false, Extents, How, At>> resize2d{};
template <spatial Factor, interpolation How = interpolation::linear, corner_rule At = corner_rule::half_pixel>
inline constexpr detail::function<detail::resize_image_f<1, true, Factor, How, At>> upsample1d{};
template <spatial Factor, interpolation How = interpolation::linear, corner_rule At = corner_rule::half_pixel>
inline constexpr detail::function<detail::resize_image_f<2, true, Factor, How, At>> upsample2d{};

}  // namespace tapeless::inline TAPELESS_ISA
