// Repeating elements. The derivative of each sums over the repetitions.
//
//   tile<repetitions...>(x)              x as often along each axis, behind itself: [a b] -> [a b a b]; aligned at the
//                                        last axis, as NumPy's tile and PyTorch's repeat
//   repeat_interleave<axis, count>(x)    each element as often: [a b] -> [a a b b]; NumPy's repeat
//
// A view that is reshaped: an axis that has become longer is copied where its reader cannot use strides.
#pragma once

#include <tapeless/ops/shaping.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// An axis with `before` copies of the whole in front of it, or `each` of every element.
constexpr term repeated(term x, int axis, int before, int each) {
  const shape s = x->shape;
  shape apart, wide, to = s;
  for (int i = 0; i < s.rank; ++i) {
    if (i == axis && before > 1) apart.dim[apart.rank++] = 1;
    apart.dim[apart.rank++] = s.dim[i];
    if (i == axis && each > 1) apart.dim[apart.rank++] = 1;
  }
  wide = apart;
  if (before > 1) wide.dim[axis] = before;
  if (each > 1) wide.dim[axis + 1] = each;
  to.dim[axis] *= before * each;
  return wide == apart ? x : reshape(broadcast_to(reshape(x, apart), wide), to);
}

template <int... N>
struct tile_f {
  static constexpr int arity = 1;
  static constexpr int given = static_cast<int>(sizeof...(N));
  static constexpr bool fits(const shape& s) {
    return ((N > 0) && ...) && given < max_rank - 1 && s.rank < max_rank - 1;  // with an axis for the copies
  }
  constexpr term operator()(term x) const {
    const int times[] = {N..., 1};
    shape s = x->shape;
    if (s.rank < given) {
      shape longer;
      for (int i = 0; i < given; ++i) longer.dim[longer.rank++] = i < given - s.rank ? 1 : s.dim[i - given + s.rank];
      x = reshape(x, longer);
    }
    for (int i = given - 1; i >= 0; --i) x = repeated(x, x->shape.rank - given + i, times[i], 1);
    return x;
  }
};

template <int Axis, int Count>
struct repeat_interleave_f {
  static constexpr int arity = 1;
  static constexpr bool fits(const shape& s) {
    return axis_at(Axis, s.rank) >= 0 && Count > 0 && s.rank < max_rank - 1;
  }
  constexpr term operator()(term x) const { return repeated(x, axis_at(Axis, x->shape.rank), 1, Count); }
};

}  // namespace detail

template <int... N, graph G>
requires(detail::tile_f<N...>::fits(G.root().shape)) constexpr auto tile(expr<G>) {
  return composed<detail::called<detail::tile_f<N...>>, G>{};
}
template <int... N>
constexpr term tile(term x) {
  return detail::moved<detail::tile_f<N...>>(x);
}
template <int... N>
constexpr inert tile(inert) {
  return {};
}
template <int... N, int... S>
constexpr inert tile(tensor<S...>) {
  static_assert(mistake<tensor<S...>>,
                "tapeless: tile<repetitions...>(x): a repetition is at least 1, and there are at most five axes");
  return {};
}

template <int Axis, int Count, graph G>
requires(detail::repeat_interleave_f<Axis, Count>::fits(G.root().shape)) constexpr auto repeat_interleave(expr<G>) {
  return composed<detail::called<detail::repeat_interleave_f<Axis, Count>>, G>{};
}
template <int Axis, int Count>
constexpr term repeat_interleave(term x) {
  return detail::moved<detail::repeat_interleave_f<Axis, Count>>(x);
}
template <int Axis, int Count>
constexpr inert repeat_interleave(inert) {
  return {};
}
template <int Axis, int Count, int... S>
constexpr inert repeat_interleave(tensor<S...>) {
  static_assert(mistake<tensor<S...>>,
                "tapeless: repeat_interleave<axis, count>(x): axis out of range, a count below 1, or more than five "
                "axes");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
