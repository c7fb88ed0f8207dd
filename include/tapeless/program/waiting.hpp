// Waiting for another thread. Whoever waits here waits for a thread that runs.
#pragma once

#include <atomic>

namespace tapeless::detail {

// Counters that different threads write stand on lines of their own, or each write would take the line from the others.
struct alignas(64) counter {
  std::atomic<unsigned> value{0};

  // What the writer wrote before `tell` can be read after `wait`. Counters wrap around: only equality is asked for.
  void tell(unsigned now) noexcept {
    value.store(now, std::memory_order_release);
    value.notify_all();
  }
  void add() noexcept {
    value.fetch_add(1, std::memory_order_acq_rel);
    value.notify_all();
  }
  void wait(unsigned wanted) const noexcept {
    for (unsigned now = value.load(std::memory_order_acquire); now != wanted;) now = wait_while(now);
  }
  void wait_for_at_least(unsigned wanted) const noexcept {
    for (unsigned now = value.load(std::memory_order_acquire); now < wanted;) now = wait_while(now);
  }
  // What follows `old`.
  unsigned wait_while(unsigned old) const noexcept {
    for (int i = 0; i < turns; ++i) {
      if (const unsigned now = value.load(std::memory_order_acquire); now != old) return now;
      relax();
    }
    value.wait(old, std::memory_order_acquire);
    return value.load(std::memory_order_acquire);
  }

 private:
  static constexpr int turns = 4096;  // about 0.1 ms, longer than the operating system takes to wake a thread

  static void relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }
};

}  // namespace tapeless::detail
