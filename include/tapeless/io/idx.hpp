// IDX, the format of MNIST: two bytes 0, the type of elements, the number of dimensions, their extents and the
// elements, big-endian (Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tapeless/io/array.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/source.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// Reads an array from the bytes of an IDX file; `file` is its name in errors. Elements of any type become T: floating
// numbers the nearest, integers exactly. Throws format_error, with the offset, for a wrong magic number, a body that is
// too short or too long, and a number that T cannot hold.
template <class T = float>
array<T> parse_idx(std::string_view bytes, std::string_view file) {
  using detail::byte_of;
  if (bytes.starts_with("\x1F\x8B"))
    throw format_error(byte_of(file, 0), "IDX", "gzip (tapeless/io/gzip.hpp reads that)");
  if (bytes.size() < 4 || bytes[0] != 0 || bytes[1] != 0)
    throw format_error(byte_of(file, 0), "the magic number of IDX, which begins with two bytes 0",
                       bytes.size() < 4 ? "a file of " + std::to_string(bytes.size()) + " bytes" : "others");
  const auto type = static_cast<unsigned char>(bytes[2]);
  array<T> a{std::string(file), {}, {}};
  const std::size_t dimensions = static_cast<unsigned char>(bytes[3]), start = 4 + 4 * dimensions;
  if (bytes.size() < start)
    throw format_error(byte_of(file, bytes.size()), std::to_string(dimensions) + " extents", "the end of the file");
  for (std::size_t i = 0; i < dimensions; ++i)
    a.shape.push_back(detail::load<std::uint32_t>(bytes.data() + 4 + 4 * i, std::endian::big));
  auto read = [&]<class From>(From) {
    const std::string_view body = detail::body_of(bytes, file, start, a.shape, sizeof(From));
    a.values = detail::convert_all<From, T>(body, file, start, std::endian::big);
  };
  switch (type) {
    case 0x08:
      read(std::uint8_t{});
      break;
    case 0x09:
      read(std::int8_t{});
      break;
    case 0x0B:
      read(std::int16_t{});
      break;
    case 0x0C:
      read(std::int32_t{});
      break;
    case 0x0D:
      read(float{});
      break;
    case 0x0E:
      read(double{});
      break;
    default:
      throw format_error(byte_of(file, 2), "a type of IDX, 8, 9 or 11 to 14", std::to_string(static_cast<int>(type)));
  }
  return a;
}

// Reads an IDX file as parse_idx does; throws file_error as well.
template <class T = float>
array<T> read_idx(const std::string& path) {
  return parse_idx<T>(read_bytes(path), path);
}

}  // namespace tapeless::inline TAPELESS_ISA::io
