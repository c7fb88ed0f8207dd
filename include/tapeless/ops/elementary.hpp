// All elementwise functions, one file per family, and stop_gradient. For accuracy and domains see simd/math.hpp.
#pragma once

#include <tapeless/ops/exponential.hpp>
#include <tapeless/ops/hyperbolic.hpp>
#include <tapeless/ops/inverse_hyperbolic.hpp>
#include <tapeless/ops/logical.hpp>
#include <tapeless/ops/piecewise.hpp>
#include <tapeless/ops/power.hpp>
#include <tapeless/ops/roots.hpp>
#include <tapeless/ops/rounding.hpp>
#include <tapeless/ops/trigonometric.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace ops {

// The identity, with derivative 0.
struct stop_gradient_op : pointwise<1> {
  static constexpr char name[] = "stop_gradient";
  static constexpr spelling print{"stop_gradient({0})", "\\operatorname{sg}({0})"};
  static constexpr int flops = 0;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return x;
  }
  static constexpr void derive(rule&) {}
  // A copy that the planner adds, which must not be merged with a user's. attr[0]: 1 for these.
  static constexpr void mark_as_planned(node& n) { n.attr[0] = 1; }
};

}  // namespace ops

TAPELESS_UNARY(stop_gradient, elementwise<ops::stop_gradient_op>)

}  // namespace tapeless::inline TAPELESS_ISA
