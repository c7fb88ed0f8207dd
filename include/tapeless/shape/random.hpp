// Counter-based random numbers, without state: a number is a function of a seed, a stream and an index.
//
// Philox4x32-10 of J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
// Elements may be drawn in any order, on any thread, at compile time too, and always have the same bits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA::counter_random {

using words = std::array<std::uint32_t, 4>;

// Ten rounds of Philox4x32: 128 random bits for each counter and key.
constexpr words philox4x32(words counter, std::array<std::uint32_t, 2> key) noexcept {
  for (int round = 0; round < 10; ++round) {
    std::uint64_t p = std::uint64_t{0xD2511F53u} * counter[0];
    std::uint64_t q = std::uint64_t{0xCD9E8D57u} * counter[2];
    counter = {static_cast<std::uint32_t>(q >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(q),
               static_cast<std::uint32_t>(p >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(p)};
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  return counter;
}

// 128 random bits. The key is the seed; the counter holds the index (low half) and the stream (high half).
constexpr words block(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) noexcept {
  auto low = [](std::uint64_t v) { return static_cast<std::uint32_t>(v); };
  auto high = [](std::uint64_t v) { return static_cast<std::uint32_t>(v >> 32); };
  return philox4x32({low(index), high(index), low(stream), high(stream)}, {low(seed), high(seed)});
}

// 64 random bits.
constexpr std::uint64_t bits(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) noexcept {
  words w = block(seed, stream, index);
  return std::uint64_t{w[1]} << 32 | w[0];
}

// A number in [0, 1), a multiple of 2^-53 (double) or 2^-24 (float), so that it is never rounded up to 1.
template <class T = double>
constexpr T uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) noexcept {
  static_assert(std::is_same_v<T, float> || std::is_same_v<T, double>, "uniform: draw float or double");
  if constexpr (std::is_same_v<T, float>) return static_cast<float>(bits(seed, stream, index) >> 40) * 0x1p-24f;
  else return static_cast<double>(bits(seed, stream, index) >> 11) * 0x1p-53;
}

// An integer in [0, count), count > 0. The probabilities differ by less than one part in 2^32.
constexpr std::uint32_t below(std::uint32_t count, std::uint64_t seed, std::uint64_t stream,
                              std::uint64_t index) noexcept {
  words w = block(seed, stream, index);
  std::uint64_t carry = (std::uint64_t{w[0]} * count) >> 32;
  return static_cast<std::uint32_t>((std::uint64_t{w[1]} * count + carry) >> 32);
}

}  // namespace tapeless::inline TAPELESS_ISA::counter_random
