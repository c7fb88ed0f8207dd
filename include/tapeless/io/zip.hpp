// The members of ZIP files, stored or deflated. Needs zlib, as gzip.hpp does.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tapeless/io/array.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/gzip.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

inline std::size_t load16(std::string_view b, std::size_t at) {
  return load<std::uint16_t>(b.data() + at, std::endian::little);
}
inline std::size_t load32(std::string_view b, std::size_t at) {
  return load<std::uint32_t>(b.data() + at, std::endian::little);
}
inline std::uint32_t crc_of(std::string_view bytes) {
  uLong crc = crc32(0, nullptr, 0);
  for (std::size_t i = 0; i < bytes.size(); i += std::size_t{1} << 30)  // zlib counts in 32 bits
    crc = crc32(crc, reinterpret_cast<const Bytef*>(bytes.data() + i),
                static_cast<uInt>(std::min(bytes.size() - i, std::size_t{1} << 30)));
  return static_cast<std::uint32_t>(crc);
}

// The sizes of a record of ZIP, and where the numbers stand in it.
constexpr std::size_t zip_local = 30, zip_entry = 46, zip_end = 22;

// A member of an archive, from its entry in the directory at the end.
struct zip_member {
  std::string name;
  std::size_t method = 0, crc = 0, packed = 0, size = 0, local = 0, entry = 0;
};

inline std::vector<zip_member> zip_directory(std::string_view b, std::string_view file) {
  auto fail = [&](std::size_t at, const char* expected, const char* found) {
    throw format_error(byte_of(file, at), expected, found);
  };
  if (!b.starts_with(std::string_view("PK\3\4")) && !b.starts_with(std::string_view("PK\5\6")))
    fail(0, "NPZ, a ZIP file", "something else");
  const std::size_t end = b.rfind(std::string_view("PK\5\6"));  // a comment may follow
  if (end == b.npos || b.size() - end < zip_end) fail(b.size(), "the directory of a ZIP file", "the end of the file");
  const std::size_t count = load16(b, end + 10);
  std::size_t at = load32(b, end + 16);
  if (count == 0xFFFF || at == 0xFFFFFFFF) fail(end, "a ZIP file of less than 4 GiB", "ZIP64");
  std::vector<zip_member> members;
  for (std::size_t i = 0; i < count; ++i) {
    if (at > end || end - at < zip_entry || !b.substr(at).starts_with(std::string_view("PK\1\2")))
      fail(at, "an entry of the directory of a ZIP file", "something else");
    const std::size_t name = load16(b, at + 28), more = load16(b, at + 30) + load16(b, at + 32);
    if (end - at - zip_entry < name + more) fail(at, "an entry within the directory of a ZIP file", "a longer one");
    if (load16(b, at + 8) & 1) fail(at, "a member that anyone can read", "an encrypted one");
    members.push_back({std::string(b.substr(at + zip_entry, name)), load16(b, at + 10), load32(b, at + 16),
                       load32(b, at + 20), load32(b, at + 24), load32(b, at + 42), at});
    at += zip_entry + name + more;
  }
  return members;
}

// The bytes of a member. The local header repeats the entry, but may lack sizes, and has a name and extras of its own.
inline std::string zip_contents(std::string_view b, std::string_view file, const zip_member& m) {
  auto fail = [&](std::size_t at, const char* expected, const char* found) {
    throw format_error(byte_of(file, at), expected + (" of member " + in_quotes(m.name)), found);
  };
  if (m.packed == 0xFFFFFFFF || m.size == 0xFFFFFFFF || m.local == 0xFFFFFFFF)
    fail(m.entry, "less than 4 GiB", "ZIP64");
  if (m.local > b.size() || b.size() - m.local < zip_local ||
      !b.substr(m.local).starts_with(std::string_view("PK\3\4")))
    fail(m.entry, "the place", "another one");
  const std::size_t start = m.local + zip_local + load16(b, m.local + 26) + load16(b, m.local + 28);
  if (start > b.size() || b.size() - start < m.packed) fail(b.size(), "all bytes", "the end of the file");
  std::string_view packed = b.substr(start, m.packed);
  std::string out;
  if (m.method == 0) out = packed;
  else if (m.method == 8) inflate_one(packed, compressed::raw, file, start, out, m.size);
  else fail(m.entry, "stored or deflated bytes", "another method");
  if (out.size() != m.size) fail(start, "as many bytes as its size says", "others");
  if (crc_of(out) != m.crc) fail(start, "the checksum", "another one");
  return out;
}

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
