// NPY, the format of NumPy's arrays: "\x93NUMPY", a version, the length of a header, the header (a dictionary as Python
// writes it, with the type, the order and the shape) and the elements. Versions 1 to 3; numbers and bool of either byte
// order.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <tapeless/io/array.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/npy_header.hpp>
#include <tapeless/io/source.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

namespace detail {

// From column-major to row-major.
template <class T>
std::vector<T> to_row_major(const std::vector<T>& from, const std::vector<std::size_t>& shape) {
  std::vector<T> out(from.size());
  std::vector<std::size_t> index(shape.size());
  std::size_t place = 0;  // of index in row-major order
  std::vector<std::size_t> stride(shape.size(), 1);
  for (std::size_t k = shape.size(); k-- > 1;) stride[k - 1] = stride[k] * shape[k];
  for (const T& value : from) {
    out[place] = value;
    for (std::size_t k = 0; k < shape.size(); ++k) {  // the first index runs fastest
      place += stride[k];
      if (++index[k] < shape[k]) break;
      place -= stride[k] * shape[k];
      index[k] = 0;
    }
  }
  return out;
}

}  // namespace detail

// Reads an array from the bytes of an NPY file; `file` is its name in errors. Elements of any type become T: floating
// numbers the nearest, integers exactly; bool is 0 or 1; an array in Fortran order is brought into C order. Throws
// format_error, with the offset, for a header that is none, a type that is no number, a body that is too short or too
// long, and a number that T cannot hold.
template <class T = float>
array<T> parse_npy(std::string_view bytes, std::string_view file) {
  const detail::npy_header h = detail::parse_npy_header(bytes, file);
  array<T> a{std::string(file), h.shape, {}};
  auto read = [&]<class From>(From) {
    const std::string_view body = detail::body_of(bytes, file, h.size, h.shape, sizeof(From));
    a.values = detail::convert_all<From, T>(body, file, h.size, h.order);
  };
  const std::string_view type = h.type;
  if (type == "f4") read(float{});
  else if (type == "f8") read(double{});
  else if (type == "i1") read(std::int8_t{});
  else if (type == "i2") read(std::int16_t{});
  else if (type == "i4") read(std::int32_t{});
  else if (type == "i8") read(std::int64_t{});
  else if (type == "u1" || type == "b1") read(std::uint8_t{});
  else if (type == "u2") read(std::uint16_t{});
  else if (type == "u4") read(std::uint32_t{});
  else if (type == "u8") read(std::uint64_t{});
  else throw format_error(detail::byte_of(file, h.type_offset), "a type of numbers or bool", detail::in_quotes(h.type));
  if (type == "b1")
    for (T& value : a.values) value = value != T(0) ? T(1) : T(0);
  if (h.fortran && h.shape.size() > 1) a.values = detail::to_row_major(a.values, h.shape);
  return a;
}

// Reads an NPY file as parse_npy does; throws file_error as well.
template <class T = float>
array<T> read_npy(const std::string& path) {
  return parse_npy<T>(read_bytes(path), path);
}

// An array as NPY, little-endian, in C order. Throws extent_error if the number of values is not that of the shape.
template <class T>
std::string format_npy(const array<T>& a) {
  static_assert(std::is_floating_point_v<T> || (std::integral<T> && !std::is_same_v<T, bool>), "an array of numbers");
  static_assert(sizeof(T) <= 8, "NPY has no portable type for this one");
  std::size_t count = 1;
  for (std::size_t n : a.shape) count *= n;
  if (count != a.values.size())
    throw extent_error({a.file}, std::to_string(count) + " values", std::to_string(a.values.size()));
  const char kind = std::is_floating_point_v<T> ? 'f' : std::is_signed_v<T> ? 'i' : 'u';
  std::string out = detail::format_npy_header(kind, sizeof(T), a.shape);
  out.reserve(out.size() + count * sizeof(T));
  for (const T& value : a.values) {
    using bits =
        std::conditional_t<sizeof(T) == 8, std::uint64_t,
                           std::conditional_t<sizeof(T) == 4, std::uint32_t,
                                              std::conditional_t<sizeof(T) == 2, std::uint16_t, std::uint8_t>>>;
    const bits b = std::bit_cast<bits>(value);
    for (std::size_t i = 0; i < sizeof(T); ++i) out += static_cast<char>(b >> (8 * i) & 0xFF);
  }
  return out;
}

// Writes it to a file. Throws file_error as well.
template <class T>
void write_npy(const std::string& path, const array<T>& a) {
  write_bytes(path, format_npy(a));
}

}  // namespace tapeless::inline TAPELESS_ISA::io
