// The bytes of a file: all at once, or as a window that moves over them.
#pragma once

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include <tapeless/io/error.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

namespace detail {

struct close_file {
  void operator()(std::FILE* f) const { std::fclose(f); }
};
using open_file = std::unique_ptr<std::FILE, close_file>;

inline open_file open_to_read(const std::string& path) {
  open_file f(std::fopen(path.c_str(), "rb"));
  if (!f) throw file_error({path}, "a readable file", "none");
  return f;
}

inline std::size_t read_some(std::FILE* f, const std::string& path, char* to, std::size_t most) {
  const std::size_t count = std::fread(to, 1, most, f);
  if (std::ferror(f)) throw file_error({path}, "a readable file", "an error while reading");
  return count;
}

}  // namespace detail

// The whole file. Throws file_error.
inline std::string read_bytes(const std::string& path) {
  const detail::open_file f = detail::open_to_read(path);
  std::string all;
  for (std::size_t block = std::size_t{1} << 16;; block = all.size()) {  // doubles
    const std::size_t before = all.size();
    all.resize(before + block);
    all.resize(before + detail::read_some(f.get(), path, all.data() + before, block));
    if (all.size() < before + block) return all;
  }
}

// Writes a whole file. Throws file_error.
inline void write_bytes(const std::string& path, std::string_view bytes) {
  detail::open_file f(std::fopen(path.c_str(), "wb"));
  const bool written = f && std::fwrite(bytes.data(), 1, bytes.size(), f.get()) == bytes.size();
  const bool closed = f && std::fclose(f.release()) == 0;  // may write what is left
  if (!written || !closed)
    throw file_error({path}, "a file that can be written", f ? "an error while writing" : "none");
}

namespace detail {

struct file_path {
  const std::string& path;
};

// A window over a text or a file. A file is read in blocks, so that it never is in memory as a whole.
class text_source {
 public:
  explicit text_source(std::string_view all) : window_(all), whole_(all), size_(all.size()), last_(true) {}

  // Files that cannot be read twice, such as pipes, are read as a whole.
  explicit text_source(const file_path& file, std::size_t block = std::size_t{1} << 18)
      : path_(file.path), file_(open_to_read(path_)), buffer_(block, ' ') {
    if (std::fseek(file_.get(), 0, SEEK_END) == 0 && std::ftell(file_.get()) > 0) {
      size_ = static_cast<std::size_t>(std::ftell(file_.get()));
      std::rewind(file_.get());
      return;
    }
    file_.reset();
    buffer_ = read_bytes(path_);
    whole_ = window_ = buffer_;
    size_ = buffer_.size();
    last_ = true;
  }

  text_source(const text_source&) = delete;
  text_source& operator=(const text_source&) = delete;

  std::string_view window() const { return window_; }
  bool last() const { return last_; }             // the window reaches to the end
  std::size_t size() const { return size_; }      // of all, in bytes
  std::size_t passed() const { return passed_; }  // bytes before the window

  // Moves the window `used` bytes ahead and reads at least one byte more, unless the file has ended.
  void advance(std::size_t used) {
    passed_ += used;
    window_.remove_prefix(used);
    if (last_) return;
    const std::size_t kept = window_.size();
    if (kept) std::memmove(buffer_.data(), window_.data(), kept);
    if (kept > buffer_.size() / 2) buffer_.resize(2 * buffer_.size());  // a record that is longer than the buffer
    const std::size_t space = buffer_.size() - kept, got = read_some(file_.get(), path_, buffer_.data() + kept, space);
    last_ = got < space;
    window_ = std::string_view(buffer_.data(), kept + got);
  }

  void rewind() {
    passed_ = 0;
    window_ = whole_;
    if (!file_) return;
    std::rewind(file_.get());
    last_ = false;
  }

 private:
  std::string path_;
  open_file file_;
  std::string buffer_;
  std::string_view window_, whole_;
  std::size_t size_ = 0, passed_ = 0;
  bool last_ = false;
};

}  // namespace detail

}  // namespace tapeless::inline TAPELESS_ISA::io
