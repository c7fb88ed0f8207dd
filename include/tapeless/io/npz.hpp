// NPZ, NumPy's archives of named arrays: a ZIP file of NPY members, stored or deflated. Needs zlib, as gzip.hpp does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tapeless/io/array.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/gzip.hpp>
#include <tapeless/io/npy.hpp>
#include <tapeless/io/source.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

namespace detail {

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

}  // namespace detail

// The arrays of an archive by name, without ".npy", converted to T as parse_npy does. Throws format_error: with the
// offset in the archive, or, for what is wrong within a member, the offset in it, with the name "data.npz(x.npy)".
template <class T = float>
std::map<std::string, array<T>> parse_npz(std::string_view bytes, std::string_view file) {
  std::map<std::string, array<T>> arrays;
  for (const detail::zip_member& m : detail::zip_directory(bytes, file)) {
    std::string name = m.name;
    if (name.ends_with(".npy")) name.resize(name.size() - 4);
    if (arrays.contains(name))
      throw format_error(detail::byte_of(file, m.entry), "a unique name", detail::in_quotes(name) + " again");
    arrays.emplace(name, parse_npy<T>(detail::zip_contents(bytes, file, m), std::string(file) + "(" + m.name + ")"));
  }
  return arrays;
}

// Reads an NPZ file; throws file_error as well.
template <class T = float>
std::map<std::string, array<T>> read_npz(const std::string& path) {
  return parse_npz<T>(read_bytes(path), path);
}

// An archive of stored members. Throws extent_error for an array with another number of values than its shape, or if
// the archive would exceed 4 GiB.
template <class T>
std::string format_npz(const std::map<std::string, array<T>>& arrays) {
  std::string out, directory;
  auto put = [](std::string& to, std::size_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) to += static_cast<char>(value >> (8 * i) & 0xFF);
  };
  for (const auto& [name, a] : arrays) {
    const std::string file = name + ".npy", body = format_npy(a);
    const std::size_t local = out.size();
    if (body.size() + local > 0xFFFF0000u || file.size() > 0xFFFF || arrays.size() >= 0xFFFF)
      throw extent_error({a.file}, "an archive of less than 4 GiB", "more");
    std::string common;
    put(common, 20, 2), put(common, 0x800, 2), put(common, 0, 2), put(common, 0, 2), put(common, 0x21, 2);
    put(common, detail::crc_of(body), 4), put(common, body.size(), 4), put(common, body.size(), 4);
    put(common, file.size(), 2), put(common, 0, 2);
    out += "PK\3\4" + common + file + body;
    directory += "PK\1\2";
    put(directory, 20, 2);
    directory += common;
    put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 4), put(directory, local, 4);
    directory += file;
  }
  const std::size_t start = out.size();
  out += directory + "PK\5\6";
  put(out, 0, 4), put(out, arrays.size(), 2), put(out, arrays.size(), 2), put(out, directory.size(), 4);
  put(out, start, 4), put(out, 0, 2);
  return out;
}

// Writes it to a file. Throws file_error as well.
template <class T>
void write_npz(const std::string& path, const std::map<std::string, array<T>>& arrays) {
  write_bytes(path, format_npz(arrays));
}

}  // namespace tapeless::inline TAPELESS_ISA::io
