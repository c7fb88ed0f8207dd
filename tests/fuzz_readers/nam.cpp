// Any bytes as a .nam file: refused with a short error that names the file, or read; what has been read is written and
// read again as the same.
#include <cstdlib>
#include <cstring>

#include <tapeless/io/nam.hpp>

namespace {

namespace io = tapeless::io;

constexpr auto amp =
    tapeless::models::nam_wavenet<"amp", tapeless::wavenet_stack{.channels = 3, .head = 2, .dilations = {1, 2}},
                                  tapeless::wavenet_stack{.channels = 2, .head_bias = true, .dilations = {8}}>;
constexpr auto y = amp(tapeless::input<"x", 1, 4>);

template <class Read>
bool reads(Read read) {
  try {
    read();
    return true;
  } catch (const io::error& e) {
    if (e.where().file != "t" || std::strlen(e.what()) > 4000) std::abort();
    return false;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  tapeless::program<y> net{tapeless::seed{1}};
  if (!reads([&] { io::detail::load_nam_text(io::detail::nam_text(text, "t"), net, amp, {}); })) {
    reads([&] {  // the configuration of other models
      const io::detail::nam_text t(text, "t");
      const io::nam_model m = io::detail::read_nam_model(t.top(), t.top());
      if (m.type.empty()) std::abort();
    });
    return 0;
  }
  return 0;
}
