// Views: where the elements of a value lie in memory. A movement that only renames elements is another view of the same
// memory and costs nothing.
#pragma once

#include <tapeless/shape/shape.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Element (i, j, ...) lies at offset + i * stride[0] + j * stride[1] + ... of a buffer. A stride of 0 repeats the
// element.
struct view {
  int buffer = -1;
  int offset = 0;
  tapeless::shape shape{};
  int stride[max_rank]{};
};

// The part of an output that one operand of a copying movement fills: along axis i it starts at start[i] and takes
// every step[i]-th element. Elements that no operand fills are set to `fill`.
struct placement {
  int start[max_rank]{};
  int step[max_rank]{};
  double fill = 0;
};

// The part of `out` that an operand of shape `operand` fills through placement w.
constexpr view part_of(const view& out, const placement& w, const shape& operand) {
  view v = out;
  v.shape = operand;
  for (int i = 0; i < operand.rank; ++i) {
    v.offset += w.start[i] * out.stride[i];
    v.stride[i] = w.step[i] * out.stride[i];
  }
  return v;
}

// Row-major strides without gaps.
constexpr view dense_view(const shape& s) {
  view v;
  v.shape = s;
  int step = 1;
  for (int i = s.rank - 1; i >= 0; --i) {
    v.stride[i] = step;
    step *= s.dim[i];
  }
  return v;
}

// The same for a value whose last axis is the samples: one sample after the other in memory.
constexpr view samples_first_view(const shape& s) {
  view v = dense_view(drop_last(s));
  const int size = v.shape.size();
  v.shape = s;
  v.stride[s.rank - 1] = size;
  return v;
}

// True if the elements of `v`, in row-major order, are contiguous in memory.
constexpr bool is_run(const view& v) {
  int step = 1;
  for (int i = v.shape.rank - 1; i >= 0; --i) {
    if (v.shape.dim[i] == 1) continue;
    if (v.stride[i] != step) return false;
    step *= v.shape.dim[i];
  }
  return true;
}

// Reads the elements of `v` in row-major order under another shape of the same size, without moving them; false if the
// strides do not allow it.
constexpr bool reshape_view(const view& v, const shape& to, view& out) {
  int extent[max_rank]{}, stride[max_rank]{}, n = 0;  // axes of extent 1 do not matter
  for (int i = 0; i < v.shape.rank; ++i)
    if (v.shape.dim[i] != 1) {
      if (n && stride[n - 1] == v.stride[i] * v.shape.dim[i]) {
        extent[n - 1] *= v.shape.dim[i];
        stride[n - 1] = v.stride[i];
      } else {
        extent[n] = v.shape.dim[i];
        stride[n++] = v.stride[i];
      }
    }
  out = v;
  out.shape = to;
  int at = n - 1, used = 1;  // split the merged axes, last first
  for (int i = to.rank - 1; i >= 0; --i) {
    if (to.dim[i] == 1) {
      out.stride[i] = 0;
      continue;
    }
    while (at >= 0 && used == extent[at]) --at, used = 1;
    if (at < 0 || extent[at] / used % to.dim[i] != 0) return false;
    out.stride[i] = stride[at] * used;
    used *= to.dim[i];
  }
  return true;
}

// Reads `v` with repeated axes, as NumPy broadcasts.
constexpr view broadcast_view(const view& v, const shape& to) {
  view out = v;
  out.shape = to;
  int lead = to.rank - v.shape.rank;
  for (int i = 0; i < to.rank; ++i) out.stride[i] = i < lead || v.shape.dim[i - lead] == 1 ? 0 : v.stride[i - lead];
  return out;
}

}  // namespace tapeless::inline TAPELESS_ISA
