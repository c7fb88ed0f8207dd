#pragma once

// xsimd's vectors for an architecture type that is named after this unit's instruction set. xsimd's functions are
// templates on the architecture; with its own types, two units for different machines would share them.
//
// Includes the umbrella header: the other headers of version 8.1 do not compile alone, and make up 99 % of its text.

#include <tapeless/base/isa.hpp>

#if defined(TAPELESS_XSIMD)
#include <xsimd/xsimd.hpp>

namespace tapeless::inline TAPELESS_ISA::simd::detail {

template <class Base>
struct unit : Base {};

template <class T>
using xsimd_vector = xsimd::batch<T, unit<xsimd::default_arch>>;

template <class Batch>
struct of_unit {
  using type = xsimd::batch<typename Batch::value_type, unit<typename Batch::arch_type>>;
};
template <>
struct of_unit<void> {
  using type = void;
};
// The vector with N lanes; void if xsimd has none.
template <class T, int N>
using xsimd_vector_of = typename of_unit<xsimd::make_sized_batch_t<T, N>>::type;

// Not derived from xsimd's architecture, whose functions would then be shared as well.
template <class Register>
struct unit_register {
  using register_type = typename Register::register_type;
  register_type data;
  unit_register() = default;
  unit_register(register_type r) noexcept : data(r) {}
  operator register_type() const noexcept { return data; }
};

}  // namespace tapeless::inline TAPELESS_ISA::simd::detail

namespace xsimd::types {

template <class T, class Base>
struct simd_register<T, tapeless::simd::detail::unit<Base>>
    : tapeless::simd::detail::unit_register<simd_register<T, Base>> {
  using tapeless::simd::detail::unit_register<simd_register<T, Base>>::unit_register;
};
template <class T, class Base>
struct has_simd_register<T, tapeless::simd::detail::unit<Base>> : has_simd_register<T, Base> {};
// A mask of AVX-512 is not a vector.
template <class T, class Base>
requires(!std::is_same_v<get_bool_simd_register_t<T, Base>,
                         simd_register<T, Base>>) struct get_bool_simd_register<T, tapeless::simd::detail::unit<Base>> {
  using type = tapeless::simd::detail::unit_register<get_bool_simd_register_t<T, Base>>;
};

}  // namespace xsimd::types
#endif
