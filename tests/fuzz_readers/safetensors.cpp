// Any bytes as a safetensors file: they are refused with an error of io/, or read to the end; what has been read is
// written and read again as the same.
#include <cstdlib>
#include <sstream>

#include <tapeless/io/safetensors.hpp>

namespace {

namespace io = tapeless::io;

std::string written(const io::safetensors_reader& from) {
  io::safetensors_header h = from.header();
  // In the order of the data, since a header does not say in which order its tensors were listed.
  std::string data;
  for (io::tensor_entry& t : h.tensors) {
    const std::vector<double> numbers = from.read<double>(t);
    t.type_name = "F64";
    t.begin = data.size();
    data.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(double));
    t.end = data.size();
  }
  return io::detail::header_text("t", h) + data;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size) {
  std::string once;
  try {
    std::istringstream in(std::string(reinterpret_cast<const char*>(bytes), size));
    const io::safetensors_reader file(in, "t");
    for (const io::tensor_entry& t : file.header().tensors)
      if (t.type != io::element_type::other) (void)file.read<float>(t);
    once = written(file);
  } catch (const io::error&) {
    return 0;
  }
  std::istringstream again(once);  // of our own making: an error here is one of ours
  if (written(io::safetensors_reader(again, "t")) != once) std::abort();
  return 0;
}
