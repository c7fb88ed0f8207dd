// How a program fills the random numbers of a tile (ops/random.hpp).
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <tapeless/shape/random.hpp>
#include <tapeless/simd/machine.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Where a program's random numbers stand: everything that they depend on but their names. Readable and writable, as
// net.random(), so that a program that goes on from a checkpoint draws the same numbers.
struct random_state {
  std::uint64_t seed = 0, step = 0;
};

namespace detail {

// Words of 32 bits in the lower halves of 64-bit lanes; what their upper halves hold does not matter. Lanes is a vector
// of the compiler's, or std::uint64_t.
// Several blocks share the keys of a round.
template <class Lanes, int Blocks = 1>
struct philox_words {
  Lanes word[4][Blocks];

  // Ten rounds of Philox4x32 (shape/random.hpp).
  constexpr void scramble(std::uint64_t key) noexcept {
    std::uint64_t k0 = key & 0xffffffffu, k1 = key >> 32;
    for (int round = 0; round < 10; ++round) {
      for (int i = 0; i < Blocks; ++i) {
        const Lanes p = product(word[0][i], 0xD2511F53u), q = product(word[2][i], 0xCD9E8D57u);
        word[0][i] = q >> 32 ^ word[1][i] ^ k0;
        word[2][i] = p >> 32 ^ word[3][i] ^ k1;
        word[1][i] = q;
        word[3][i] = p;
      }
      k0 = (k0 + 0x9E3779B9u) & 0xffffffffu;
      k1 = (k1 + 0xBB67AE85u) & 0xffffffffu;
    }
  }
  static constexpr Lanes product(Lanes a, std::uint64_t b) noexcept {
    if constexpr (std::is_same_v<Lanes, std::uint64_t>) {
      return (a & 0xffffffffu) * b;
    } else {
      const Lanes all = b - Lanes{};
#if defined(__AVX512F__) && !defined(TAPELESS_NO_SIMD)
      if constexpr (sizeof(Lanes) == 64) return Lanes(simd::instructions::multiply_halves(__m512i(a), __m512i(all)));
#endif
#if defined(__AVX2__) && !defined(TAPELESS_NO_SIMD)
      if constexpr (sizeof(Lanes) == 32) return Lanes(simd::instructions::multiply_halves(__m256i(a), __m256i(all)));
#endif
#if defined(__SSE2__) && !defined(TAPELESS_NO_SIMD)
      if constexpr (sizeof(Lanes) == 16) return Lanes(simd::instructions::multiply_halves(__m128i(a), __m128i(all)));
#endif
      return (a & 0xffffffffu) * all;
    }
  }
};

// Uniform numbers in [0, 1) for `samples` samples of `elements` elements: element e of sample s goes to
// to[e * element_stride + s * sample_stride]. A number is a function of seed, name, step, the sample's number in the
// call and the element: of the 128 bits of a counter come four floats, multiples of 2^-24, or two doubles, multiples of
// 2^-52.
template <class T>
struct uniform_numbers {
  std::uint64_t key = 0, step = 0;
  int element_stride = 1, sample_stride = 1;

  static constexpr int per_block = 16 / int(sizeof(T));  // numbers

  constexpr void operator()(T* to, int elements, std::uint64_t first, int samples) const noexcept {
    int s = 0;
#if !defined(TAPELESS_NO_SIMD)
    if (!std::is_constant_evaluated() && sample_stride == 1)
      for (; s + together <= samples; s += together)
        draw_vectors(to + s, elements, first + static_cast<std::uint64_t>(s));
#endif
    for (; s < samples; ++s)
      for (int e = 0; e < elements; e += per_block) {
        const std::uint64_t sample[] = {first + static_cast<std::uint64_t>(s)};
        const int block[] = {e / per_block};
        const auto c = drawn(block, sample);
        const int here = elements - e < per_block ? elements - e : per_block;
        for (int k = 0; k < here; ++k) to[(e + k) * element_stride + s * sample_stride] = number(c, k);
      }
  }

