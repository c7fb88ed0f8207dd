// Numbers as text files spell them, read to the nearest value of float or double.
#pragma once

#include <algorithm>
#include <bit>
#include <cfloat>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

inline constexpr double powers_of_10[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                          1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

constexpr bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

// Reads digits with at most one decimal sign and an exponent from the beginning of [p, end). Returns where the number
// ends, or null if it is none of this form or if this short way cannot tell the nearest value.
//
// Up to 2^53 and 10^22, digits and power are exact in double, and their quotient or product is rounded once. More
// digits are a sum of two doubles, and so is the result. The nearest value is known unless the error of the result
// reaches to where it would be rounded to another one.
template <class T>
const char* short_number(const char* p, const char* end, char decimal, T& out) noexcept {
  const bool negative = p != end && *p == '-';
  if (negative) ++p;
  std::uint64_t digits = 0;
  const char* const first = p;
  for (; p != end && is_digit(*p); ++p) digits = digits * 10 + static_cast<std::uint64_t>(*p - '0');
  std::ptrdiff_t count = p - first, exponent = 0;
  if (p != end && *p == decimal) {
    const char* const fraction = ++p;
    for (; p != end && is_digit(*p); ++p) digits = digits * 10 + static_cast<std::uint64_t>(*p - '0');
    exponent = fraction - p;
    count -= exponent;
  }
  if (count == 0 || count > 19) return nullptr;  // 19 digits fit into 64 bits
  if (p != end && (*p == 'e' || *p == 'E')) {
    const bool down = ++p != end && *p == '-';
    if (p != end && (*p == '-' || *p == '+')) ++p;
    std::ptrdiff_t power = 0;
    const char* const start = p;
    for (; p != end && is_digit(*p) && p - start < 4; ++p) power = power * 10 + (*p - '0');
    if (p == start || p - start == 4) return nullptr;
    exponent += down ? -power : power;
  }
  if (exponent < -22 || exponent > 22 || FLT_EVAL_METHOD != 0) return nullptr;  // x87 would round twice
  const double leading = static_cast<double>(digits);
  double value = exponent < 0 ? leading / powers_of_10[-exponent] : leading * powers_of_10[exponent];
  if constexpr (std::is_same_v<T, float>) {
    constexpr std::uint64_t half = std::uint64_t{1} << 28;
    const std::uint64_t rest = std::bit_cast<std::uint64_t>(value) & (2 * half - 1);
    if (rest - (half - 4) <= 8 || (value != 0 && value < 0x1p-126) || value > 0x1p127) return nullptr;
  } else if (digits > std::uint64_t{1} << 53) {
    const double power = powers_of_10[exponent < 0 ? -exponent : exponent];
    const double rest = static_cast<double>(static_cast<std::int64_t>(digits - static_cast<std::uint64_t>(leading)));
    const double more = exponent < 0 ? (std::fma(-value, power, leading) + rest) / power
                                     : std::fma(leading, power, -value) + rest * power;
    const double nearest = value + more, error = value * 0x1p-90;
    if (value + (more - error) != nearest || value + (more + error) != nearest) return nullptr;
    value = nearest;
  }
  out = static_cast<T>(negative ? -value : value);
  return p;
}

inline std::string_view without_blanks(std::string_view s) {
  const std::size_t first = s.find_first_not_of(" \t"), last = s.find_last_not_of(" \t");
  return first == s.npos ? std::string_view{} : s.substr(first, last - first + 1);
}

// Is a number, of which from_chars says that it is out of range, too small rather than too large?
inline bool is_tiny(std::string_view s) {
  const std::size_t power = std::min(s.find_first_of("eE"), s.size());
  const std::string_view mantissa = s.substr(0, power);
  const std::size_t leading = mantissa.find_first_of("123456789"), dot = std::min(mantissa.find('.'), mantissa.size());
  if (leading == mantissa.npos) return true;
  long long exponent = 0;  // of the leading digit
  if (power < s.size()) {
    const std::string_view rest = s.substr(power + (s[power + 1] == '+' ? 2 : 1));
    if (std::from_chars(rest.data(), rest.data() + rest.size(), exponent).ec != std::errc{}) return rest[0] == '-';
    exponent = std::clamp(exponent, -(1LL << 60), 1LL << 60);
  }
  return exponent + (static_cast<long long>(dot) - static_cast<long long>(leading)) < 0;
}

enum class reading { number, too_large, no_number };

// Reads a whole field, apart from blanks around it, as the nearest finite number; one too small becomes denormal or 0.
template <class T>
reading to_number(std::string_view s, char decimal, T& out) {
  static_assert(std::is_same_v<T, float> || std::is_same_v<T, double>, "tables hold float or double");
  s = without_blanks(s);
  if (s.size() > 1 && s[0] == '+' && s[1] != '-') s.remove_prefix(1);
  std::string with_point;
  if (decimal != '.') {
    if (s.find('.') != s.npos) return reading::no_number;
    with_point = s;
    std::replace(with_point.begin(), with_point.end(), decimal, '.');
    s = with_point;
  }
  if (s.empty() || s.find_first_not_of("0123456789.eE+-") != s.npos) return reading::no_number;  // nan, inf
  T value{};
  const auto [end, failure] = std::from_chars(s.data(), s.data() + s.size(), value);
  if (end != s.data() + s.size() || failure == std::errc::invalid_argument) return reading::no_number;
  if (failure == std::errc::result_out_of_range) {
    if (!is_tiny(s)) return reading::too_large;
    double wide = 0;  // what float cannot hold may have a nearest denormal
    if (std::is_same_v<T, double> || to_number(s, '.', wide) != reading::number) wide = s[0] == '-' ? -0.0 : 0.0;
    value = static_cast<T>(wide);
  }
  if (!std::isfinite(value)) return reading::too_large;
  out = value;
  return reading::number;
}

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
