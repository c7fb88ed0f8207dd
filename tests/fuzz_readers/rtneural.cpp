// Any bytes as a file for RTNeural: refused with a short error that names the file, or read.
#include <cstdlib>
#include <cstring>

#include <tapeless/io/rtneural.hpp>
#include <tapeless/program/sequences.hpp>
#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr auto x = input<"x", 2, 1>;
constexpr auto y = dense<"out", 1>(lstm_layer<"lstm", 2>(gru_layer<"gru", 4>(dense<"in", 3>(x))));

template <class Read>
void reads(Read read) {
  try {
    read();
  } catch (const io::error& e) {
    if (e.where().file != "t" || std::strlen(e.what()) > 4000) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  program<y> net{seed{1}};
  reads([&] { io::detail::load_rtneural_text(text, "t", net, {"in", "gru.l0", "lstm.l0", "out"}, {}); });
  reads([&] { io::detail::load_state_dict_text(text, "t", net, {{"gru.l0.*", "gru.*_l0"}}); });
  return 0;
}
