#pragma once

// Elementary functions. One body each serves float, double, vec<float>, vec<double> and, for scalars, constant
// evaluation. The lanes of a vector have the same bits as scalar results. Results may differ by an ULP in constant
// evaluation and without a fused multiply-add.
//
// Largest error measured, in units of the last place, with a fused multiply-add; tests/simd/math.cpp holds the limits.
//
//  function  domain                              float   double
//  exp       all x                               1.0     0.9
//  exp2      all x                               1.0     1.0
//  expm1     all x                               1.3     1.8
//  log       x > 0                               0.9     0.9
//  log2      x > 0                               1.7     1.7
//  log1p     x > -1                              1.5     1.5
//  pow       all x, y                            1.2     1.3
//  cbrt      all x                               1.0     1.0
//  rsqrt     x > 0                               1.5     1.5
//  sin       all x                               1.5     1.5
//  cos       all x                               1.5     1.5
//  tan       all x                               3.0     2.9
//  asin      |x| <= 1                            2.3     2.2
//  acos      |x| <= 1                            1.1     1.2
//  atan      all x                               2.2     2.4
//  atan2     all y, x                            2.0     2.0
//  sinh      all x                               2.0     2.3
//  cosh      all x                               1.5     1.5
//  tanh      all x                               2.5     2.6
//  asinh     all x                               2.0     2.0
//  acosh     x >= 1                              2.9     2.9
//  atanh     |x| <= 1                            2.0     2.0
//  erf       all x                               1.2     1.2
//  erfc      all x                               3.9     5.0
//  normal_cdf all x                              3.9     4.7
//  sigmoid   all x                               2.4     2.3
//  softplus  all x                               1.9     1.9
//
// With five digits in less time: rational_tanh and rational_sigmoid (simd/rational.hpp).
//
// Exact: sign, trunc, ceil, and rem and mod within the limits stated there. A NaN operand gives NaN, with the
// exceptions stated at pow. The functions assume rounding to nearest and a compiler that does not rearrange arithmetic,
// see base/floating_point.hpp.

#include <tapeless/simd/exponential.hpp>
#include <tapeless/simd/hyperbolic.hpp>
#include <tapeless/simd/inverse_hyperbolic.hpp>
#include <tapeless/simd/inverse_trigonometric.hpp>
#include <tapeless/simd/logarithm.hpp>
#include <tapeless/simd/power.hpp>
#include <tapeless/simd/special.hpp>
#include <tapeless/simd/trigonometric.hpp>
#include <tapeless/simd/vec.hpp>
