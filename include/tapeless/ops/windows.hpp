// Sliding windows, on which convolution and pooling are built, and their transpose.
//
//   windows<axis, size, stride, dilation>(x)   out[.., i, j, ..] = x[.., i * stride + j * dilation, ..]
//
// The axis becomes two: the positions, followed by the elements of a window. It is a view: overlapping windows share
// their elements and nothing is copied. Its transpose is overlap_add, which adds each window back to where it came from
// and whose derivative is windows again. Adjacent windows that do not overlap are a reshape.
#pragma once

#include <tapeless/ops/shaping.hpp>

namespace tapeless::inline TAPELESS_ISA {

constexpr term windows(term x, int axis, int size, int stride, int dilation);
constexpr term overlap_add(term g, int axis, int extent, int stride, int dilation);

namespace ops {

// attr[0]: the axis in the low byte, the stride in the others; attr[1]: the dilation.
struct sliding {
  static constexpr int axis(const node& n) { return static_cast<int>(n.attr[0] & 255); }
  static constexpr int stride(const node& n) { return static_cast<int>(n.attr[0] >> 8); }
  static constexpr int dilation(const node& n) { return static_cast<int>(n.attr[1]); }
};

struct windows_op : movement<1>, sliding {
  static constexpr char name[] = "windows";
  static constexpr void derive(rule& r) {
    const int a = axis(r.self);
    r.adjoint[0] = overlap_add(r.g, a, r.x[0]->shape.dim[a], stride(r.self), dilation(r.self));
  }
  static constexpr int simplify(builder& b, const node& n) {
    const int a = axis(n), count = n.shape.dim[a], size = n.shape.dim[a + 1];
    if (dilation(n) == 1 && (stride(n) == size || count == 1))
      return reshape(slice(b.at(n.in[0]), a, 0, count * size), n.shape).id;
    return moved_constant(b, n);
  }
  static constexpr bool look(const node& n, const view& in, view& out) {
    const int a = axis(n);
    out = in;
    out.shape = n.shape;
    for (int i = n.shape.rank - 1; i > a; --i) out.stride[i] = in.stride[i - 1];
    out.stride[a] = stride(n) * in.stride[a];
    out.stride[a + 1] = dilation(n) * in.stride[a];
    return true;
  }
  // windows[axis](x, size), followed by the stride and dilation if they are not 1
  static constexpr void write(printer& p, const node& n) {
    const int a = axis(n);
    p.head("windows", 1u << a);
    p << "(";
    p.operand(n.in[0]) << ", " << n.shape.dim[a + 1];
    if (stride(n) != 1 || dilation(n) != 1) p << ", " << stride(n);
    if (dilation(n) != 1) p << ", " << dilation(n);
    p << ")";
  }
};

// out[.., k, ..] = sum of g[.., i, j, ..] over i * stride + j * dilation = k.
struct overlap_add_op : sliding {
  static constexpr char name[] = "overlap_add";
  static constexpr tapeless::ir::loop kind = tapeless::ir::loop::opaque;
  static constexpr int arity = 1;
  static constexpr int flops = 1;
  static constexpr spelling print{"overlap_add({0})", "\\operatorname{overlap\\_add}({0})"};
  static constexpr void derive(rule& r) {
    const int a = axis(r.self);
    r.adjoint[0] = windows(r.g, a, r.x[0]->shape.dim[a + 1], stride(r.self), dilation(r.self));
  }
  // If windows do not overlap nothing is added: this is a reshape, padded with 0 where no window lies.
  static constexpr int simplify(builder& b, const node& n) {
    const term g = b.at(n.in[0]);
    if (is_constant(*g, 0)) return constant_term(b, 0, n.shape).id;
    const int a = axis(n), count = g->shape.dim[a], size = g->shape.dim[a + 1], covered = count * size;
    if (dilation(n) != 1 || (stride(n) != size && count != 1)) return -1;
    shape s = n.shape;
    s.dim[a] = covered;
    const term flat = reshape(g, s);
    return covered == n.shape.dim[a] ? flat.id : pad(flat, a, 0, n.shape.dim[a] - covered, 0, 0).id;
  }

