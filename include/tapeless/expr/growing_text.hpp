// A growing string and human-readable numbers, for printing in constant evaluation.
#pragma once

#include <cstddef>

#include <tapeless/base/list.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// A growing string for constant evaluation.
class growing_text {
 public:
  constexpr growing_text() { chars_.reserve(256); }

  constexpr int size() const { return chars_.size; }
  constexpr char operator[](int i) const { return chars_.at[i]; }
  constexpr void cut(int size) { chars_.size = size; }
  constexpr void put(char c) {
    if (chars_.size == chars_.capacity()) chars_.reserve(4 * chars_.size);
    chars_.at[chars_.size++] = c;
  }
  constexpr void put(const char* s) {
    while (*s) put(*s++);
  }
  constexpr void insert(int where, const char* s) {
    int n = 0;
    while (s[n]) ++n;
    for (int i = 0; i < n; ++i) put(' ');
    for (int i = size() - 1; i >= where + n; --i) chars_.at[i] = chars_.at[i - n];
    for (int i = 0; i < n; ++i) chars_.at[where + i] = s[i];
  }

 private:
  ir::list<char> chars_;
};

constexpr bool same_chars(const char* a, const char* b) {
  while (*a && *a == *b) ++a, ++b;
  return *a == *b;
}
constexpr int length(const char* s) {
  int n = 0;
  while (s[n]) ++n;
  return n;
}

constexpr void put_integer(growing_text& out, long n) {
  char digits[24]{};
  int k = 0;
  if (n < 0) out.put('-');
  for (long m = n < 0 ? -n : n; m || k == 0; m /= 10) digits[k++] = static_cast<char>('0' + m % 10);
  while (k) out.put(digits[--k]);
}

// 0.5, 1/3, 1e-8; any other number with six digits. Returns the precedence of what was written (expr/printer.hpp).
constexpr int put_number(growing_text& out, double v, bool latex) {
  if (v != v) return out.put(latex ? "\\mathrm{nan}" : "nan"), 5;
  if (v < 0) {
    out.put('-');
    put_number(out, -v, latex);
    return 1;
  }
  if (v > 1.7e308) return out.put(latex ? "\\infty" : "inf"), 5;
  if (v < 1e15 && v == static_cast<double>(static_cast<long>(v))) return put_integer(out, static_cast<long>(v)), 5;
  int e = 0;  // 10^e <= v < 10^(e+1)
  double m = v;
  for (; m >= 10; ++e) m /= 10;
  for (; m < 1; --e) m *= 10;
  long digits = static_cast<long>(m * 1e5 + 0.5);
  const double error = m * 1e5 - static_cast<double>(digits);
  if (digits == 1000000) digits = 100000, ++e;
  if (e > -4 && (error > 1e-7 || error < -1e-7))
    for (int d = 3; d < 100; ++d) {
      const double n = v * d;
      const long whole = static_cast<long>(n + 0.5);
      const double off = n - static_cast<double>(whole);
      if (whole == 0 || whole > 99 || off > 1e-13 * n || off < -1e-13 * n) continue;
      if (latex) out.put("\\frac{");
      put_integer(out, whole);
      out.put(latex ? "}{" : "/");
      put_integer(out, d);
      if (latex) out.put('}');
      return 2;
    }
  int count = 6;
  for (; digits % 10 == 0; --count) digits /= 10;
  char digit[6]{};
  for (int i = count - 1; i >= 0; --i, digits /= 10) digit[i] = static_cast<char>('0' + digits % 10);
  const bool scientific = e < -4 || e > 14;
  const bool power_only = scientific && latex && count == 1 && digit[0] == '1';
  if (!scientific && e < 0) {
    out.put("0.");
    for (int i = -1; i > e; --i) out.put('0');
  }
  for (int i = 0; i < count && !power_only; ++i) {
    out.put(digit[i]);
    if (i == (scientific ? 0 : e) && i + 1 < count) out.put('.');
  }
  for (int i = count; !scientific && i <= e; ++i) out.put('0');
  if (!scientific) return 5;
  if (!latex) out.put('e');
  else out.put(power_only ? "10^{" : " \\cdot 10^{");
  put_integer(out, e);
  if (latex) out.put('}');
  return latex ? 2 : 5;
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
