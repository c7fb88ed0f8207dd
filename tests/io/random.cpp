// counter_random: the published test vectors of Philox4x32-10, and the ranges of derived numbers. All at compile time.
#include <limits>

#include <tapeless/shape/random.hpp>

namespace {
using namespace tapeless::counter_random;

// Random123, kat_vectors: philox4x32 10.
static_assert(philox4x32({0, 0, 0, 0}, {0, 0}) == words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
constexpr std::uint32_t ones = 0xffffffff;
static_assert(philox4x32({ones, ones, ones, ones}, {ones, ones}) ==
              words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
static_assert(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
              words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});

// Seed, stream and index are the key and the two halves of the counter.
static_assert(block(0x299f31d0'a4093822, 0x03707344'13198a2e, 0x85a308d3'243f6a88) ==
              words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
static_assert(bits(0, 0, 0) == 0xe169c58d'6627e8d5);

// A number in [0, 1) keeps the leading bits; the mean of a thousand is near one half.
static_assert(uniform(0, 0, 0) == static_cast<double>(0xe169c58d'6627e8d5 >> 11) / 0x1p53);
static_assert(uniform<float>(0, 0, 0) == static_cast<float>(0xe169c5) / 0x1p24f);

template <class T>
constexpr bool behaves(int count) {
  T sum = 0;
  for (int i = 0; i < count; ++i) {
    T u = uniform<T>(7, 1, static_cast<std::uint64_t>(i));
    if (!(u >= 0 && u < 1)) return false;
    sum += u;
  }
  T mean = sum / static_cast<T>(count);
  return mean > T(0.47) && mean < T(0.53);  // three standard deviations
}
static_assert(behaves<float>(1000) && behaves<double>(1000));

// below() stays in its range, reaches both ends, and is evenly distributed.
constexpr bool spreads(std::uint32_t count, int draws) {
  int seen[16]{};
  for (int i = 0; i < draws; ++i) {
    std::uint32_t k = below(count, 1, 2, static_cast<std::uint64_t>(i));
    if (k >= count) return false;
    ++seen[k];
  }
  for (std::uint32_t k = 0; k < count; ++k)
    if (seen[k] < draws / static_cast<int>(2 * count)) return false;
  return true;
}
static_assert(spreads(1, 50) && spreads(2, 200) && spreads(7, 700) && spreads(16, 800));
static_assert(below(std::numeric_limits<std::uint32_t>::max(), 0, 0, 0) < std::numeric_limits<std::uint32_t>::max());
}  // namespace