  // Contiguous rows after the axis are added at once; the loops count the other axes.
  template <class T>
  static constexpr void loop(const attributes& told, const T* const* x, const view* v, T* out, const view& to) {
    const view& from = v[0];
    const int a = static_cast<int>(told.attr[0] & 255), stride = static_cast<int>(told.attr[0] >> 8);
    const int dilation = static_cast<int>(told.attr[1]), rank = to.shape.rank;
    int row = 1, behind = rank;  // the axes from `behind` on are contiguous in both
    while (behind > a + 1 && to.stride[behind - 1] == row && from.stride[behind] == row) row *= to.shape.dim[--behind];
    int outer = 1;
    for (int i = 0; i < behind; ++i)
      if (i != a) outer *= to.shape.dim[i];
    const int extent = to.shape.dim[a], count = from.shape.dim[a], size = from.shape.dim[a + 1];
    for (int o = 0; o < outer; ++o) {
      int rest = o, target = 0, source = 0;
      for (int i = behind - 1; i >= 0; --i) {
        if (i == a) continue;
        const int e = rest % to.shape.dim[i];
        rest /= to.shape.dim[i];
        target += e * to.stride[i];
        source += e * from.stride[i < a ? i : i + 1];
      }
      for (int k = 0; k < extent; ++k)
        for (int r = 0; r < row; ++r) out[target + k * to.stride[a] + r] = T(0);
      for (int i = 0; i < count; ++i)
        for (int j = 0; j < size; ++j) {
          T* sum = out + target + (i * stride + j * dilation) * to.stride[a];
          const T* part = x[0] + source + i * from.stride[a] + j * from.stride[a + 1];
          for (int r = 0; r < row; ++r) sum[r] += part[r];
        }
    }
  }
};

}  // namespace ops

namespace detail {
// How many windows of this size an axis holds; 0 if none.
constexpr int window_count(int extent, int size, int stride, int dilation) {
  const int span = (size - 1) * dilation + 1;
  return size < 1 || stride < 1 || dilation < 1 || span > extent ? 0 : (extent - span) / stride + 1;
}
}  // namespace detail

constexpr term windows(term x, int axis, int size, int stride, int dilation) {
  shape s = x->shape;
  for (int i = s.rank; i > axis + 1; --i) s.dim[i] = s.dim[i - 1];
  ++s.rank;
  s.dim[axis] = detail::window_count(x->shape.dim[axis], size, stride, dilation);
  s.dim[axis + 1] = size;
  return detail::move<ops::windows_op>(x, s, axis + (std::int64_t{stride} << 8), dilation);
}

// `extent` elements along `axis`; each is the sum of the window elements at its position.
constexpr term overlap_add(term g, int axis, int extent, int stride, int dilation) {
  node n;
  n.op = &operation_of<ops::overlap_add_op>;
  n.in[0] = static_cast<short>(g.id);
  n.shape = g->shape;
  n.shape.dim[axis] = extent;
  for (int i = axis + 1; i < n.shape.rank - 1; ++i) n.shape.dim[i] = n.shape.dim[i + 1];
  n.shape = drop_last(n.shape);
  n.attr[0] = axis + (std::int64_t{stride} << 8);
  n.attr[1] = dilation;
  return g.owner->at(g.owner->put(n));
}

namespace detail {
template <int Axis, int Size, int Stride, int Dilation>
struct windows_f {
  static constexpr int arity = 1;
  static constexpr bool fits(const shape& s) {
    const int axis = axis_at(Axis, s.rank);
    return axis >= 0 && s.rank + 1 < max_rank && window_count(s.dim[axis], Size, Stride, Dilation) > 0;
  }
  constexpr term operator()(term x) const { return windows(x, axis_at(Axis, x->shape.rank), Size, Stride, Dilation); }
};
}  // namespace detail

template <int Axis, int Size, int Stride = 1, int Dilation = 1, graph G>
requires(detail::windows_f<Axis, Size, Stride, Dilation>::fits(G.root().shape)) constexpr auto windows(expr<G>) {
  return composed<detail::called<detail::windows_f<Axis, Size, Stride, Dilation>>, G>{};
}
template <int Axis, int Size, int Stride = 1, int Dilation = 1>
constexpr term windows(term x) {
  return detail::moved<detail::windows_f<Axis, Size, Stride, Dilation>>(x);
}
template <int Axis, int Size, int Stride = 1, int Dilation = 1>
constexpr inert windows(inert) {
  return {};
}
template <int Axis, int Size, int Stride = 1, int Dilation = 1, int... S>
constexpr inert windows(tensor<S...>) {
  constexpr bool there = detail::axis_at(Axis, sizeof...(S)) >= 0, steps = Size > 0 && Stride > 0 && Dilation > 0;
  static_assert(
      there ? true : mistake<tensor<S...>>,
      "tapeless: windows<axis, size, stride, dilation>(x): axis out of range: it counts from 0, or from -1 backwards");
  static_assert(!there || steps ? true : mistake<tensor<S...>>,
                "tapeless: windows<axis, size, stride, dilation>(x): size, stride and dilation are at least 1");
  static_assert(
      !there || !steps ? true : mistake<tensor<S...>>,
      "tapeless: windows<axis, size, stride, dilation>(x): the axis is shorter than one window: pad x or take "
      "smaller windows");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
