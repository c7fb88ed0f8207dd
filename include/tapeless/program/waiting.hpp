// Waiting for another thread. Whoever waits here waits for a thread that runs.
#pragma once

#include <atomic>

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// Counters that different threads write stand on lines of their own, or each write would take the line from the others.
// What a writer wrote before can be read after its number was seen.
class alignas(64) counter {
 public:
  void tell(unsigned now) noexcept {
    value_.store(now);
    wake();
  }
  void add() noexcept {
    value_.fetch_add(1);
    wake();
  }
  // Numbers wrap around: only equality is asked for.
  void wait(unsigned wanted) noexcept {
    for (unsigned now = value_.load(std::memory_order_acquire); now != wanted;) now = wait_while(now);
  }
  void wait_for_at_least(unsigned wanted) noexcept {
    for (unsigned now = value_.load(std::memory_order_acquire); now < wanted;) now = wait_while(now);
  }
  // What follows `old`.
  unsigned wait_while(unsigned old) noexcept {
    for (int i = 0; i < turns; ++i) {
      if (const unsigned now = value_.load(std::memory_order_acquire); now != old) return now;
      relax();
    }
    sleepers_.fetch_add(1);
    unsigned now = value_.load();
    if (now == old) {
      value_.wait(old);
      now = value_.load();
    }
    sleepers_.fetch_sub(1);
    return now;
  }

 private:
  static constexpr int turns = 4096;  // about 0.1 ms, longer than the operating system takes to wake a thread

  std::atomic<unsigned> value_{0};
  std::atomic<int> sleepers_{0};

  // Asking the library alone is not enough: it counts the sleepers of many addresses together, and calls the operating
  // system for any of them. In the single order of these operations, either the writer sees the sleeper or the sleeper,
  // before it sleeps, the number.
  void wake() noexcept {
    if (sleepers_.load() > 0) value_.notify_all();
  }
  static void relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
