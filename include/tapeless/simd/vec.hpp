#pragma once

// Vectors of float or double, and scalars, under one set of names: code that is written once against these functions
// serves vec<float>, vec<double>, float and double, and for scalars also constant evaluation. Nothing else in the
// library includes xsimd or spells an intrinsic.
//
// Width 1: with TAPELESS_NO_SIMD, or where xsimd knows no vector unit, vec<T> is T itself.
//
// Arithmetic is the operators + - * /. Two rules that the compiler does not enforce:
//  - call these functions qualified, simd::exp(x): unqualified, argument-dependent lookup prefers xsimd's own function;
//  - negate with simd::neg(x) and compare with simd::ne(a, b): with xsimd 8 on AVX-512, -x turns 0 into +0 and
//    a != b is false for NaN.
//
// Masks are bool for scalars. Unless stated otherwise a NaN operand gives NaN.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#if !defined(TAPELESS_NO_SIMD)
#include <xsimd/xsimd.hpp>
#if defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
#define TAPELESS_NO_SIMD
#endif
#endif

// Every function of this floor is inlined, also where the compiler's own estimate says no.
#define TAPELESS_INLINE [[gnu::always_inline]] inline

namespace tapeless::simd {

#if defined(TAPELESS_NO_SIMD)
inline constexpr bool has_vectors = false;
#else
inline constexpr bool has_vectors = true;
#endif

#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr int vector_registers = 32;
#else
inline constexpr int vector_registers = 16;
#endif

#if defined(__FMA__) || defined(__AVX512F__) || defined(__aarch64__) || defined(__ARM_FEATURE_FMA)
inline constexpr bool has_fma = true;
#else
inline constexpr bool has_fma = false;
#endif

// ----------------------------------------------------------------------------------------------------------------
// types

namespace detail {

template <class V>
struct traits;  // undefined: only float, double and their vectors

template <class T>
struct scalar_traits {
  using scalar = T;
  using mask = bool;
  using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  static constexpr int lanes = 1;
};
template <>
struct traits<float> : scalar_traits<float> {};
template <>
struct traits<double> : scalar_traits<double> {};

#if defined(TAPELESS_NO_SIMD)
template <class T>
struct best {
  using type = T;
};
#else
template <class T>
struct best {
  using type = xsimd::batch<T>;
};

// The compiler's own vector types: their operators, casts and shuffles need no intrinsic.
inline constexpr int width = int(sizeof(xsimd::batch<float>));
using bits32_lanes [[gnu::vector_size(width)]] = std::uint32_t;
using bits64_lanes [[gnu::vector_size(width)]] = std::uint64_t;

template <>
struct traits<xsimd::batch<float>> {
  using scalar = float;
  using mask = typename xsimd::batch<float>::batch_bool_type;
  using bits = bits32_lanes;
  static constexpr int lanes = width / 4;
};
template <>
struct traits<xsimd::batch<double>> {
  using scalar = double;
  using mask = typename xsimd::batch<double>::batch_bool_type;
  using bits = bits64_lanes;
  static constexpr int lanes = width / 8;
};
#endif

}  // namespace detail

// The widest vector of T, T in {float, double}; T itself at width 1.
template <class T>
using vec = typename detail::best<T>::type;

// Lanes of a vector type; 1 for a scalar.
template <class V>
inline constexpr int lanes = detail::traits<V>::lanes;
template <class V>
using scalar_of = typename detail::traits<V>::scalar;
template <class V>
using mask_of = typename detail::traits<V>::mask;
// Unsigned integer of the scalar's width, or the compiler's vector of them: it has + - & | ^ << >>.
template <class V>
using bits_of = typename detail::traits<V>::bits;
template <class V>
inline constexpr bool is_scalar = std::is_floating_point_v<V>;

// The alignment that load and store ask for, for any element type.
inline constexpr std::size_t vector_alignment = sizeof(vec<float>) > alignof(double) ? sizeof(vec<float>)
                                                                                     : alignof(double);

// ----------------------------------------------------------------------------------------------------- construction,
// bits

// Every lane s.
template <class V>
TAPELESS_INLINE constexpr V splat(scalar_of<V> s) noexcept {
  return V(s);
}

// The bit pattern, for sign and exponent arithmetic.
template <class V>
TAPELESS_INLINE constexpr bits_of<V> to_bits(V a) noexcept {
  if constexpr (is_scalar<V>) return std::bit_cast<bits_of<V>>(a);
  else return reinterpret_cast<bits_of<V>>(a.data);
}
template <class V>
TAPELESS_INLINE constexpr V from_bits(bits_of<V> b) noexcept {
  if constexpr (is_scalar<V>) return std::bit_cast<V>(b);
  else return V(reinterpret_cast<typename V::register_type>(b));
}

namespace detail {
// The sign bit alone.
template <class T>
inline constexpr auto sign_bit = std::bit_cast<bits_of<T>>(T(-0.0));
// 0, 1, 2, ... and a row of ones followed by zeros, from which lane numbers and masks of the first n lanes are read.
template <class T>
struct table {
  T at[64];
};
template <class T>
inline constexpr table<T> lane_numbers = [] {
  table<T> t{};
  for (int i = 0; i < 64; ++i) t.at[i] = T(i);
  return t;
}();
template <class I>
inline constexpr table<I> leading_ones = [] {
  table<I> t{};
  for (int i = 0; i < 32; ++i) t.at[i] = I(-1);
  return t;
}();
}  // namespace detail

// What differs from machine to machine, for vectors.
namespace machine {
// a * 2^n in one instruction, rounded once.
#if !defined(TAPELESS_NO_SIMD) && defined(__AVX512F__)
inline constexpr bool has_scale = true;
#else
inline constexpr bool has_scale = false;
#endif

#if defined(TAPELESS_NO_SIMD)
// At width 1 these are named and never called.
template <class V>
V min(V, V);
template <class V>
V max(V, V);
template <class V>
V sqrt(V);
template <class V>
V floor(V);
template <class V>
V nearbyint(V);
template <class V>
V fma(V, V, V);
template <class V>
V scale(V, V);
template <class M, class V>
V select(M, V, V);
template <class M>
bool any(M);
template <class T>
vec<T> load_first(const T*, int);
template <class T>
void store_first(T*, vec<T>, int);
#else
using xsimd::any;
using xsimd::select;

#if defined(__AVX512F__)
// Not xsimd 8's: its fma rounds twice here, and around the plain forms of the others g++ 12 warns of an uninitialized
// value in its own header. A mask of ones costs nothing.
inline constexpr __mmask16 ones16 = 0xffff;
inline constexpr __mmask8 ones8 = 0xff;
TAPELESS_INLINE __m512 min(__m512 a, __m512 b) noexcept { return _mm512_maskz_min_ps(ones16, a, b); }
TAPELESS_INLINE __m512d min(__m512d a, __m512d b) noexcept { return _mm512_maskz_min_pd(ones8, a, b); }
TAPELESS_INLINE __m512 max(__m512 a, __m512 b) noexcept { return _mm512_maskz_max_ps(ones16, a, b); }
TAPELESS_INLINE __m512d max(__m512d a, __m512d b) noexcept { return _mm512_maskz_max_pd(ones8, a, b); }
TAPELESS_INLINE __m512 sqrt(__m512 a) noexcept { return _mm512_maskz_sqrt_ps(ones16, a); }
TAPELESS_INLINE __m512d sqrt(__m512d a) noexcept { return _mm512_maskz_sqrt_pd(ones8, a); }
TAPELESS_INLINE __m512 floor(__m512 a) noexcept { return _mm512_maskz_roundscale_ps(ones16, a, _MM_FROUND_TO_NEG_INF); }
TAPELESS_INLINE __m512d floor(__m512d a) noexcept {
  return _mm512_maskz_roundscale_pd(ones8, a, _MM_FROUND_TO_NEG_INF);
}
TAPELESS_INLINE __m512 nearbyint(__m512 a) noexcept {
  return _mm512_maskz_roundscale_ps(ones16, a, _MM_FROUND_TO_NEAREST_INT);
}
TAPELESS_INLINE __m512d nearbyint(__m512d a) noexcept {
  return _mm512_maskz_roundscale_pd(ones8, a, _MM_FROUND_TO_NEAREST_INT);
}
TAPELESS_INLINE __m512 fma(__m512 a, __m512 b, __m512 c) noexcept { return _mm512_fmadd_ps(a, b, c); }
TAPELESS_INLINE __m512d fma(__m512d a, __m512d b, __m512d c) noexcept { return _mm512_fmadd_pd(a, b, c); }
TAPELESS_INLINE __m512 scale(__m512 a, __m512 n) noexcept { return _mm512_maskz_scalef_ps(ones16, a, n); }
TAPELESS_INLINE __m512d scale(__m512d a, __m512d n) noexcept { return _mm512_maskz_scalef_pd(ones8, a, n); }
TAPELESS_INLINE __m512 load_first(const float* p, int n) noexcept {
  return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << n) - 1), p);
}
TAPELESS_INLINE __m512d load_first(const double* p, int n) noexcept {
  return _mm512_maskz_loadu_pd(static_cast<__mmask8>((1u << n) - 1), p);
}
TAPELESS_INLINE void store_first(float* p, __m512 v, int n) noexcept {
  _mm512_mask_storeu_ps(p, static_cast<__mmask16>((1u << n) - 1), v);
}
TAPELESS_INLINE void store_first(double* p, __m512d v, int n) noexcept {
  _mm512_mask_storeu_pd(p, static_cast<__mmask8>((1u << n) - 1), v);
}
#else
template <class V>
V scale(V, V);  // no such instruction
using xsimd::floor;
using xsimd::fma;
using xsimd::max;
using xsimd::min;
using xsimd::nearbyint;
using xsimd::sqrt;

