#pragma once

// Vector types and their bits. The types are xsimd's (xsimd.hpp) or the compiler's own (portable.hpp).
//
// Width 1: with TAPELESS_NO_SIMD, or where the machine has no vector unit, vec<T> is T itself.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#include <tapeless/base/isa.hpp>
#include <tapeless/simd/portable.hpp>
#include <tapeless/simd/xsimd.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

#if defined(TAPELESS_NO_SIMD)
inline constexpr bool has_vectors = false;
#else
inline constexpr bool has_vectors = true;
#endif

#if defined(__AVX512F__) || defined(__aarch64__) || defined(__riscv)
inline constexpr int vector_registers = 32;
#else
inline constexpr int vector_registers = 16;
#endif

// Fused multiply-add is one instruction, for float and for double.
#if defined(__FMA__) || defined(__AVX512F__) || defined(__aarch64__) || \
    (defined(__riscv_flen) && __riscv_flen >= 64) || (defined(__ARM_FEATURE_FMA) && (__ARM_FP & 8))
inline constexpr bool has_float_fma = true, has_double_fma = true;
#elif defined(__riscv_flen) || defined(__ARM_FEATURE_FMA)
inline constexpr bool has_float_fma = true, has_double_fma = false;
#else
inline constexpr bool has_float_fma = false, has_double_fma = false;
#endif
inline constexpr bool has_fma = has_float_fma && has_double_fma;

// Types.

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

// best<T> is the widest vector, sized<T, N> the one with N lanes, or void.
#if defined(TAPELESS_NO_SIMD)
template <class T>
using best = T;
template <class T, int N>
using exactly = void;
#else
#if defined(TAPELESS_XSIMD)
template <class T>
using best = xsimd_vector<T>;
template <class T, int N>
using exactly = xsimd_vector_of<T, N>;
#else
#if defined(__AVX512F__)
inline constexpr int widest = 64;
#elif defined(__AVX__)
inline constexpr int widest = 32;
#else
inline constexpr int widest = 16;
#endif
template <class T>
using best = portable::pack<T, widest / int(sizeof(T))>;
template <class T, int N>
using exactly = std::conditional_t<N* int(sizeof(T)) < 16, void, portable::pack<T, N>>;
#endif

inline constexpr int width = int(sizeof(best<float>));

// Bit patterns are the compiler's own vector types, whose operators, casts and shuffles need no intrinsics.
template <class V>
requires requires { typename V::batch_bool_type; }
struct traits<V> {
  using scalar = std::remove_cvref_t<decltype(std::declval<V>().data[0])>;
  using mask = typename V::batch_bool_type;
  static constexpr int lanes = int(sizeof(V) / sizeof(scalar));
  using bits [[gnu::vector_size(sizeof(V))]] = typename scalar_traits<scalar>::bits;
};
#endif

}  // namespace detail

// The widest vector of T, which is float or double; T itself at width 1.
template <class T>
using vec = detail::best<T>;

// The vector of T with N lanes, or the next wider one if the machine has none. T itself for one lane.
namespace detail {
template <class T, int N>
constexpr auto sized() {
  if constexpr (N == 1 || N * int(sizeof(T)) >= int(sizeof(vec<T>))) {
    return std::type_identity<std::conditional_t<N == 1, T, vec<T>>>{};
  } else {
    using found = exactly<T, N>;
    if constexpr (std::is_void_v<found>) return sized<T, 2 * N>();
    else return std::type_identity<found>{};
  }
}
}  // namespace detail
template <class T, int N>
using vec_of = typename decltype(detail::sized<T, N>())::type;

// The number of lanes of the narrowest vectors, of 16 bytes, if the widest ones of the same element type have `most`.
constexpr int narrowest_lanes(int most) noexcept {
#if defined(TAPELESS_NO_SIMD)
  return most;
#else
  return most * 16 / detail::width;
#endif
}

// The number of lanes of a vector type; 1 for a scalar.
template <class V>
inline constexpr int lanes = detail::traits<V>::lanes;
template <class V>
using scalar_of = typename detail::traits<V>::scalar;
template <class V>
using mask_of = typename detail::traits<V>::mask;
// The unsigned integer of the same width as the scalar, or the compiler's vector of them, which has + - & | ^ << >>.
template <class V>
using bits_of = typename detail::traits<V>::bits;
template <class V>
inline constexpr bool fuses = sizeof(scalar_of<V>) == 4 ? has_float_fma : has_double_fma;
template <class V>
inline constexpr bool is_scalar = std::is_floating_point_v<V>;

// The alignment that load and store require, for any element type.
inline constexpr std::size_t vector_alignment = sizeof(vec<float>) > alignof(double) ? sizeof(vec<float>)
                                                                                     : alignof(double);

// Construction and bits.

// Every lane s.
template <class V>
TAPELESS_INLINE constexpr V splat(scalar_of<V> s) noexcept {
  return V(s);
}

// The bit pattern, for sign and exponent arithmetic.
template <class V>
TAPELESS_INLINE constexpr bits_of<V> to_bits(V a) noexcept {
  if constexpr (is_scalar<V>) return __builtin_bit_cast(bits_of<V>, a);
  else return reinterpret_cast<bits_of<V>>(a.data);
}
template <class V>
TAPELESS_INLINE constexpr V from_bits(bits_of<V> b) noexcept {
  if constexpr (is_scalar<V>) return __builtin_bit_cast(V, b);
  else return V(reinterpret_cast<typename V::register_type>(b));
}

namespace detail {
// The sign bit alone.
template <class T>
inline constexpr auto sign_bit = __builtin_bit_cast(bits_of<T>, T(-0.0));
// 0, 1, 2, ... and ones followed by zeros, from which lane numbers and masks of the first n lanes are loaded.
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

}  // namespace tapeless::inline TAPELESS_ISA::simd
