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
tensor max_pool(const tensor& x, int axes, steps size, steps stride, steps padding, steps dilation);
tensor avg_pool(const tensor& x, int axes, steps size, steps stride, steps padding, steps dilation);

}  // namespace plain
