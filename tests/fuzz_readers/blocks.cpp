#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "laws.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  static const int file = memfd_create("blocks", 0);
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  fuzz_readers::require(
      ftruncate(file, 0) == 0 && pwrite(file, bytes + 1, size - 1, 0) == static_cast<ssize_t>(size - 1), "a file");
  fuzz_readers::check_blocks({reinterpret_cast<const char*>(bytes), size}, path);
  return 0;
}
