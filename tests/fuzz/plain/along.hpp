// Rounding, remainders, logic, and functions that work along one axis: cumulative ones, indexing, the k largest.
#pragma once

#include "functions.hpp"

namespace plain {

// clang-format off
tensor round(const tensor&); tensor ceil(const tensor&); tensor trunc(const tensor&);
tensor fmod(const tensor& x, const tensor& y); tensor mod(const tensor& x, const tensor& y);
tensor logical_and(const tensor&, const tensor&); tensor logical_or(const tensor&, const tensor&);
tensor logical_xor(const tensor&, const tensor&); tensor logical_not(const tensor&);
tensor celu(const tensor&, real alpha = 1); tensor thresholded(const tensor&, real limit, real value);
tensor hard_shrink(const tensor&, real limit = 0.5L); tensor soft_shrink(const tensor&, real limit = 0.5L);

tensor argmin(const tensor&, ints axes); tensor argmax_last(const tensor&, ints axes); tensor argmin_last(const tensor&, ints axes);
tensor softmin(const tensor&, int axis); tensor hardmax(const tensor&, int axis);
tensor glu(const tensor&, int axis);
tensor tril(const tensor&, int k); tensor triu(const tensor&, int k);
tensor tile(const tensor&, ints times); tensor repeat_interleave(const tensor&, int axis, int count);

tensor cumsum(const tensor&, int axis); tensor cumprod(const tensor&, int axis);
tensor linear_recurrence(const tensor& a, const tensor& b, int axis);
tensor gather_along(const tensor& x, int axis, const tensor& indices);
tensor scatter_add_along(const tensor& values, int axis, int extent, const tensor& indices);
tensor scatter_along(const tensor& x, int axis, const tensor& indices, const tensor& values);
tensor scatter_add(const tensor& values, int axis, int extent, const tensor& indices);
tensor top_k(const tensor&, int axis, int k); tensor top_k_indices(const tensor&, int axis, int k);
// clang-format on

}  // namespace plain
