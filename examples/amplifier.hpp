// An amplifier that needs no cable, and a guitar for it: what train_amp learns from and amp plays. A frame x gives
//
//   h = x - x' + 0.98 h'                coupling: a high pass at 154 Hz; a prime: one frame before
//   b = tanh(6 h + 0.3) - tanh(0.3)     a valve, with a bias that makes it bend one half of a wave more than the other
//   l = l' + 0.4 (b - l'),  y = y' + 0.4 (l - y')       the loudspeaker: two low passes at 3.9 kHz
#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include <tapeless/nn/models/nam_wavenet.hpp>
#include <tapeless/tapeless.hpp>

namespace amplifier {

inline constexpr int rate = 48000;

// [model]
inline constexpr auto model = tapeless::models::nam_wavenet<
    "amp", tapeless::wavenet_stack{.channels = 8, .head_bias = true, .dilations = {1, 2, 4, 8, 16, 32, 64, 128}}>;
// [/model]

inline std::vector<float> played(std::span<const float> sound) {
  std::vector<float> all;
  double x = 0, h = 0, l = 0, y = 0;
  for (const float now : sound) {
    h = now - x + 0.98 * h;
    x = now;
    l += 0.4 * (std::tanh(6 * h + 0.3) - std::tanh(0.3) - l);
    y += 0.4 * (l - y);
    all.push_back(static_cast<float>(y));
  }
  return all;
}

// A note every quarter of a second, of any pitch from 80 to 640 Hz and any loudness: noise in a delay line that
// averages (K. Karplus and A. Strong, 1983).
inline std::vector<float> guitar(std::uint64_t seed, int seconds) {
  std::vector<float> all, string;
  std::uint64_t note = 0;
  for (int i = 0; i < seconds * rate; ++i) {
    if (i % (rate / 4) == 0) {
      const auto drawn = [&](std::uint64_t k) { return tapeless::counter_random::uniform(seed, note, k); };
      string.resize(static_cast<std::size_t>(rate / (80 * std::exp2(3 * drawn(0)))));
      const double loudness = std::exp2(-3 * drawn(1));
      for (std::size_t k = 0; k < string.size(); ++k) string[k] = static_cast<float>(loudness * (2 * drawn(2 + k) - 1));
      ++note;
    }
    const std::size_t at = static_cast<std::size_t>(i) % string.size(), next = (at + 1) % string.size();
    all.push_back(string[at]);
    string[at] = 0.498f * (string[at] + string[next]);
  }
  return all;
}

// The energy of what is off, by that of the signal: the error-to-signal ratio by which amplifier models are judged.
inline double error_to_signal(std::span<const float> found, std::span<const float> right) {
  double error = 0, signal = 0;
  for (std::size_t i = 0; i < right.size(); ++i) {
    const double r = static_cast<double>(right[i]), off = static_cast<double>(found[i]) - r;
    error += off * off;
    signal += r * r;
  }
  return error / signal;
}

}  // namespace amplifier
