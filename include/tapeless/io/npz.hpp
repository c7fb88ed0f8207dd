// NPZ, NumPy's archives of named arrays: a ZIP file of NPY members, stored or deflated. Needs zlib, as gzip.hpp does.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include <tapeless/io/array.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/npy.hpp>
#include <tapeless/io/source.hpp>
#include <tapeless/io/zip.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

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
