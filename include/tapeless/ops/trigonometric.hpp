// Trigonometric functions and their inverses.
//
//   sin(x)        cos x               all x
//   cos(x)        -sin x              all x
//   tan(x)        1 + tan² x          all x
//   asin(x)       1 / √(1 - x²)       |x| <= 1
//   acos(x)       -1 / √(1 - x²)      |x| <= 1
//   atan(x)       1 / (1 + x²)        all x
//   atan2(y, x)   d/dy: x / (x² + y²), d/dx: -y / (x² + y²); not at (0, 0); the angle of the point (x, y)
#pragma once

#include <tapeless/ops/roots.hpp>

namespace tapeless::inline TAPELESS_ISA {

constexpr term cos(term angle);

namespace ops {

struct sin_op : pointwise<1> {
  static constexpr char name[] = "sin";
  static constexpr spelling print{"sin({0})", "\\sin({0})"};
  static constexpr int flops = 16;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::sin(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * cos(r.x[0]); }
};

}  // namespace ops

TAPELESS_UNARY(sin, elementwise<ops::sin_op>)

namespace ops {

struct cos_op : pointwise<1> {
  static constexpr char name[] = "cos";
  static constexpr spelling print{"cos({0})", "\\cos({0})"};
  static constexpr int flops = 16;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::cos(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = -(r.g * sin(r.x[0])); }
  static constexpr int simplify(builder& b, const node& n) { return drop_sign(b, n); }
};

struct tan_op : pointwise<1> {
  static constexpr char name[] = "tan";
  static constexpr spelling print{"tan({0})", "\\tan({0})"};
  static constexpr int flops = 30;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::tan(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * (1.0 + square(r.y)); }
};

// 1 / √(1 - x²), factored because 1 - x² would cancel near 1.
constexpr term inverse_sine_slope(term x) { return rsqrt((1.0 - x) * (1.0 + x)); }

struct asin_op : pointwise<1> {
  static constexpr char name[] = "asin";
  static constexpr spelling print{"asin({0})", "\\arcsin({0})"};
  static constexpr int flops = 20;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::asin(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * inverse_sine_slope(r.x[0]); }
};

struct acos_op : pointwise<1> {
  static constexpr char name[] = "acos";
  static constexpr spelling print{"acos({0})", "\\arccos({0})"};
  static constexpr int flops = 20;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::acos(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = -(r.g * inverse_sine_slope(r.x[0])); }
};

struct atan_op : pointwise<1> {
  static constexpr char name[] = "atan";
  static constexpr spelling print{"atan({0})", "\\arctan({0})"};
  static constexpr int flops = 20;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::atan(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g / (1.0 + square(r.x[0])); }
};

struct atan2_op : pointwise<2> {
  static constexpr char name[] = "atan2";
  static constexpr spelling print{"atan2({0}, {1})", "\\operatorname{atan2}({0}, {1})"};
  static constexpr int flops = 24;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V y, V x) {
    return simd::atan2(y, x);
  }
  static constexpr void derive(rule& r) {
    const term y = r.x[0], x = r.x[1], pull = r.g / (square(x) + square(y));
    if (r.wants[0]) r.adjoint[0] = pull * x;
    if (r.wants[1]) r.adjoint[1] = -(pull * y);
  }
};

}  // namespace ops

constexpr term cos(term angle) { return apply<ops::cos_op>(angle); }
TAPELESS_UNARY(cos, elementwise<ops::cos_op>)
TAPELESS_UNARY(tan, elementwise<ops::tan_op>)
TAPELESS_UNARY(asin, elementwise<ops::asin_op>)
TAPELESS_UNARY(acos, elementwise<ops::acos_op>)
TAPELESS_UNARY(atan, elementwise<ops::atan_op>)
TAPELESS_BINARY(atan2, elementwise<ops::atan2_op>)

}  // namespace tapeless::inline TAPELESS_ISA
