#pragma once

// xsimd's vectors, for an architecture that is named after this unit's instruction set: xsimd's functions are templates
// over the architecture, and with its own ones two units for different machines would share them.
//
// By its umbrella: version 8.1's other headers do not stand alone, and have 99 % of its text.

#include <xsimd/xsimd.hpp>

#include <tapeless/base/isa.hpp>

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
// The vector of N lanes; void where xsimd has none.
template <class T, int N>
using xsimd_vector_of = typename of_unit<xsimd::make_sized_batch_t<T, N>>::type;

}  // namespace tapeless::inline TAPELESS_ISA::simd::detail

namespace xsimd::types {

template <class T, class Base>
struct simd_register<T, tapeless::simd::detail::unit<Base>> : simd_register<T, Base> {
  using register_type = typename simd_register<T, Base>::register_type;
  simd_register() = default;
  simd_register(register_type r) noexcept : simd_register<T, Base>{r} {}
};
template <class T, class Base>
struct has_simd_register<T, tapeless::simd::detail::unit<Base>> : has_simd_register<T, Base> {};
template <class T, class Base>
requires(!std::is_same_v<typename get_bool_simd_register<T, Base>::type,
                         simd_register<T, Base>>) struct get_bool_simd_register<T, tapeless::simd::detail::unit<Base>>
    : get_bool_simd_register<T, Base> {
};

}  // namespace xsimd::types