#if defined(__AVX__)
template <class I>
TAPELESS_INLINE __m256i first_lanes(int n) noexcept {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(detail::leading_ones<I>.at + 32 - n));
}
TAPELESS_INLINE __m256 load_first(const float* p, int n) noexcept {
  return _mm256_maskload_ps(p, first_lanes<std::int32_t>(n));
}
TAPELESS_INLINE __m256d load_first(const double* p, int n) noexcept {
  return _mm256_maskload_pd(p, first_lanes<std::int64_t>(n));
}
TAPELESS_INLINE void store_first(float* p, __m256 v, int n) noexcept {
  _mm256_maskstore_ps(p, first_lanes<std::int32_t>(n), v);
}
TAPELESS_INLINE void store_first(double* p, __m256d v, int n) noexcept {
  _mm256_maskstore_pd(p, first_lanes<std::int64_t>(n), v);
}
#else
template <class T>
TAPELESS_INLINE vec<T> load_first(const T* p, int n) noexcept {
  alignas(vec<T>) T lane[lanes<vec<T>>] = {};
  for (int i = 0; i < n; ++i) lane[i] = p[i];
  return vec<T>::load_aligned(lane);
}
template <class T>
TAPELESS_INLINE void store_first(T* p, vec<T> v, int n) noexcept {
  alignas(vec<T>) T lane[lanes<vec<T>>];
  v.store_aligned(lane);
  for (int i = 0; i < n; ++i) p[i] = lane[i];
}
#endif
#endif
#endif
}  // namespace machine

