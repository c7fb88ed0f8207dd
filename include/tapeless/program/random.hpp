// How a program fills the random numbers of a tile (ops/random.hpp).
#pragma once

#include <cstdint>

#include <tapeless/shape/random.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Where a program's random numbers stand: everything that they depend on but their names. Readable and writable, as
// net.random(), so that a program that goes on from a checkpoint draws the same numbers.
struct random_state {
  std::uint64_t seed = 0, step = 0;
};

namespace detail {

// Uniform numbers in [0, 1) for `samples` samples of `elements` elements: element e of sample s goes to
// to[e * element_stride + s * sample_stride]. A number is a function of seed, name, step, the sample's number in the
// call and the element, by Philox4x32-10: of 128 bits come four floats or two doubles. Several samples are drawn side
// by side, which compilers turn into vector code.
template <class T>
struct uniform_numbers {
  std::uint64_t key = 0, step = 0;
  int element_stride = 1, sample_stride = 1;

  static constexpr int side = 16;                        // samples
  static constexpr int per_block = 16 / int(sizeof(T));  // numbers

  constexpr void operator()(T* to, int elements, std::uint64_t first, int samples) const noexcept {
    for (int s = 0; s < samples; s += side) {
      const int now = samples - s < side ? samples - s : side;
      for (int e = 0; e < elements; e += per_block) {
        block words{};
        draw(words, static_cast<std::uint32_t>(e / per_block), first + static_cast<std::uint64_t>(s));
        for (int k = 0; k < per_block && e + k < elements; ++k) {
          T* const row = to + (e + k) * element_stride + s * sample_stride;
          if (now == side && sample_stride == 1) {
            for (int i = 0; i < side; ++i) row[i] = number(words, k, i);
          } else {
            for (int i = 0; i < now; ++i) row[i * sample_stride] = number(words, k, i);
          }
        }
      }
    }
  }

 private:
  struct block {
    std::uint32_t word[4][side];
  };

  // The counter: block and sample, step.
  constexpr void draw(block& c, std::uint32_t number, std::uint64_t sample) const noexcept {
    for (int i = 0; i < side; ++i) {
      const std::uint64_t at = sample + static_cast<std::uint64_t>(i);
      c.word[0][i] = number ^ static_cast<std::uint32_t>(at >> 32) << 26;
      c.word[1][i] = static_cast<std::uint32_t>(at);
      c.word[2][i] = static_cast<std::uint32_t>(step);
      c.word[3][i] = static_cast<std::uint32_t>(step >> 32);
    }
    auto k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32);
    for (int round = 0; round < 10; ++round) {
      for (int i = 0; i < side; ++i) {
        const std::uint64_t p = std::uint64_t{0xD2511F53u} * c.word[0][i];
        const std::uint64_t q = std::uint64_t{0xCD9E8D57u} * c.word[2][i];
        c.word[0][i] = static_cast<std::uint32_t>(q >> 32) ^ c.word[1][i] ^ k0;
        c.word[2][i] = static_cast<std::uint32_t>(p >> 32) ^ c.word[3][i] ^ k1;
        c.word[1][i] = static_cast<std::uint32_t>(q);
        c.word[3][i] = static_cast<std::uint32_t>(p);
      }
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
  }
  static constexpr T number(const block& c, int k, int i) noexcept {
    if constexpr (sizeof(T) == 4) {
      return static_cast<float>(static_cast<std::int32_t>(c.word[k][i] >> 8)) * 0x1p-24f;
    } else {
      const std::uint64_t bits = std::uint64_t{c.word[2 * k + 1][i]} << 32 | c.word[2 * k][i];
      return static_cast<double>(static_cast<std::int64_t>(bits >> 11)) * 0x1p-53;
    }
  }
};

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
