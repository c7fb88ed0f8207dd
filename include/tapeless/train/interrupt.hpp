// Ctrl-C during a training: noticed, not obeyed at once.
#pragma once

#include <csignal>

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// While one exists, the first SIGINT only sets a flag; a second one ends the process. What SIGINT did before, it does
// again afterwards. One at a time.
class interrupt_guard {
 public:
  interrupt_guard() noexcept {
    seen() = 0;
    before_ = std::signal(SIGINT, [](int) {
      seen() = 1;
      std::signal(SIGINT, SIG_DFL);
    });
  }
  ~interrupt_guard() {
    if (before_ != SIG_ERR) std::signal(SIGINT, before_);
  }
  interrupt_guard(const interrupt_guard&) = delete;
  interrupt_guard& operator=(const interrupt_guard&) = delete;

  bool requested() const noexcept { return seen() != 0; }

 private:
  static volatile std::sig_atomic_t& seen() noexcept {
    static volatile std::sig_atomic_t flag = 0;
    return flag;
  }
  void (*before_)(int) = SIG_ERR;
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
