// Arrays of any number of dimensions, as binary files hold them.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <tapeless/io/error.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// Row-major (C order): the last extent is contiguous. No extents: one value.
template <class T = float>
struct array {
  std::string file;
  std::vector<std::size_t> shape;
  std::vector<T> values;
};

namespace detail {

inline position byte_of(std::string_view file, std::size_t offset) { return {std::string(file), 0, 0, offset}; }

// The bytes of `count` elements from `offset`; all that the file has behind it. Throws format_error if there are fewer
// or more, also where the product of the extents overflows.
inline std::string_view body_of(std::string_view bytes, std::string_view file, std::size_t offset,
                                const std::vector<std::size_t>& shape, std::size_t element) {
  std::size_t size = element;
  bool fits = true, empty = false;
  for (std::size_t n : shape) {
    empty = empty || n == 0;
    if (n != 0 && size > std::numeric_limits<std::size_t>::max() / n) fits = false;
    else size *= n;
  }
  if (empty) size = 0, fits = true;
  const std::string_view body = bytes.substr(offset);
  if (!fits || body.size() < size)
    throw format_error(byte_of(file, bytes.size()),
                       fits ? std::to_string(size) + " bytes of values" : "a smaller shape",
                       "the end of the file after " + std::to_string(body.size()));
  if (body.size() > size) throw format_error(byte_of(file, offset + size), "the end of the file", "more bytes");
  return body;
}

// An unsigned integer of some bytes.
template <class U>
U load(const char* from, std::endian order) {
  U value = 0;
  for (std::size_t i = 0; i < sizeof(U); ++i) {
    const std::size_t place = order == std::endian::little ? sizeof(U) - 1 - i : i;
    value = static_cast<U>(value << 8 | static_cast<unsigned char>(from[place]));  // promoted at least to int
  }
  return value;
}

// The bits of a value of this type.
template <class From>
From load_as(const char* from, std::endian order) {
  if constexpr (sizeof(From) == 1) return static_cast<From>(load<std::uint8_t>(from, order));
  else if constexpr (sizeof(From) == 2) return std::bit_cast<From>(load<std::uint16_t>(from, order));
  else if constexpr (sizeof(From) == 4) return std::bit_cast<From>(load<std::uint32_t>(from, order));
  else return std::bit_cast<From>(load<std::uint64_t>(from, order));
}

// To a floating type: the nearest value, but no finite one becomes infinite. To an integer: exactly. False if it
// cannot.
template <class To, class From>
bool convert(From value, To& out) {
  if constexpr (std::is_floating_point_v<To>) {
    out = static_cast<To>(value);
    return !std::isinf(out) || std::isinf(static_cast<double>(value));
  } else if constexpr (std::is_floating_point_v<From>) {
    constexpr double end = static_cast<double>(std::numeric_limits<To>::max() / 2 + 1) * 2;  // a power of 2
    const double wide = static_cast<double>(value);
    if (!(wide >= static_cast<double>(std::numeric_limits<To>::min()) && wide < end) || wide != std::trunc(wide))
      return false;
    out = static_cast<To>(wide);
    return true;
  } else {
    out = static_cast<To>(value);
    return static_cast<From>(out) == value && (out < To(0)) == (value < From(0));
  }
}

// Elements of type From that begin at `offset` of a file, as values of type To. Throws format_error.
template <class From, class To>
std::vector<To> convert_all(std::string_view body, std::string_view file, std::size_t offset, std::endian order) {
  std::vector<To> out(body.size() / sizeof(From));
  for (std::size_t i = 0; i < out.size(); ++i) {
    const From value = load_as<From>(body.data() + i * sizeof(From), order);
    if (!convert(value, out[i]))
      throw format_error(byte_of(file, offset + i * sizeof(From)), "a number that its new type can hold",
                         std::to_string(value));
  }
  return out;
}

}  // namespace detail

}  // namespace tapeless::inline TAPELESS_ISA::io
