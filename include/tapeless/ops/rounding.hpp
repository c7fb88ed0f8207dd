// Rounding to integers, and remainders. floor: ops/piecewise.hpp.
//
//   round(x)     nearest integer; halves go to the even one, as in PyTorch and NumPy, not away from 0 as in C
//   ceil(x)      smallest integer >= x
//   trunc(x)     x without its fraction
//   fmod(x, y)   x - y trunc(x / y): the sign of x, as fmod in C and PyTorch
//   mod(x, y)    x - y floor(x / y): the sign of y, as % in Python, mod in NumPy, remainder in PyTorch
//
// The derivatives of the first three are 0. A remainder has derivative 1 with respect to x and minus the quotient,
// rounded as above, with respect to y; where it jumps, that of the side it belongs to. Remainders are exact for
// |x / y| < 2^23 (float), 2^52 (double) where there is a fused multiply-add, and 0 far beyond; NaN for y = 0 and
// infinite x. To train through round, as for quantisation, write x + stop_gradient(round(x) - x).
#pragma once

#include <tapeless/ops/piecewise.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace ops {

// Leaves integers as they are.
struct rounding : pointwise<1> {
  static constexpr void derive(rule&) {}
  static constexpr bool is_whole(const node& n);
  static constexpr int simplify(builder& b, const node& n) {
    return is_whole(b[n.in[0]]) ? n.in[0] : fold_constants(b, n);
  }
};
struct round_op : rounding {
  static constexpr char name[] = "round";
  static constexpr spelling print{"round({0})", "\\operatorname{round}({0})"};
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::nearest(x);
  }
};
struct ceil_op : rounding {
  static constexpr char name[] = "ceil";
  static constexpr spelling print{"ceil({0})", "\\lceil {0} \\rceil"};
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::ceil(x);
  }
};
struct trunc_op : rounding {
  static constexpr char name[] = "trunc";
  static constexpr spelling print{"trunc({0})", "\\operatorname{trunc}({0})"};
  static constexpr int flops = 3;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::trunc(x);
  }
};
constexpr bool rounding::is_whole(const node& n) {
  return detail::is_op<floor_op>(n) || detail::is_op<round_op>(n) || detail::is_op<ceil_op>(n) ||
         detail::is_op<trunc_op>(n);
}

}  // namespace ops

TAPELESS_UNARY(round, elementwise<ops::round_op>)
TAPELESS_UNARY(ceil, elementwise<ops::ceil_op>)
TAPELESS_UNARY(trunc, elementwise<ops::trunc_op>)

namespace ops {

struct remainder : pointwise<2> {
  static constexpr int flops = 12;
  // The remainder tells which quotient was subtracted, even where x / y was rounded to an integer.
  static constexpr void derive(rule& r) {
    if (r.wants[0]) r.adjoint[0] = r.g;
    if (r.wants[1]) r.adjoint[1] = r.g * round((r.y - r.x[0]) / r.x[1]);
  }
};
struct fmod_op : remainder {
  static constexpr char name[] = "fmod";
  static constexpr spelling print{"fmod({0}, {1})", "\\operatorname{fmod}({0}, {1})"};
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y) {
    return simd::rem(x, y);
  }
};
struct mod_op : remainder {
  static constexpr char name[] = "mod";
  static constexpr spelling print{"mod({0}, {1})", "\\operatorname{mod}({0}, {1})"};
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y) {
    return simd::mod(x, y);
  }
};

}  // namespace ops

TAPELESS_BINARY(fmod, elementwise<ops::fmod_op>)
TAPELESS_BINARY(mod, elementwise<ops::mod_op>)

}  // namespace tapeless::inline TAPELESS_ISA
