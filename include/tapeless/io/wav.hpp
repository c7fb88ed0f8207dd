// WAV files: PCM of 16 and 24 bits and float of 32 bits, any number of channels.
//
//   const io::sound s = io::read_wav("guitar.wav");         // s.rate, s.channels; samples in [-1, 1), frame by frame
//   io::write_wav("amp.wav", {.rate = 48000, .channels = 1, .samples = played});
//
//   RIFF size WAVE, then chunks of a name, a size and bytes, padded to an even size; "fmt " comes before "data"
//
// Other chunks are skipped. Read as k / 2^15 and k / 2^23; written as float, with the same bits when they are read.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <tapeless/io/checkpoint_error.hpp>
#include <tapeless/io/source.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

struct sound {
  int rate = 48000;  // frames per second
  int channels = 1;
  std::vector<float> samples;  // frame by frame

  std::size_t frames() const { return samples.size() / static_cast<std::size_t>(channels); }
  std::vector<float> channel(int c) const {
    std::vector<float> one(frames());
    for (std::size_t i = 0; i < one.size(); ++i)
      one[i] = samples[i * static_cast<std::size_t>(channels) + static_cast<std::size_t>(c)];
    return one;
  }
};

namespace detail {

class wav_reader {
 public:
  wav_reader(std::string_view bytes, std::string file) : all_(bytes), file_(std::move(file)) {}

  sound read() {
    if (all_.size() < 12) fail<truncated_error>(0, "12 bytes, RIFF and WAVE", all_.size());
    if (all_.substr(0, 4) != "RIFF" || all_.substr(8, 4) != "WAVE")
      throw format_error({.file = file_, .offset = 0}, "RIFF and WAVE", "other bytes");
    for (std::size_t at = 12; at + 8 <= all_.size();) {
      const std::string_view name = all_.substr(at, 4);
      const std::size_t size = number(at + 4, 4), begin = at + 8;
      if (size > all_.size() - begin)
        fail<truncated_error>(at, std::to_string(size) + " bytes in a chunk", all_.size() - begin);
      if (name == "fmt ") format(begin, size);
      if (name == "data") return data(begin, size);
      at = begin + size + size % 2;
      if (at > all_.size()) break;
    }
    throw truncated_error({.file = file_, .offset = all_.size()}, "a chunk of data", "the end of the file");
  }

 private:
  template <class Error>
  [[noreturn]] void fail(std::size_t offset, std::string expected, std::size_t found) const {
    throw Error({.file = file_, .offset = offset}, std::move(expected), std::to_string(found));
  }
  std::size_t number(std::size_t at, std::size_t bytes) const {
    std::size_t n = 0;
    for (std::size_t i = bytes; i-- > 0;) n = n << 8 | static_cast<unsigned char>(all_[at + i]);
    return n;
  }
  void format(std::size_t at, std::size_t size) {
    if (size < 16) fail<format_error>(at, "16 bytes of format or more", size);
    kind_ = number(at, 2);
    if (kind_ == 0xfffe && size >= 40) kind_ = number(at + 24, 2);  // extensible
    const std::size_t channels = number(at + 2, 2), rate = number(at + 4, 4);
    bits_ = number(at + 14, 2);
    if (!(kind_ == 1 && (bits_ == 16 || bits_ == 24)) && !(kind_ == 3 && bits_ == 32))
      throw format_error({.file = file_, .offset = at}, "PCM of 16 or 24 bits, or float of 32",
                         "format " + std::to_string(kind_) + " of " + std::to_string(bits_));
    if (channels == 0) fail<format_error>(at + 2, "a channel or more", channels);
    if (rate == 0 || rate > 1u << 30) fail<format_error>(at + 4, "a rate of 1 to 2^30 frames per second", rate);
    if (number(at + 12, 2) != channels * bits_ / 8)
      fail<format_error>(at + 12, std::to_string(channels * bits_ / 8) + " bytes a frame", number(at + 12, 2));
    sound_.channels = static_cast<int>(channels);
    sound_.rate = static_cast<int>(rate);
  }
  sound data(std::size_t at, std::size_t size) {
    if (bits_ == 0) throw format_error({.file = file_, .offset = at}, "a chunk of format before the data", "none");
    const std::size_t bytes = bits_ / 8;
    if (size % (bytes * static_cast<std::size_t>(sound_.channels)) != 0) fail<format_error>(at, "whole frames", size);
    sound_.samples.resize(size / bytes);
    for (float& s : sound_.samples) {
      const auto n = static_cast<std::uint32_t>(number(at, bytes));
      if (bits_ == 32) std::memcpy(&s, &n, sizeof(s));
      else s = static_cast<float>(static_cast<std::int32_t>(n << (32 - bits_))) * 0x1p-31f;
      at += bytes;
    }
    return std::move(sound_);
  }

  std::string_view all_;
  std::string file_;
  std::size_t kind_ = 0, bits_ = 0;
  sound sound_;
};

}  // namespace detail

// Throws format_error, truncated_error.
inline sound parse_wav(std::string_view bytes, const std::string& name) {
  return detail::wav_reader(bytes, name).read();
}
// Throws file_error as well.
inline sound read_wav(const std::string& path) { return parse_wav(read_bytes(path), path); }

// A file of float samples.
inline std::string format_wav(const sound& s) {
  const std::size_t data = s.samples.size() * sizeof(float);
  const auto channels = static_cast<std::size_t>(s.channels), rate = static_cast<std::size_t>(s.rate);
  std::string to;
  const auto put = [&](std::size_t n, int bytes) {
    for (int i = 0; i < bytes; ++i) to += static_cast<char>(n >> (8 * i) & 255);
  };
  to += "RIFF", put(36 + data, 4), to += "WAVEfmt ", put(16, 4);
  put(3, 2), put(channels, 2), put(rate, 4), put(rate * channels * 4, 4), put(channels * 4, 2), put(32, 2);
  to += "data", put(data, 4);
  to.append(reinterpret_cast<const char*>(s.samples.data()), data);
  return to;
}
// Throws file_error.
inline void write_wav(const std::string& path, const sound& s) { write_bytes(path, format_wav(s)); }

}  // namespace tapeless::inline TAPELESS_ISA::io