 private:
  // The counter: block and sample, step.
  template <int Blocks, class Lanes>
  constexpr philox_words<Lanes, Blocks> drawn(const int (&block)[Blocks],
                                              const Lanes (&sample)[Blocks]) const noexcept {
    philox_words<Lanes, Blocks> c{};
    for (int i = 0; i < Blocks; ++i) {
      const Lanes none = sample[i] ^ sample[i];
      c.word[0][i] = sample[i] >> 32 << 26 ^ static_cast<std::uint64_t>(block[i]);
      c.word[1][i] = sample[i] & 0xffffffffu;
      c.word[2][i] = none + (step & 0xffffffffu);
      c.word[3][i] = none + (step >> 32);
    }
    c.scramble(key);
    return c;
  }
  static constexpr T number(const philox_words<std::uint64_t>& c, int k) noexcept {
    if constexpr (sizeof(T) == 4) {
      return static_cast<float>(static_cast<std::int32_t>(c.word[k][0] >> 8 & 0xffffffu)) * 0x1p-24f;
    } else {
      const std::uint64_t bits = c.word[2 * k + 1][0] << 32 | (c.word[2 * k][0] & 0xffffffffu);
      return __builtin_bit_cast(double, bits >> 12 | 0x3ff0000000000000u) - 1;
    }
  }

#if !defined(TAPELESS_NO_SIMD)
  static constexpr int lanes = simd::detail::width / 8, together = simd::detail::width / int(sizeof(T));
  using words [[gnu::vector_size(simd::detail::width)]] = std::uint64_t;

  // The same for as many samples as a vector of numbers has. Two vectors of counters at once, since each round waits
  // for the one before: for floats, the two halves of the samples; for doubles, two blocks.
  void draw_vectors(T* to, int elements, std::uint64_t first) const noexcept {
    constexpr bool halves = sizeof(T) == 4;
    constexpr int each = halves ? per_block : 2 * per_block;
    const auto numbered = [first]<int... I>(std::integer_sequence<int, I...>, int h) {
      return words{first + static_cast<std::uint64_t>(halves ? I / 2 * 4 + I % 2 + 2 * h : I)...};
    };
    constexpr std::make_integer_sequence<int, lanes> each_lane;
    const words sample[2] = {numbered(each_lane, 0), numbered(each_lane, 1)};
    for (int e = 0; e < elements; e += each) {
      const int block[] = {e / per_block, e / per_block + !halves};
      const auto c = drawn(block, sample);
      for (int k = 0; k < each && e + k < elements; ++k) {
        T* const place = to + (e + k) * element_stride;
        if constexpr (halves) store_floats(c.word[k], place);
        else store_doubles(c.word, k / per_block, k % per_block, place);
      }
    }
  }
  // The lower halves of both vectors in turns, two and two, which is the order of the samples.
  static void store_floats(const words (&word)[2], float* to) noexcept {
    using narrow [[gnu::vector_size(simd::detail::width)]] = std::uint32_t;
    using whole [[gnu::vector_size(simd::detail::width)]] = std::int32_t;
    using floats [[gnu::vector_size(simd::detail::width)]] = float;
    const narrow a = narrow(word[0]), b = narrow(word[1]);
    const narrow n = [&]<int... I>(std::integer_sequence<int, I...>) {
      constexpr int lower = std::endian::native == std::endian::little ? 0 : 1;
      return __builtin_shufflevector(a, b, (I / 4 * 4 + I % 2 * 2 + I % 4 / 2 * 2 * lanes + lower)...);
    }
    (std::make_integer_sequence<int, 2 * lanes>{});
    const floats f = __builtin_convertvector(whole(n >> 8), floats) * 0x1p-24f;
    __builtin_memcpy(to, &f, sizeof(f));
  }
  static void store_doubles(const words (&word)[4][2], int block, int k, double* to) noexcept {
    using doubles [[gnu::vector_size(simd::detail::width)]] = double;
    const words bits = word[2 * k + 1][block] << 32 | (word[2 * k][block] & 0xffffffffu);
    const doubles d = doubles(bits >> 12 | 0x3ff0000000000000u) - 1.0;
    __builtin_memcpy(to, &d, sizeof(d));
  }
#endif
};

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
