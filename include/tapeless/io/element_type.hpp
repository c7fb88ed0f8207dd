// The element types of files, and their conversion to the elements of a program.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// Files are little-endian, as are the machines that programs are built for.
static_assert(std::endian::native == std::endian::little, "tapeless: binary files are read on little-endian machines");

// By the names that safetensors has for them. `other`: known to the format, but no numbers of ours.
enum class element_type : unsigned char { f64, f32, f16, bf16, i64, i32, i16, i8, u64, u32, u16, u8, other };

namespace detail {

struct element_format {
  std::string_view name;
  element_type type;
  std::size_t bytes;
};
inline constexpr element_format element_formats[] = {
    {"F64", element_type::f64, 8},       {"F32", element_type::f32, 4},   {"F16", element_type::f16, 2},
    {"BF16", element_type::bf16, 2},     {"I64", element_type::i64, 8},   {"I32", element_type::i32, 4},
    {"I16", element_type::i16, 2},       {"I8", element_type::i8, 1},     {"U64", element_type::u64, 8},
    {"U32", element_type::u32, 4},       {"U16", element_type::u16, 2},   {"U8", element_type::u8, 1},
    {"BOOL", element_type::other, 1},    {"C64", element_type::other, 8}, {"F8_E4M3", element_type::other, 1},
    {"F8_E5M2", element_type::other, 1},
};
// Of this name, or an `other` of unknown size, 0.
constexpr element_format format_of(std::string_view name) {
  for (const element_format& f : element_formats)
    if (f.name == name) return f;
  return {name, element_type::other, 0};
}

// IEEE 754 binary16, exactly.
constexpr float from_half(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000u) << 16, exponent = half >> 10 & 31u, mantissa = half & 0x3ffu;
  if (exponent == 0) {
    const float size = static_cast<float>(mantissa) * 0x1p-24f;
    return sign ? -size : size;
  }
  return std::bit_cast<float>(sign | (exponent == 31 ? 0x7f800000u : (exponent + 112) << 23) | mantissa << 13);
}
// The upper half of a float.
constexpr float from_brain(std::uint16_t half) { return std::bit_cast<float>(std::uint32_t{half} << 16); }

template <class Stored, class T, class Convert>
void convert_each(const unsigned char* from, std::span<T> to, Convert convert) {
  for (std::size_t i = 0; i < to.size(); ++i) {
    Stored s;
    std::memcpy(&s, from + i * sizeof(s), sizeof(s));
    to[i] = static_cast<T>(convert(s));
  }
}

// to.size() numbers of a type other than `other`, each rounded to the nearest T; the bits of a T stay the same.
template <class T>
void convert(element_type type, const unsigned char* from, std::span<T> to) {
  const auto same = [](auto s) { return s; };
  switch (type) {
    case element_type::f64:
      return convert_each<double>(from, to, same);
    case element_type::f32:
      return convert_each<float>(from, to, same);
    case element_type::f16:
      return convert_each<std::uint16_t>(from, to, from_half);
    case element_type::bf16:
      return convert_each<std::uint16_t>(from, to, from_brain);
    case element_type::i64:
      return convert_each<std::int64_t>(from, to, same);
    case element_type::i32:
      return convert_each<std::int32_t>(from, to, same);
    case element_type::i16:
      return convert_each<std::int16_t>(from, to, same);
    case element_type::i8:
      return convert_each<std::int8_t>(from, to, same);
    case element_type::u64:
      return convert_each<std::uint64_t>(from, to, same);
    case element_type::u32:
      return convert_each<std::uint32_t>(from, to, same);
    case element_type::u16:
      return convert_each<std::uint16_t>(from, to, same);
    case element_type::u8:
      return convert_each<std::uint8_t>(from, to, same);
    case element_type::other:
      return;
  }
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA::io