// ---------------------------------------------------------------------------------------------------------------
// memory

// p aligned to vector_alignment.
template <class V>
TAPELESS_INLINE constexpr V load(const scalar_of<V>* p) noexcept {
  if constexpr (is_scalar<V>) return *p;
  else return V::load_aligned(p);
}
// p aligned as an element.
template <class V>
TAPELESS_INLINE constexpr V loadu(const scalar_of<V>* p) noexcept {
  if constexpr (is_scalar<V>) return *p;
  else return V::load_unaligned(p);
}
template <class V>
TAPELESS_INLINE constexpr void store(scalar_of<V>* p, V v) noexcept {
  if constexpr (is_scalar<V>) *p = v;
  else v.store_aligned(p);
}
template <class V>
TAPELESS_INLINE constexpr void storeu(scalar_of<V>* p, V v) noexcept {
  if constexpr (is_scalar<V>) *p = v;
  else v.store_unaligned(p);
}
// The first n lanes, 0 <= n <= lanes<V>, from p (any alignment), the others 0; reads nothing at p + n or beyond.
template <class V>
TAPELESS_INLINE constexpr V load_partial(const scalar_of<V>* p, int n) noexcept {
  if constexpr (is_scalar<V>) return n > 0 ? *p : V(0);
  else return V(machine::load_first(p, n));
}
// The first n lanes to p (any alignment); writes nothing at p + n or beyond.
template <class V>
TAPELESS_INLINE constexpr void store_partial(scalar_of<V>* p, V v, int n) noexcept {
  if constexpr (is_scalar<V>) {
    if (n > 0) *p = v;
  } else {
    machine::store_first(p, v, n);
  }
}

