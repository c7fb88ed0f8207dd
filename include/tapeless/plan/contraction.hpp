// How a contraction traverses its data. The lanes run along the last label of the output, or the last but one if
// samples come first in memory, provided that an operand is contiguous there. Otherwise they run along the contracted
// label (a dot product), or a copy with other strides is made first.
#pragma once

#include <tapeless/ops/contraction.hpp>
#include <tapeless/shape/view.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace ir {
enum class product : unsigned char {
  vector,    // lanes along the output's last label; the other operand is one number for all lanes, or a vector as well
  dot,       // lanes along the contracted label
  no_lanes,  // any strides
  pack_x,    // not yet: the operand with the last label must be copied so that this label is contiguous
  pack_s     // not yet: the other one (both have the last label)
};
}  // namespace ir

// Operand x has the label of the lanes; s is the other one.
struct contraction_roles {
  ir::product mode = ir::product::vector;
  int lane = 0;  // the output's axis along which the lanes run
  int x = 0, s = 1;
  bool both = false;  // s has the last label too
};

// The stride of a label in a view, or 0 if it does not have the label.
constexpr int stride_of(std::int64_t labels, const view& v, std::int64_t label) {
  for (int i = 0; i < v.shape.rank; ++i)
    if (label_at(labels, i) == label) return v.stride[i];
  return 0;
}

// How many products each sum of a contraction has; `first`: the shape of the first factor.
constexpr long sums_of(const node& n, const shape& first) {
  long k = 1;
  for (int i = 0; i < first.rank; ++i)
    if (axis_of(output_labels(n), n.shape.rank, label_at(labels_of(n, 0), i)) < 0) k *= first.dim[i];
  return k;
}

// With lanes along the sum, each output costs a horizontal sum; with lanes along the output, an operand has to be
// copied. A rough count of vector operations.
constexpr bool dot_is_cheaper(const node& n, int row, std::int64_t contracted, int packed, int lanes) {
  const std::int64_t outputs = n.shape.size();
  const std::int64_t by_dot = outputs * (contracted / lanes + 10);
  const std::int64_t by_pack = outputs / row * ((row + lanes - 1) / lanes) * contracted + packed;
  return by_dot < by_pack;
}

// `samples_outside`: the last axis of the output holds samples, whose elements are contiguous.
constexpr contraction_roles analyse(const node& n, const view& a, const view& b, int lanes, bool samples_outside) {
  const view* in[2] = {&a, &b};
  contraction_roles r;
  const int rank = n.shape.rank;
  r.lane = rank ? rank - 1 : 0;
  for (int i = rank - 1; i >= 0; --i)  // the last axis of more than one element
    if (n.shape.dim[i] > 1 && !(samples_outside && i == rank - 1)) {
      r.lane = i;
      break;
    }
  const std::int64_t last = rank ? label_at(output_labels(n), r.lane) : 0;
  // The last contracted label; contiguous in both operands?
  bool dot = false;
  std::int64_t contracted = 1;
  for (int i = 0; i < a.shape.rank; ++i) {
    std::int64_t label = label_at(labels_of(n, 0), i);
    if (axis_of(output_labels(n), rank, label) >= 0) continue;
    contracted *= a.shape.dim[i];
    dot = a.stride[i] == 1 && stride_of(labels_of(n, 1), b, label) == 1 && a.shape.dim[i] > 1;
  }
  if (rank == 0 || n.shape.dim[r.lane] == 1) {
    r.mode = dot ? ir::product::dot : ir::product::no_lanes;
    return r;
  }
  const int in_a = axis_of(labels_of(n, 0), a.shape.rank, last), in_b = axis_of(labels_of(n, 1), b.shape.rank, last);
  r.both = in_a >= 0 && in_b >= 0;
  if (in_a < 0) r.x = 1, r.s = 0;
  const int x_stride = stride_of(labels_of(n, r.x), *in[r.x], last);
  const int s_stride = stride_of(labels_of(n, r.s), *in[r.s], last);
  if (x_stride == 1 && (!r.both || s_stride == 1)) return r;
  if (n.shape.back() == 1) {  // a column: not worth a copy
    r.mode = dot ? ir::product::dot : ir::product::no_lanes;
    return r;
  }
  int rows = 1;  // how many rows of the output share a vector of x
  for (int i = 0; i < rank; ++i)
    if (i != r.lane && axis_of(labels_of(n, r.x), in[r.x]->shape.rank, label_at(output_labels(n), i)) < 0)
      rows *= n.shape.dim[i];
  const int packed = in[x_stride != 1 ? r.x : r.s]->shape.size();
  if (dot && (rows < 4 || dot_is_cheaper(n, n.shape.dim[r.lane], contracted, packed, lanes))) r.mode = ir::product::dot;
  else r.mode = x_stride != 1 ? ir::product::pack_x : ir::product::pack_s;
  return r;
}

}  // namespace tapeless::inline TAPELESS_ISA
