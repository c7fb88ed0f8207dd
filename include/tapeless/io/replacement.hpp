// Replaces a file as a whole: at any moment, also after a crash, it has its old content or its new one.
//
// The content is written to a second file in the same folder, file.saving, and flushed to the disk; then that file gets
// the name of the first (rename of POSIX is atomic), and the folder is flushed. A crash leaves at most file.saving,
// which the next attempt takes over. Several processes or threads that replace one file wait for each other.
#pragma once

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include <tapeless/io/error.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

namespace detail {
// Of an open file.
struct descriptor {
  int at = -1;

  descriptor() = default;
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() { take(-1); }
  void take(int other) noexcept {
    if (at >= 0) ::close(at);
    at = other;
  }
};
}  // namespace detail

class replacement {
 public:
  // Throws file_error if the folder cannot be written.
  explicit replacement(std::string path) : path_(std::move(path)), temporary_(path_ + ".saving") {
    do {
      file_.take(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
      if (file_.at < 0) fail(temporary_, "a file that can be created");
      while (::flock(file_.at, LOCK_EX) != 0)
        if (errno != EINTR) fail(temporary_, "a file that can be locked");
    } while (!still_there());  // it may have been renamed while this one waited
    if (::ftruncate(file_.at, 0) != 0) fail(temporary_, "a file that can be written");
  }
  // Without commit(), the file stays as it was.
  ~replacement() {
    if (file_.at >= 0) ::unlink(temporary_.c_str());
  }

  // Appends bytes. Throws file_error, for example if the disk is full.
  void write(const void* bytes, std::size_t count) {
    for (const char* at = static_cast<const char*>(bytes); count > 0;) {
      const ssize_t written = ::write(file_.at, at, count);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) fail(temporary_, "room for " + std::to_string(count) + " bytes");
      at += written;
      count -= static_cast<std::size_t>(written);
    }
  }

  // From here on, the file has the new content. Throws file_error; until the rename nothing has changed.
  void commit() {
    if (::fsync(file_.at) != 0) fail(temporary_, "a file that can be flushed");
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail(path_, "a file that can be replaced");
    file_.take(-1);
    flush_folder();
  }

 private:
  bool still_there() const {
    struct stat own {
    }, named{};
    return ::fstat(file_.at, &own) == 0 && ::lstat(temporary_.c_str(), &named) == 0 && own.st_ino == named.st_ino &&
           own.st_dev == named.st_dev;
  }
  // Some file systems cannot flush folders: they say so with EINVAL, and keep renames in order.
  void flush_folder() const {
    const std::string folder = std::filesystem::path(path_).parent_path().string();
    detail::descriptor at;
    at.take(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (at.at < 0 || (::fsync(at.at) != 0 && errno != EINVAL)) fail(folder, "a folder that can be flushed");
  }
  [[noreturn]] static void fail(const std::string& file, std::string expected) {
    throw file_error({file}, std::move(expected), std::generic_category().message(errno));
  }

  std::string path_, temporary_;
  detail::descriptor file_;
};

}  // namespace tapeless::inline TAPELESS_ISA::io
