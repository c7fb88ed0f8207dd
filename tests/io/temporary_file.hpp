// A file that exists as long as this object.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <unistd.h>

#include <tapeless/io/source.hpp>

struct temporary_file {
  std::string path;

  temporary_file(const std::string& name, std::string_view bytes)
      : path(
            (std::filesystem::temp_directory_path() / ("tapeless_" + std::to_string(getpid()) + "_" + name)).string()) {
    tapeless::io::write_bytes(path, bytes);
  }
  ~temporary_file() { std::filesystem::remove(path); }
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;
};