// 0, 1, 2, ...
template <class V>
TAPELESS_INLINE constexpr V iota() noexcept {
  return loadu<V>(detail::lane_numbers<scalar_of<V>>.at);
}

// ------------------------------------------------------------------------------------------------------ compare,
// select

template <class V>
TAPELESS_INLINE constexpr mask_of<V> eq(V a, V b) noexcept {
  return a == b;
}
template <class V>
TAPELESS_INLINE constexpr mask_of<V> lt(V a, V b) noexcept {
  return a < b;
}
template <class V>
TAPELESS_INLINE constexpr mask_of<V> le(V a, V b) noexcept {
  return a <= b;
}
template <class V>
TAPELESS_INLINE constexpr mask_of<V> gt(V a, V b) noexcept {
  return a > b;
}
template <class V>
TAPELESS_INLINE constexpr mask_of<V> ge(V a, V b) noexcept {
  return a >= b;
}

// AVX-512 keeps a mask in an integer (and xsimd 8 has no operators for it); other machines in a vector.
namespace detail {
template <class M>
inline constexpr bool integer_mask = sizeof(M) <= 8;
}
template <class M>
TAPELESS_INLINE constexpr M and_(M a, M b) noexcept {
  if constexpr (std::is_same_v<M, bool>) return a && b;
  else if constexpr (detail::integer_mask<M>) return M(static_cast<typename M::register_type>(a.data & b.data));
  else return a & b;
}
template <class M>
TAPELESS_INLINE constexpr M or_(M a, M b) noexcept {
  if constexpr (std::is_same_v<M, bool>) return a || b;
  else if constexpr (detail::integer_mask<M>) return M(static_cast<typename M::register_type>(a.data | b.data));
  else return a | b;
}
template <class M>
TAPELESS_INLINE constexpr M not_(M a) noexcept {
  if constexpr (std::is_same_v<M, bool>) return !a;
  else if constexpr (detail::integer_mask<M>) return M(static_cast<typename M::register_type>(~a.data));
  else return ~a;
}
template <class M>
TAPELESS_INLINE constexpr bool any(M a) noexcept {
  if constexpr (std::is_same_v<M, bool>) return a;
  else if constexpr (detail::integer_mask<M>) return a.data != 0;
  else return machine::any(a);
}
// True for NaN, as the language's != for scalars.
template <class V>
TAPELESS_INLINE constexpr mask_of<V> ne(V a, V b) noexcept {
  return simd::not_(simd::eq(a, b));
}

// a where the mask holds, else b.
template <class V>
TAPELESS_INLINE constexpr V select(mask_of<V> m, V a, V b) noexcept {
  if constexpr (is_scalar<V>) return m ? a : b;
  else return machine::select(m, a, b);
}

// min(a, b) is a < b ? a : b, and max(a, b) is a > b ? a : b: if either is NaN the result is b, and of two zeros b.
template <class V>
TAPELESS_INLINE constexpr V min(V a, V b) noexcept {
  if constexpr (is_scalar<V>) return a < b ? a : b;
  else
#if defined(__SSE2__)
    return machine::min(a, b);
#else
    return simd::select(simd::lt(a, b), a, b);
#endif
}
template <class V>
TAPELESS_INLINE constexpr V max(V a, V b) noexcept {
  if constexpr (is_scalar<V>) return a > b ? a : b;
  else
#if defined(__SSE2__)
    return machine::max(a, b);
#else
    return simd::select(simd::gt(a, b), a, b);
#endif
}

