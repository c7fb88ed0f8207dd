#pragma once

// Payne-Hanek reduction of large angles modulo quarter turns (M. Payne and R. Hanek, Radian reduction for trigonometric
// functions, 1983). The angle is an integer times a power of two, so only those bits of 2/pi matter that contribute
// neither whole turns nor amounts too small to affect the result. Rarely needed, hence lane by lane and not inlined.

#include <tapeless/simd/compare.hpp>
#include <tapeless/simd/polynomial.hpp>

namespace tapeless::inline TAPELESS_ISA::simd::detail {

// The fraction bits of 2/pi, 32 bits per word.
inline constexpr std::uint32_t two_over_pi[] = {
    0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561,
    0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484,
    0xe99c7026, 0xb45f7e41, 0x3991d639, 0x835339f4, 0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f,
    0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7, 0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b,
    0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08, 0x56033046, 0xfc7b6bab, 0xf0cfbc20, 0x9af4361d};

template <class T>
struct quarter_turns {
  T rest;           // |rest| <= pi/4
  std::uint32_t q;  // the number of quarter turns, modulo 4
};

// For a finite x >= 1.
template <class T>
constexpr quarter_turns<T> reduce_large(T x) noexcept {
  using f = format<T>;
  constexpr int words = 7, limbs = words + 2;
  const auto bits = to_bits(x);
  const std::uint64_t integer =
      (bits & ((typename f::bits(1) << f::mantissa) - 1)) | (typename f::bits(1) << f::mantissa);
  const int exponent = static_cast<int>(bits >> f::mantissa) - f::bias - f::mantissa;  // x = integer 2^exponent
  const int skipped = exponent < 2 ? 0 : (exponent - 2) / 32;  // words that only contribute whole turns
  const int point = 32 * (skipped + words) - exponent;         // fraction bits
  std::uint32_t p[limbs + 1]{};
  for (int half = 0; half < 2; ++half) {
    const std::uint64_t factor = half ? integer >> 32 : integer & 0xffffffffu;
    std::uint64_t carry = 0;
    for (int i = 0; i <= words; ++i) {
      carry += p[i + half] + (i < words ? factor * two_over_pi[skipped + words - 1 - i] : 0);
      p[i + half] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
  }
  const auto word = [&](int at) {  // 32 bits starting at bit `at`
    const int i = at / 32, by = at % 32;
    return static_cast<std::uint32_t>((p[i] | std::uint64_t{p[i + 1]} << 32) >> by);
  };
  std::uint32_t q = word(point), part[4];
  for (int i = 0; i < 4; ++i) part[i] = word(point - 32 * (i + 1));
  const bool upper = part[0] >> 31;  // nearer to the next quarter turn
  if (upper) {
    ++q;
    for (std::uint32_t& w : part) w = ~w;  // negated, up to the last bit
  }
  double scale = 1, piece[4]{};
  for (int i = 0; i < 4; ++i) piece[i] = part[i] * (scale *= 0x1p-32);
  const two<double> a = detail::two_sum(piece[0], piece[1]), b = detail::two_sum(a.hi, piece[2]);
  const two<double> turn = {b.hi, a.lo + (b.lo + piece[3])};
  const two<double> r = detail::product(turn, two<double>{0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54});
  const T rest = static_cast<T>(r.hi + r.lo);
  return {upper ? -rest : rest, q & 3};
}

// Reduces the lanes beyond `limit`; the number of quarter turns is stored in the low bits of q.
template <class T>
[[gnu::noinline, gnu::cold]] constexpr void reduce_large_lanes(const T* x, T* rest, T* q, int lanes, T limit) noexcept {
  for (int i = 0; i < lanes; ++i) {
    if (!(x[i] > limit)) continue;
    const bool finite = x[i] < format<T>::infinity;
    const quarter_turns<T> r = reduce_large(finite ? x[i] : limit);
    rest[i] = finite ? r.rest : format<T>::nan;
    q[i] = from_bits<T>(r.q);
  }
}

}  // namespace tapeless::inline TAPELESS_ISA::simd::detail
