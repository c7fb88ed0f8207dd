// A file that is read in small blocks gives the same table, or the same error, as when it is read as a whole: except
// that a byte 0 is noticed before other errors that are in the window with it.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "laws.hpp"

namespace {

using namespace fuzz_readers;

template <class Read>
std::string error_of(Read read) {
  try {
    read();
  } catch (const io::error& e) {
    return e.what();
  }
  return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  static const int file = memfd_create("blocks", 0);
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  require(ftruncate(file, 0) == 0 && pwrite(file, bytes + 1, size - 1, 0) == static_cast<ssize_t>(size - 1), "a file");
  io::csv_options o;
  o.missing_as_nan = bytes[0] & 16;
  o.header = bytes[0] & 8 ? io::header::no : io::header::yes;
  io::table<float> whole, blocks;
  tapeless::io::detail::text_source all({reinterpret_cast<const char*>(bytes) + 1, size - 1});
  tapeless::io::detail::text_source some(tapeless::io::detail::file_path{path}, 4);
  const std::string a = error_of([&] { whole = tapeless::io::detail::read_table<float>(all, "t.csv", o); });
  const std::string b = error_of([&] { blocks = tapeless::io::detail::read_table<float>(some, "t.csv", o); });
  const bool zero = a.find("byte 0") != a.npos || a.find("UTF-16") != a.npos;
  require((zero ? !b.empty() : a == b) && same(whole, blocks), "blocks do not matter");
  return 0;
}