// ------------------------------------------------------------------------------------------------------------- signs

template <class V>
TAPELESS_INLINE constexpr V abs(V a) noexcept {
  return from_bits<V>(to_bits(a) & ~detail::sign_bit<scalar_of<V>>);
}
template <class V>
TAPELESS_INLINE constexpr V neg(V a) noexcept {
  return from_bits<V>(to_bits(a) ^ detail::sign_bit<scalar_of<V>>);
}
// |a| with the sign of s, of zeros and NaN as well.
template <class V>
TAPELESS_INLINE constexpr V copysign(V a, V s) noexcept {
  return from_bits<V>((to_bits(a) & ~detail::sign_bit<scalar_of<V>>) | (to_bits(s) & detail::sign_bit<scalar_of<V>>));
}
// a with its sign flipped where that of s is negative.
template <class V>
TAPELESS_INLINE constexpr V flipsign(V a, V s) noexcept {
  return from_bits<V>(to_bits(a) ^ (to_bits(s) & detail::sign_bit<scalar_of<V>>));
}

// ------------------------------------------------------------------------------------------- fused multiply-add,
// rounding

namespace detail {
TAPELESS_INLINE float hardware_fma(float a, float b, float c) noexcept { return __builtin_fmaf(a, b, c); }
TAPELESS_INLINE double hardware_fma(double a, double b, double c) noexcept { return __builtin_fma(a, b, c); }

// Correctly rounded square root for constant evaluation.
template <class T>
constexpr T constant_sqrt(T x) noexcept {
  if (!(x > 0) || x > std::numeric_limits<T>::max()) return x < 0 ? std::numeric_limits<T>::quiet_NaN() : x;
  if constexpr (std::is_same_v<T, float>) {
    double y = from_bits<double>((to_bits(double(x)) >> 1) + 0x1ff7a3bea91d9b1bu);
    for (int i = 0; i < 4; ++i) y = 0.5 * (y + double(x) / y);
    return float(y);  // 53 bits, twice 24 and more: the second rounding cannot change the first
  } else {
    // Scaled into [2^-300, 2^300], where the products below are exact.
    const double up = x < 0x1p-300 ? 0x1p300 : x > 0x1p300 ? 0x1p-300 : 1.0;
    x *= up;
    double y = from_bits<double>((to_bits(x) >> 1) + 0x1ff7a3bea91d9b1bu);
    for (int i = 0; i < 4; ++i) y = 0.5 * (y + x / y);
    // One more step with the residual x - y*y computed exactly by splitting y into halves.
    const double high = from_bits<double>(to_bits(y) & ~0x7ffffffull), low = y - high;
    const double residual = ((x - high * high) - 2 * high * low) - low * low;
    y += residual / (2 * y);
    return up > 1 ? y * 0x1p-150 : up < 1 ? y * 0x1p150 : y;
  }
}
template <class T>
constexpr T constant_floor(T x) noexcept {
  constexpr T integral = T(1) / std::numeric_limits<T>::epsilon();  // from here on every value is an integer
  if (!(x > -integral && x < integral)) return x;
  const T whole = T(static_cast<std::int64_t>(x));
  return copysign(whole > x ? whole - 1 : whole, x);
}
template <class T>
constexpr T constant_nearest(T x) noexcept {
  constexpr T integral = T(1) / std::numeric_limits<T>::epsilon();
  if (!(x > -integral && x < integral)) return x;
  return copysign(x < 0 ? (x - integral) + integral : (x + integral) - integral, x);
}
}  // namespace detail

// a * b + c: one rounding when has_fma, two without it and in constant evaluation.
template <class V>
TAPELESS_INLINE constexpr V fma(V a, V b, V c) noexcept {
  // Few statements: a compiler counts them against its limit of constant evaluation.
  if constexpr (!is_scalar<V>) return V(machine::fma(a, b, c));
  else return !has_fma || std::is_constant_evaluated() ? a * b + c : detail::hardware_fma(a, b, c);
}

