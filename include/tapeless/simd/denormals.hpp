// On many machines operations on denormal numbers are about a hundred times slower, and decaying state (a moment whose
// gradient has become 0) stays denormal for ever. While a guard exists, denormal results are flushed to 0 on x86 and
// ARM.
#pragma once

#include <type_traits>

#include <tapeless/base/isa.hpp>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace tapeless::inline TAPELESS_ISA::simd {

class flush_denormals {
 public:
  constexpr flush_denormals() noexcept {
    if (std::is_constant_evaluated()) return;
#if defined(__SSE2__)
    before_ = _mm_getcsr();
    _mm_setcsr(static_cast<unsigned>(before_) | 0x8040u);  // flush results to zero, treat operands as zero
#elif defined(__aarch64__)
    asm volatile("mrs %0, fpcr" : "=r"(before_));
    asm volatile("msr fpcr, %0" ::"r"(before_ | 1ul << 24));
#endif
  }
  constexpr ~flush_denormals() {
    if (std::is_constant_evaluated()) return;
#if defined(__SSE2__)
    _mm_setcsr(static_cast<unsigned>(before_));
#elif defined(__aarch64__)
    asm volatile("msr fpcr, %0" ::"r"(before_));
#endif
  }
  flush_denormals(const flush_denormals&) = delete;
  flush_denormals& operator=(const flush_denormals&) = delete;

 private:
  [[maybe_unused]] unsigned long before_ = 0;
};

}  // namespace tapeless::inline TAPELESS_ISA::simd
