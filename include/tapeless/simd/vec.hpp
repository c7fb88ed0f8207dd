#pragma once

// Vectors of float or double, and scalars, under one set of names: code that uses these functions works for vec<float>,
// vec<double>, float and double, and for scalars in constant evaluation as well. Nothing outside this folder includes
// xsimd or uses intrinsics.
//
// Width 1: with TAPELESS_NO_SIMD, or where the machine has no vector unit, vec<T> is T itself.
//
// Arithmetic is the operators + - * /. Two rules that the compiler does not enforce:
//  - call these functions qualified, simd::exp(x): for unqualified names, argument-dependent lookup prefers xsimd's;
//  - negate with simd::neg(x) and compare with simd::ne(a, b): with xsimd 8 on AVX-512, -x turns 0 into +0 and
//    a != b is false for NaN.
//
// Masks are bool for scalars. Unless stated otherwise a NaN operand gives NaN.

#include <tapeless/simd/compare.hpp>
#include <tapeless/simd/machine.hpp>
#include <tapeless/simd/memory.hpp>
#include <tapeless/simd/rounding.hpp>
#include <tapeless/simd/sums.hpp>
#include <tapeless/simd/transpose.hpp>
#include <tapeless/simd/types.hpp>
