// What the benchmarks measure with: a clock, the peak of the machine, a count of allocations, a table.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <tapeless/simd/vec.hpp>

namespace measure {

inline long allocations = 0;

inline double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

// A function that is measured, and what was found.
struct subject {
  std::string name;
  double flops;                      // of one call
  std::function<void(long)> repeat;  // as many calls
  std::vector<double> seconds{};     // of one call, a number for each repetition
  long calls = 1;                    // in one repetition
  double allocated = 0;              // allocations in one call

  double gflops() const { return flops / median(seconds) * 1e-9; }
  double fastest() const { return *std::min_element(seconds.begin(), seconds.end()); }
  double slowest() const { return *std::max_element(seconds.begin(), seconds.end()); }
};

// How many times as long a takes as b: the median over repetitions, each of which measured both within a moment. A
// machine that changes its pace meanwhile changes it for both.
inline double ratio(const subject& a, const subject& b) {
  std::vector<double> all;
  for (std::size_t r = 0; r < a.seconds.size(); ++r) all.push_back(a.seconds[r] / b.seconds[r]);
  return median(all);
}
inline double share_of_peak(const subject& s, const subject& peak) { return s.flops / peak.flops / ratio(s, peak); }
// The same of the least times: what remains of a machine's disturbance is least there.
inline double best_share_of_peak(const subject& s, const subject& peak) {
  return s.flops / peak.flops * peak.fastest() / s.fastest();
}

// f, called again and again; the compiler must take it that each call reads and writes all memory.
template <class F>
auto repeating(F f) {
  return [f](long calls) {
    for (long i = 0; i < calls; ++i) {
      f();
      asm volatile("" ::: "memory");
    }
  };
}

// Seconds of the processor: what other programs take meanwhile does not count.
inline double time(const subject& s, long calls) {
  const std::clock_t start = std::clock();
  s.repeat(calls);
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

// In turns, so that all subjects see the same moments of a machine that has other things to do.
inline void run(std::vector<subject>& subjects, int repetitions, double seconds_each) {
  for (subject& s : subjects) {
    while (time(s, s.calls) < seconds_each / 2) s.calls *= 2;
    const long before = allocations;
    s.repeat(s.calls);
    s.allocated = static_cast<double>(allocations - before) / static_cast<double>(s.calls);
    s.seconds.reserve(static_cast<std::size_t>(repetitions));
  }
  for (int r = 0; r < repetitions; ++r)
    for (subject& s : subjects) s.seconds.push_back(time(s, s.calls) / static_cast<double>(s.calls));
}

// ------------------------------------------------------------------------------------------------------------- peak

// The compiler must take it that v changes here: it can neither leave out nor fold what is computed from it.
template <class V>
TAPELESS_INLINE void touch(V& v) {
#if defined(__x86_64__)
  if constexpr (tapeless::simd::is_scalar<V>) asm volatile("" : "+x"(v));
  else asm volatile("" : "+v"(v.data));
#elif defined(__aarch64__)
  if constexpr (tapeless::simd::is_scalar<V>) asm volatile("" : "+w"(v));
  else asm volatile("" : "+w"(v.data));
#else
  asm volatile("" : "+m"(v));
#endif
}

// Fused multiply-adds on registers alone: enough independent chains to hide their latency.
inline constexpr int chains = tapeless::simd::vector_registers == 32 ? 24 : 12;
inline constexpr double peak_flops = 2.0 * chains * tapeless::simd::lanes<tapeless::simd::vec<float>>;

// The accumulators are names, not an array: an array would stay in memory.
template <class... Sum>
void multiply_add(long calls, Sum... sum) {
  tapeless::simd::vec<float> factor(0.999f), summand(0.001f);
  touch(factor);
  touch(summand);
  for (long i = 0; i < calls; ++i) ((sum = tapeless::simd::fma(sum, factor, summand), touch(sum)), ...);
}

inline void peak(long calls) {
  [&]<int... I>(std::integer_sequence<int, I...>) {
    multiply_add(calls, tapeless::simd::vec<float>(static_cast<float>(I))...);
  }
  (std::make_integer_sequence<int, chains>{});
}

// ------------------------------------------------------------------------------------------------------------ table

// The first subject is the peak.
inline void print(const std::vector<subject>& subjects) {
  std::printf("| | median | min | max | GFLOP/s | of peak | of peak, least times | allocations a call |\n");
  std::printf("|---|--:|--:|--:|--:|--:|--:|--:|\n");
  for (const subject& s : subjects) {
    const bool nano = median(s.seconds) < 1e-6;
    const double unit = nano ? 1e-9 : 1e-6, share = share_of_peak(s, subjects[0]);
    std::printf("| %s | %.*f %s | %.*f | %.*f | %.1f | %.0f %% | %.0f %% | %g |\n", s.name.c_str(), nano ? 1 : 2,
                median(s.seconds) / unit, nano ? "ns" : "µs", nano ? 1 : 2, s.fastest() / unit, nano ? 1 : 2,
                s.slowest() / unit, s.gflops(), 100 * share, 100 * best_share_of_peak(s, subjects[0]), s.allocated);
  }
}

// One object a line, to be put between [ and ].
inline bool write_json(const char* path, const std::vector<subject>& subjects, const char* compiler) {
  std::FILE* f = std::fopen(path, "w");
  if (!f) return false;
  const char* separator = "";
  for (const subject& s : subjects) {
    std::fprintf(f,
                 "%s{\"case\": \"%s\", \"compiler\": \"%s\", \"microseconds\": %.4f, \"min\": %.4f, \"max\": %.4f, "
                 "\"gflops\": %.2f, \"share_of_peak\": %.4f, \"best_share_of_peak\": %.4f, \"allocations\": %g}",
                 separator, s.name.c_str(), compiler, median(s.seconds) * 1e6, s.fastest() * 1e6, s.slowest() * 1e6,
                 s.gflops(), share_of_peak(s, subjects[0]), best_share_of_peak(s, subjects[0]), s.allocated);
    separator = ",\n";
  }
  std::fputc('\n', f);
  return std::fclose(f) == 0;
}

}  // namespace measure

// ------------------------------------------------------------------------------------------------------- allocations
// To be included by one source file only: these are definitions.

#if defined(__GLIBC__)
extern "C" void* __libc_malloc(std::size_t);  // operator new arrives here too
extern "C" void* malloc(std::size_t size) {
  ++measure::allocations;
  return __libc_malloc(size);
}
#else
void* operator new(std::size_t size) {
  ++measure::allocations;
  if (void* p = std::malloc(size ? size : 1)) return p;
  std::abort();
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
#endif
