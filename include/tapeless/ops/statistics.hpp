// Reductions along any axes, as in NumPy: sum<0>(x), mean<0, -1>(x), max(x). The axes disappear from the shape; a
// negative axis counts from the end, and no axes means all.
//
//   sum        of the elements
//   mean       sum / count
//   prod       product of the elements; its derivative is right even where elements are 0
//   max, min   the extreme element; equal elements share the derivative
//   argmax, argmin            row-major index along the axes of the first largest, first smallest element; derivative
//                             0; index of the first NaN if there is one
//   argmax_last, argmin_last  of the last one; index of the last NaN
//   norm       √(sum of squares); derivative 0 where all elements are 0
//   variance   mean of squared deviations from the mean: divided by count, not by count - 1
//
// On terms, in compositions, sum, mean, ... also take a mask of axes. max and min do not, since their second operand is
// another value to compare: write reduce<ops::reduce_max_op>(x, mask).
#pragma once

#include <tapeless/ops/axes.hpp>
#include <tapeless/ops/elementary.hpp>
#include <tapeless/ops/reduction.hpp>

namespace tapeless::inline TAPELESS_ISA {

constexpr term sum(term x, unsigned axes) { return reduce<ops::sum_op>(x, axes); }

constexpr term mean(term x, unsigned axes) {
  const term total = sum(x, axes);
  return total * (static_cast<double>(total->shape.size()) / x->shape.size());
}

// Multiplies the two halves until one element is left: log2(extent) steps, without division.
constexpr term prod(term x, unsigned axes) {
  const shape reduced = without_axes(x->shape, axes);
  for (int axis = 0; axis < x->shape.rank; ++axis) {
    if (!(axes >> axis & 1u)) continue;
    term odd;
    while (x->shape.dim[axis] > 1) {
      const int extent = x->shape.dim[axis], half = extent / 2;
      if (extent % 2 != 0) {
        const term last = slice(x, axis, extent - 1, 1);
        odd = odd ? odd * last : last;
      }
      x = slice(x, axis, 0, half) * slice(x, axis, half, half);
    }
    if (odd) x = x * odd;
  }
  return reshape(x, reduced);
}

constexpr term norm(term x, unsigned axes) { return apply<ops::root_op>(sum(square(x), axes)); }

constexpr term variance(term x, unsigned axes) { return mean(square(x - spread(mean(x, axes), x->shape, axes)), axes); }

// Row-major indices 0, 1, 2, ... along the axes, repeated along the others.
constexpr term positions(term x, unsigned axes) {
  shape extents = x->shape;
  for (int i = 0; i < extents.rank; ++i)
    if (!(axes >> i & 1u)) extents.dim[i] = 1;
  const term count = detail::iota_term(*x.owner, extents.size());
  return reshape(count, extents);
}

namespace detail {
// The index of an element that equals the extreme one, found by Extreme; the first by a minimum of places, the last by
// a maximum. NaN equals nothing: then the places of NaN are the candidates.
template <class Extreme, class Place>
constexpr term place_of(term x, unsigned axes) {
  const term found = equal(x, spread(reduce<Extreme>(x, axes), x->shape, axes));
  const term place = positions(x, axes);
  const double none = Place::identity > 0 ? static_cast<double>(place->shape.size()) : -1.0;
  return reduce<Place>(where(found, place, where(not_equal(x, x), place, none)), axes);
}
}  // namespace detail

constexpr term argmax(term x, unsigned axes) {
  return detail::place_of<ops::reduce_max_op, ops::reduce_min_op>(x, axes);
}
constexpr term argmin(term x, unsigned axes) {
  return detail::place_of<ops::reduce_min_op, ops::reduce_min_op>(x, axes);
}
constexpr term argmax_last(term x, unsigned axes) {
  return detail::place_of<ops::reduce_max_op, ops::reduce_max_op>(x, axes);
}
constexpr term argmin_last(term x, unsigned axes) {
  return detail::place_of<ops::reduce_min_op, ops::reduce_max_op>(x, axes);
}

namespace detail {

struct sum_f {
  constexpr term operator()(term x, unsigned axes) const { return sum(x, axes); }
};
struct mean_f {
  constexpr term operator()(term x, unsigned axes) const { return mean(x, axes); }
};
struct prod_f {
  constexpr term operator()(term x, unsigned axes) const { return prod(x, axes); }
};
struct max_f {
  constexpr term operator()(term x, unsigned axes) const { return reduce<ops::reduce_max_op>(x, axes); }
};
struct min_f {
  constexpr term operator()(term x, unsigned axes) const { return reduce<ops::reduce_min_op>(x, axes); }
};
struct argmax_f {
  constexpr term operator()(term x, unsigned axes) const { return argmax(x, axes); }
};
struct argmin_f {
  constexpr term operator()(term x, unsigned axes) const { return argmin(x, axes); }
};
struct argmax_last_f {
  constexpr term operator()(term x, unsigned axes) const { return argmax_last(x, axes); }
};
struct argmin_last_f {
  constexpr term operator()(term x, unsigned axes) const { return argmin_last(x, axes); }
};
struct norm_f {
  constexpr term operator()(term x, unsigned axes) const { return norm(x, axes); }
};
struct variance_f {
  constexpr term operator()(term x, unsigned axes) const { return variance(x, axes); }
};

}  // namespace detail

TAPELESS_ALONG_AXES(sum, detail::sum_f)
TAPELESS_ALONG_AXES(mean, detail::mean_f)
TAPELESS_ALONG_AXES(prod, detail::prod_f)
TAPELESS_ALONG_AXES(max, detail::max_f)
TAPELESS_ALONG_AXES(min, detail::min_f)
TAPELESS_ALONG_AXES(argmax, detail::argmax_f)
TAPELESS_ALONG_AXES(argmin, detail::argmin_f)
TAPELESS_ALONG_AXES(argmax_last, detail::argmax_last_f)
TAPELESS_ALONG_AXES(argmin_last, detail::argmin_last_f)
TAPELESS_ALONG_AXES(norm, detail::norm_f)
TAPELESS_ALONG_AXES(variance, detail::variance_f)

}  // namespace tapeless::inline TAPELESS_ISA
