// Losses of vectors, which are the last axis of the operands, all of one shape; the mean over the axes before it,
// unless a reduction says otherwise.
//
//   cosine_similarity_loss(z, y)     1 - z · y / (|z| |y|), from 0 to 2; 1 where z or y is 0
//   triplet<m>(a, p, n)              max(0, |a - p| - |a - n| + m): the anchor a is to be closer to the positive p
//                                    than to the negative n, by the margin m; m = 1
//
// The cosine is computed from vectors that are scaled by their largest element, so that no square overflows, and
// 1 - cos as half the squared distance of the unit vectors, which keeps its digits for small angles. Keras'
// CosineSimilarity is this minus 1; in PyTorch it is CosineEmbeddingLoss for a target of 1. PyTorch's
// TripletMarginLoss adds 1e-6 to each difference; here the derivative of a distance of 0 is 0.
#pragma once

#include <tapeless/nn/loss.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// x divided by its length along the last axis; 0 if x is 0. The scale cancels in the derivative, which ignores it.
struct unit_vector {
  term direction, is_zero;
  constexpr explicit unit_vector(term x) {
    const unsigned axis = last_axis(x->shape);
    const term largest = reduce<ops::reduce_max_op>(abs(stop_gradient(x)), axis);
    is_zero = equal(largest, 0.0);
    const term scaled = x / spread(where(is_zero, 1.0, largest), x->shape, axis);
    direction = scaled / spread(max(norm(scaled, axis), 1.0), x->shape, axis);  // it is at least 1, or 0
  }
};

struct cosine_similarity_loss_f : last_axis_loss {
  static constexpr term each(term z, term y) {
    const unit_vector u{z}, v{y};
    const term apart = sum(square(u.direction - v.direction), last_axis(z->shape));
    return 0.5 * (apart + (u.is_zero + v.is_zero));
  }
};

// F. Schroff et al., FaceNet: A Unified Embedding for Face Recognition and Clustering (2015), with distances that are
// not squared.
template <number Margin>
struct triplet_f : last_axis_loss {
  static constexpr bool valid = is_positive(Margin.value);
  static constexpr bool fits(const shape& a, const shape& p, const shape& n) { return a.rank > 0 && a == p && a == n; }
  static constexpr term each(term a, term p, term n) {
    const unsigned axis = last_axis(a->shape);
    return relu(norm(a - p, axis) - norm(a - n, axis) + Margin.value);
  }
  template <class F, class... Before>
  struct wrong {
    template <int... D>
    constexpr wrong(tensor<D...>) {  // NOLINT: implicit on purpose
      static_assert(mistake<Before..., tensor<D...>>,
                    "tapeless: triplet<m>(anchor, positive, negative, weight): the first three must have the same "
                    "shape, with the elements of a vector as last axis; a weight broadcasts to that shape without it");
    }
  };
  struct wrong_numbers {
    template <int... D>
    constexpr wrong_numbers(tensor<D...>) {  // NOLINT: implicit on purpose
      static_assert(valid ? true : mistake<number_shown<Margin>>,
                    "tapeless: triplet<m>(anchor, positive, negative): the margin m is positive and finite");
    }
  };
};

}  // namespace detail

TAPELESS_LOSS(cosine_similarity_loss, (), detail::cosine_similarity_loss_f)
TAPELESS_LOSS(triplet, (number Margin = number{1.0}), detail::triplet_f<Margin>)

}  // namespace tapeless::inline TAPELESS_ISA
