// WAV: what is written is read with the same bits; PCM of known bytes; what is malformed is refused.
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/io/wav.hpp>

namespace {

namespace io = tapeless::io;

std::string chunk(const std::string& name, const std::string& bytes) {
  std::string s = name;
  for (int i = 0; i < 4; ++i) s += static_cast<char>(bytes.size() >> (8 * i) & 255);
  return s + bytes + (bytes.size() % 2 ? std::string(1, '\0') : "");
}
std::string format(char kind, char channels, char bits) {
  const char frame = static_cast<char>(channels * bits / 8);
  return chunk("fmt ", {kind, 0, channels, 0, '\x80', '\xbb', 0, 0, 0, 0, 0, 0, frame, 0, bits, 0});
}
std::string riff(const std::string& chunks) { return "RIFF" + std::string(4, '\0') + "WAVE" + chunks; }

template <class Error>
void refused(const std::string& bytes, const std::string& words) {
  try {
    io::parse_wav(bytes, "t.wav");
    BOOST_ERROR("nothing was thrown: " << words);
  } catch (const io::error& e) {
    BOOST_TEST(typeid(e).name() == typeid(Error).name());
    BOOST_TEST(std::string(e.what()).find(words) != std::string::npos, e.what());
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wav)

BOOST_AUTO_TEST_CASE(written_and_read) {
  const io::sound s{.rate = 44100, .channels = 2, .samples = {0.1f, -1, 2, 0, 1e-30f, 0.3f}};
  const io::sound again = io::parse_wav(io::format_wav(s), "s.wav");
  BOOST_TEST((again.samples == s.samples && again.rate == 44100 && again.channels == 2 && again.frames() == 3));
  BOOST_TEST((again.channel(1) == std::vector<float>{-1, 0, 0.3f}));
}

BOOST_AUTO_TEST_CASE(pcm) {
  const io::sound a =
      io::parse_wav(riff(format(1, 1, 16) + chunk("LIST", "odd") + chunk("data", {0, '\x80', 0, '\x40'})), "a");
  BOOST_TEST((a.samples == std::vector<float>{-1, 0.5f}));
  BOOST_TEST(a.rate == 48000);
  const io::sound b = io::parse_wav(riff(format(1, 2, 24) + chunk("data", {1, 0, 0, 0, 0, '\xc0'})), "b");
  BOOST_TEST((b.samples == std::vector<float>{0x1p-23f, -0.5f}));
}

BOOST_AUTO_TEST_CASE(malformed) {
  refused<io::truncated_error>("RIFF", "t.wav, byte 0: expected 12 bytes");
  refused<io::format_error>("RIFX" + std::string(40, ' '), "expected RIFF and WAVE");
  refused<io::truncated_error>(riff(format(1, 1, 16)), "expected a chunk of data, found the end of the file");
  refused<io::format_error>(riff(chunk("data", "ab")), "expected a chunk of format before the data");
  refused<io::format_error>(riff(format(1, 1, 8)),
                            "expected PCM of 16 or 24 bits, or float of 32, found format 1 of 8");
  refused<io::format_error>(riff(format(1, 0, 16)), "expected a channel or more, found 0");
  refused<io::format_error>(riff(format(1, 2, 16) + chunk("data", "ab")), "expected whole frames, found 2");
  std::string cut = riff(format(1, 1, 16) + chunk("data", "abcdef"));
  cut.resize(cut.size() - 2);
  refused<io::truncated_error>(cut, "expected 6 bytes in a chunk, found 4");
}

BOOST_AUTO_TEST_SUITE_END()
