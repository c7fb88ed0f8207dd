#include <cstddef>
#include <cstdint>

#include "laws.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  fuzz_readers::check_gzip({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
