// The floating-point mode of a thread: its rounding, and whether it flushes denormal numbers. Threads that share a
// computation adopt the mode of the calling thread; otherwise their results would differ from its own.
#pragma once

#include <tapeless/base/isa.hpp>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace tapeless::inline TAPELESS_ISA::simd {

class floating_mode {
 public:
  static floating_mode of_this_thread() noexcept {
    floating_mode m;
#if defined(__SSE2__)
    m.bits_ = _mm_getcsr();
#elif defined(__aarch64__)
    asm volatile("mrs %0, fpcr" : "=r"(m.bits_));
#endif
    return m;
  }
  void adopt() const noexcept {
#if defined(__SSE2__)
    _mm_setcsr(static_cast<unsigned>(bits_));
#elif defined(__aarch64__)
    asm volatile("msr fpcr, %0" ::"r"(bits_));
#endif
  }

 private:
  [[maybe_unused]] unsigned long bits_ = 0;
};

// While it exists, this thread computes in the given mode.
class adopted_mode {
 public:
  explicit adopted_mode(const floating_mode& mode) noexcept { mode.adopt(); }
  ~adopted_mode() { before_.adopt(); }
  adopted_mode(const adopted_mode&) = delete;
  adopted_mode& operator=(const adopted_mode&) = delete;

 private:
  floating_mode before_ = floating_mode::of_this_thread();
};

}  // namespace tapeless::inline TAPELESS_ISA::simd
