// One program for several machines, which runs the newest unit that this machine can run and prints its results.
#include <cmath>
#include <cstdio>
#include <cstring>

#include "units.hpp"

// [choose]
using function = decltype(&sse2::run);

// Each is unit.cpp, compiled with -march=x86-64-v4, with -march=x86-64-v3, or without either.
function best_for_this_machine() {
  const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
  const bool v4 = v3 && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512cd");
  return v4 ? avx512::run : v3 ? avx2::run : sse2::run;
}
// [/choose]

namespace {
float samples[40 * 5], targets[40 * 3];

bool agree(const answers& a, const answers& b, float tolerance) {
  for (int i = 0; i < 5; ++i)
    if (!(std::fabs(a.losses[i] - b.losses[i]) <= tolerance)) return false;
  for (int i = 0; i < 3; ++i)
    if (!(std::fabs(a.out[i] - b.out[i]) <= tolerance)) return false;
  return true;
}

int failed = 0;
void check(const char* name, function f, function portable, const answers& expected) {
  const answers a = f(samples, targets), p = portable(samples, targets);
  const bool right = agree(a, expected, 1e-5f), same = std::memcmp(&a, &p, sizeof a) == 0;
  std::printf("%s %s: loss %.9g to %.9g\n", right ? "passed" : "FAILED", name, double(a.losses[0]),
              double(a.losses[4]));
  std::printf("%s %s: xsimd's and portable vectors give the same bits\n", same ? "passed" : "FAILED", name);
  failed += !right + !same;
}
}  // namespace

int main() {
  for (int i = 0; i < 40 * 5; ++i) samples[i] = static_cast<float>((i * 37) % 101) / 25 - 2;
  for (int i = 0; i < 40 * 3; ++i) targets[i] = static_cast<float>((i * 7) % 3 == i % 2);
  const answers oldest = sse2::run(samples, targets);
  check("sse2", sse2::run, sse2_portable::run, oldest);
  const function best = best_for_this_machine();
  if (best != sse2::run) check("avx2", avx2::run, avx2_portable::run, oldest);
  else std::puts("this machine has no AVX2: linked, not run");
  if (best == avx512::run) check("avx512", avx512::run, avx512_portable::run, oldest);
  else std::puts("this machine has no AVX-512: linked, not run");
  return failed;
}
