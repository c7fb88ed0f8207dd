// A thread pool to run calls on: net.step(on(pool), x = ...).
//
//   thread_pool pool(2);  // the calling thread and one more, which lives as long as the pool
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include <tapeless/program/threads.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Thrown if a pool cannot be made: fewer than one thread was requested, or the system provides fewer.
class thread_error : public std::runtime_error {
 public:
  thread_error(const std::string& what, int expected, int found)
      : std::runtime_error("tapeless: thread_pool: " + what + ": expected " + std::to_string(expected) + ", found " +
                           std::to_string(found)),
        expected_(expected),
        found_(found) {}
  int expected() const noexcept { return expected_; }
  int found() const noexcept { return found_; }

 private:
  int expected_, found_;
};

class thread_pool {
 public:
  // As many threads as the machine has hardware threads.
  thread_pool() : thread_pool(of_the_machine()) {}
  // The calling thread and threads - 1 more. Throws thread_error.
  explicit thread_pool(int threads) {
    if (threads < 1) throw thread_error("a pool has at least one thread", 1, threads);
    seats_ = std::make_unique<seat[]>(static_cast<std::size_t>(threads));
    for (; size_ < threads; ++size_) start(seats_[static_cast<std::size_t>(size_)], threads);
  }
  ~thread_pool() { end(); }
  thread_pool(const thread_pool&) = delete;
  thread_pool& operator=(const thread_pool&) = delete;

  int size() const noexcept { return size_; }

  // Calls f(0) to f(n - 1) on the calling thread and the others, and returns when all have finished. An idle thread
  // spins for about 0.1 ms, then sleeps. No allocation. f must not throw. While the pool is busy with another call, the
  // caller runs everything itself.
  template <class F>
  void run(int n, F&& f) noexcept {
    if (size_ == 1 || n == 1 || busy_.exchange(true, std::memory_order_acquire)) {
      for (int i = 0; i < n; ++i) f(i);
      return;
    }
    const int size = n < size_ ? n : size_;
    struct {
      std::remove_reference_t<F>& f;
      int n, size;
    } all{f, n, size};
    const auto share = [](const void* context, int thread) noexcept {
      const auto& a = *static_cast<const decltype(all)*>(context);
      for (int i = thread; i < a.n; i += a.size) a.f(i);
    };
    for (int i = 1; i < size; ++i) at(i).begin(share, &all);
    share(&all, 0);
    for (int i = 1; i < size; ++i) at(i).state.wait(idle);
    busy_.store(false, std::memory_order_release);
  }

 private:
  enum : unsigned { idle, working, ending };

  struct seat {
    detail::counter state;  // written by the caller while idle, else by the thread
    void (*work)(const void*, int) noexcept = nullptr;
    const void* context = nullptr;
    std::thread thread;

    void begin(void (*f)(const void*, int) noexcept, const void* with) noexcept {
      work = f;
      context = with;
      state.tell(working);
    }
    void live(int number) noexcept {
      while (state.wait_while(idle) == working) {
        work(context, number);
        state.tell(idle);
      }
    }
  };

  static int of_the_machine() {
    const unsigned n = std::thread::hardware_concurrency();  // 0 if unknown
    return n ? static_cast<int>(n) : 1;
  }
  seat& at(int i) noexcept { return seats_[static_cast<std::size_t>(i)]; }

  void start(seat& s, int wanted) {
    if (size_ == 0) return;  // owned by the caller
    try {
      s.thread = std::thread([&s, number = size_]() noexcept { s.live(number); });
    } catch (...) {  // std::system_error, or no memory for the thread's state
      const int found = size_;
      end();
      throw thread_error("the system gives no more threads", wanted, found);
    }
  }
  void end() noexcept {
    for (int i = 1; i < size_; ++i) at(i).state.tell(ending);
    for (int i = 1; i < size_; ++i) at(i).thread.join();
  }

  std::unique_ptr<seat[]> seats_;
  int size_ = 0;
  std::atomic<bool> busy_{false};
};

}  // namespace tapeless::inline TAPELESS_ISA
