// A tensor of any shape and its operations, in plain loops. Nothing is shared with the library.
#pragma once

#include <string>

#include "number.hpp"

namespace plain {

using ints = std::vector<int>;

struct tensor {
  ints shape;
  std::vector<num> at;  // row-major

  tensor() = default;
  explicit tensor(ints s);
  tensor(ints s, std::vector<real> values);  // exact values
  int rank() const { return static_cast<int>(shape.size()); }
  num& operator[](const ints& index);
  const num& operator[](const ints& index) const;
};

tensor number(real v);  // of rank 0; rounded if float cannot represent it
tensor table(ints shape, std::vector<real> values);
tensor iota(int n);
int product(const ints& extents);
ints index_of(const ints& shape, int element);  // of an element in row-major order
int element_of(const ints& shape, const ints& index);
ints broadcast_shape(const ints& a, const ints& b);
ints all_axes(const tensor& x);

// Elementwise, aligned at the last axis.
tensor map(const tensor& x, num (*f)(const num&));
tensor map(const tensor& a, const tensor& b, num (*f)(const num&, const num&));
tensor map(const tensor& a, const tensor& b, const tensor& c, num (*f)(const num&, const num&, const num&));
// f of all elements along the axes, in row-major order; axes may be negative.
tensor reduce(const tensor& x, ints axes, num (*f)(const std::vector<num>&));

// Movement; out[index] = x[from(index)].
tensor reshape(const tensor& x, ints shape);
tensor permute(const tensor& x, ints order);
tensor transpose(const tensor& x);
tensor slice(const tensor& x, int axis, int first, int count, int step);
tensor flip(const tensor& x, int axis);
tensor concat(int axis, const std::vector<tensor>& parts);
tensor stack(int axis, const std::vector<tensor>& parts);
tensor pad(const tensor& x, int axis, int before, int after, real value);
tensor broadcast(const tensor& x, ints shape);
tensor expand(const tensor& x, int axis);
tensor squeeze(const tensor& x, int axis);
tensor windows(const tensor& x, int axis, int size, int stride, int dilation);
tensor pick(const tensor& x, int axis, const ints& indices);
tensor gather(const tensor& x, int axis, const tensor& indices);
int whole(const num& n);  // an index as an integer; marks a jump if rounding could change it
tensor one_hot(const tensor& indices, int classes);

// Products.
tensor contract(const std::string& labels, const tensor& a, const tensor& b);
tensor matmul(const tensor& a, const tensor& b);
tensor outer(const tensor& a, const tensor& b);
tensor dense(const tensor& x, const tensor& weight, const tensor& bias);

// Along the last one or two axes; the height is used with two.
struct steps {
  int height, width;
};
tensor convolve(const tensor& x, const tensor& w, steps stride, steps padding, steps dilation, int groups);
tensor conv(const tensor& x, const tensor& w, const tensor& bias, steps stride, steps padding, steps dilation,
            int groups);

// Along three axes, without padding.
tensor conv3d(const tensor& x, const tensor& w, const tensor& bias, const ints& stride, int groups);
// Before and behind an axis: border is zero, edge, reflect or wrap.
tensor pad_border(const tensor& x, int axis, int before, int after, const char* border);
// Windows along one axis: elements with numbers from `low` to below `high` count in an average.
struct pooled_axis {
  int size, stride, dilation, before, positions, low, high;
};
tensor pool(const char* kind, const tensor& x, int axes, const std::vector<pooled_axis>& along);
tensor adaptive_pool(const char* kind, const tensor& x, int axes, int rows, int columns);
tensor transposed_convolve(const tensor& x, const tensor& w, steps stride, steps before, steps extent, steps dilation,
                           int groups);
tensor resize(const tensor& x, int axis, int m, const char* how, const char* at);
tensor group_norm(const tensor& x, const tensor& scale, const tensor& shift, int groups, real epsilon);
tensor local_response_norm(const tensor& x, int size, real alpha, real beta, real k);
tensor channel_dropout(const char* name, real p, const tensor& x);

}  // namespace plain
