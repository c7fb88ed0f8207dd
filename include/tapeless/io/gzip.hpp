// Compressed files, by zlib: a program that includes this header links it (ZLIB::ZLIB in CMake, -lz; zlib1g-dev on
// Debian).
#pragma once

#if !__has_include(<zlib.h>)
#error "tapeless/io/gzip.hpp needs the header <zlib.h> (zlib1g-dev on Debian)"
#endif
#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <new>
#include <string>
#include <string_view>

#include <tapeless/io/array.hpp>
#include <tapeless/io/csv.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/idx.hpp>
#include <tapeless/io/source.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

namespace detail {

// A stream of zlib's, which is freed at the end.
struct inflating {
  z_stream stream{};
  explicit inflating(int window) {
    if (inflateInit2(&stream, window) != Z_OK) throw std::bad_alloc();
  }
  ~inflating() { inflateEnd(&stream); }
  inflating(const inflating&) = delete;
  inflating& operator=(const inflating&) = delete;
};

enum class compressed { gzip = 15 + 16, raw = -15 };

// Inflates one stream from the beginning of `bytes`, at most `most` bytes, and removes it from them. Throws
// format_error.
inline void inflate_one(std::string_view& bytes, compressed how, std::string_view file, std::size_t offset,
                        std::string& out, std::size_t most = std::numeric_limits<std::size_t>::max()) {
  inflating z(static_cast<int>(how));
  std::string part(std::size_t{1} << 16, '\0');
  const std::size_t size = bytes.size(), before = out.size();
  for (;;) {
    const std::size_t given = std::min<std::size_t>(bytes.size(), std::size_t{1} << 30);  // zlib counts in 32 bits
    z.stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    z.stream.avail_in = static_cast<uInt>(given);
    z.stream.next_out = reinterpret_cast<Bytef*>(part.data());
    z.stream.avail_out = static_cast<uInt>(part.size());
    const int status = inflate(&z.stream, Z_NO_FLUSH);
    bytes.remove_prefix(given - z.stream.avail_in);
    out.append(part, 0, part.size() - z.stream.avail_out);
    const position here = byte_of(file, offset + size - bytes.size());
    if (out.size() - before > most) throw format_error(here, std::to_string(most) + " bytes, inflated", "more");
    if (status == Z_STREAM_END) return;
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    if (status == Z_BUF_ERROR || (status == Z_OK && bytes.empty() && z.stream.avail_out != 0))
      throw format_error(here, "compressed data", "the end of the file");
    if (status != Z_OK) throw format_error(here, "compressed data", z.stream.msg ? z.stream.msg : "something else");
  }
}

}  // namespace detail

inline bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1F\x8B"); }

// The contents of the bytes of a gzip file, of one or more members; their checksums are verified. Throws format_error,
// with the offset in the compressed file, for what is damaged, truncated or followed by something else.
inline std::string inflate_gzip(std::string_view bytes, std::string_view file) {
  std::string out;
  const std::size_t size = bytes.size();
  do {
    if (!is_gzip(bytes)) throw format_error(detail::byte_of(file, size - bytes.size()), "gzip", "something else");
    detail::inflate_one(bytes, detail::compressed::gzip, file, size - bytes.size(), out);
  } while (!bytes.empty());
  return out;
}

// The contents of a file, inflated if it is one of gzip. Throws file_error and format_error.
inline std::string read_inflated(const std::string& path) {
  std::string bytes = read_bytes(path);
  return is_gzip(bytes) ? inflate_gzip(bytes, path) : bytes;
}

// As read_idx and read_csv, from files that may be those of gzip.
template <class T = float>
array<T> read_idx_gz(const std::string& path) {
  return parse_idx<T>(read_inflated(path), path);
}
template <class T = float>
table<T> read_csv_gz(const std::string& path, const csv_options& options = {}) {
  return parse_csv<T>(read_inflated(path), path, options);
}

}  // namespace tapeless::inline TAPELESS_ISA::io