// Correctly rounded; NaN below 0.
template <class V>
TAPELESS_INLINE constexpr V sqrt(V a) noexcept {
  if constexpr (!is_scalar<V>) {
    return machine::sqrt(a);
  } else {
    if (std::is_constant_evaluated()) return detail::constant_sqrt(a);
    if constexpr (std::is_same_v<V, float>) return __builtin_sqrtf(a);
    else return __builtin_sqrt(a);
  }
}

// The largest integer not above a.
template <class V>
TAPELESS_INLINE constexpr V floor(V a) noexcept {
  if constexpr (!is_scalar<V>) {
#if defined(__SSE2__) && !defined(__SSE4_1__)
    return simd::copysign(V(machine::floor(a)), a);  // emulated there, without the sign of -0
#else
    return machine::floor(a);
#endif
  } else {
    if (std::is_constant_evaluated()) return detail::constant_floor(a);
    if constexpr (std::is_same_v<V, float>) return __builtin_floorf(a);
    else return __builtin_floor(a);
  }
}

// The nearest integer, of two the even one.
template <class V>
TAPELESS_INLINE constexpr V nearest(V a) noexcept {
  if constexpr (!is_scalar<V>) {
    return machine::nearbyint(a);
  } else {
    if (std::is_constant_evaluated()) return detail::constant_nearest(a);
    if constexpr (std::is_same_v<V, float>) return __builtin_nearbyintf(a);
    else return __builtin_nearbyint(a);
  }
}

// ------------------------------------------------------------------------------------------------------------
// reductions

namespace detail {
template <class T, int W>
using lanes_of [[gnu::vector_size(W * sizeof(T))]] = T;

// Combines the lower with the upper half until one value is left: for every width a fixed tree.
template <class T, int... I, class F>
TAPELESS_INLINE T fold(lanes_of<T, 2 * int(sizeof...(I))> v, std::integer_sequence<int, I...>, F combine) noexcept {
  constexpr int half = int(sizeof...(I));
  if constexpr (half == 1) {
    return combine(v[0], v[1]);
  } else {
    const lanes_of<T, half> low = __builtin_shufflevector(v, v, I...);
    const lanes_of<T, half> high = __builtin_shufflevector(v, v, (I + half)...);
    return detail::fold<T>(combine(low, high), std::make_integer_sequence<int, half / 2>{}, combine);
  }
}
template <class V, class F>
TAPELESS_INLINE constexpr scalar_of<V> reduce(V v, F combine) noexcept {
  if constexpr (is_scalar<V>) {
    return v;
  } else {
    using T = scalar_of<V>;
    return detail::fold<T>(reinterpret_cast<lanes_of<T, lanes<V>>>(v.data),
                           std::make_integer_sequence<int, lanes<V> / 2>{}, combine);
  }
}
}  // namespace detail

// Lane I of a, or lane I - W of b, for each I. Of vectors only.
template <int... I, class V>
TAPELESS_INLINE V shuffle(V a, V b) noexcept {
  using T = scalar_of<V>;
  using all = detail::lanes_of<T, lanes<V>>;
  const all r = __builtin_shufflevector(reinterpret_cast<all>(a.data), reinterpret_cast<all>(b.data), I...);
  return V(reinterpret_cast<decltype(a.data)>(r));
}

// One value of all lanes: lane i is combined with lane i + W/2, then i with i + W/4, and so on.
template <class V>
TAPELESS_INLINE constexpr scalar_of<V> reduce_add(V v) noexcept {
  return detail::reduce(v, [](auto a, auto b) { return a + b; });
}
template <class V>
TAPELESS_INLINE constexpr scalar_of<V> reduce_mul(V v) noexcept {
  return detail::reduce(v, [](auto a, auto b) { return a * b; });
}
// Undefined which value if a lane is NaN.
template <class V>
TAPELESS_INLINE constexpr scalar_of<V> reduce_max(V v) noexcept {
  return detail::reduce(v, [](auto a, auto b) { return a > b ? a : b; });
}
template <class V>
TAPELESS_INLINE constexpr scalar_of<V> reduce_min(V v) noexcept {
  return detail::reduce(v, [](auto a, auto b) { return a < b ? a : b; });
}

}  // namespace tapeless::simd

#include <tapeless/simd/transpose.hpp>
