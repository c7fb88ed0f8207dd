// Shared by the tests of checkpoints: a folder of their own, files as bytes, and what a call throws.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include <tapeless/io/checkpoint.hpp>

#include "training/plain.hpp"

namespace checkpoint_tests {

using namespace training_tests;

// A path in a folder that is removed at the end.
inline std::string path_of(const std::string& name) {
  struct folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("tapeless_checkpoints_" + std::to_string(::getpid()));
    folder() { std::filesystem::create_directories(path); }
    ~folder() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
  };
  static const folder here;
  return (here.path / name).string();
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// A safetensors file of this header and data.
inline std::string file_of(const std::string& header, const std::string& data = "") {
  std::uint64_t length = header.size();
  return std::string(reinterpret_cast<const char*>(&length), 8) + header + data;
}

// The exception of this very type that a call throws.
template <class Error, class F>
Error thrown_by(F call) {
  try {
    call();
  } catch (const Error& e) {
    if (typeid(e) == typeid(Error)) return e;
    BOOST_ERROR("another exception: " << e.what());
    return e;
  } catch (const std::exception& e) {
    BOOST_ERROR("another exception: " << e.what());
  }
  BOOST_ERROR("nothing was thrown");
  return {{}, "", ""};
}
inline bool says(const io::error& e, std::string_view words) {
  if (std::string_view(e.what()).find(words) != std::string_view::npos) return true;
  BOOST_TEST_MESSAGE(e.what());
  return false;
}

}  // namespace checkpoint_tests
