// The pool by itself: every share is run once, whatever the sizes; errors with numbers; a busy pool.
#include <atomic>
#include <fstream>
#include <numeric>

#if defined(__linux__)
#include <sys/resource.h>
#include <unistd.h>
#endif

#include "networks.hpp"

namespace {

using namespace threads_tests;

static_assert(executor<thread_pool> && executor<in_order> && executor<new_threads>);
static_assert(!executor<const thread_pool> && !executor<int> && !executor<std::vector<int>>);
static_assert(!std::is_copy_constructible_v<thread_pool> && !std::is_move_constructible_v<thread_pool>);

struct throws {
  template <class F>
  void run(int n, F&& f) {
    for (int i = 0; i < n; ++i) f(i);
  }
};
static_assert(!executor<throws>);  // run must be noexcept

// Sanitizers reserve so much address space that it cannot be limited.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TAPELESS_TEST_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TAPELESS_TEST_SANITIZED
#endif
#endif

}  // namespace

BOOST_AUTO_TEST_SUITE(pool)

BOOST_AUTO_TEST_CASE(every_share_once) {
  for (int size : {1, 2, 3, 8}) {
    thread_pool pool(size);
    BOOST_TEST(pool.size() == size);
    for (int n : {0, 1, 2, 3, 7, 8, 20}) {
      std::vector<int> calls(20);  // each element belongs to one thread
      pool.run(n, [&](int i) { ++calls[static_cast<std::size_t>(i)]; });
      BOOST_TEST(std::accumulate(calls.begin(), calls.end(), 0) == n);
      for (int i = 0; i < n; ++i) BOOST_TEST(calls[static_cast<std::size_t>(i)] == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(many_short_calls) {
  thread_pool pool(3);
  std::vector<long> sums(3);
  for (int call = 0; call < 3000; ++call) pool.run(3, [&](int i) { sums[static_cast<std::size_t>(i)] += call; });
  for (long sum : sums) BOOST_TEST(sum == 2999 * 3000 / 2);
}

// A pool also works within one of its own calls and at the same time as a call from another thread.
BOOST_AUTO_TEST_CASE(a_busy_pool) {
  thread_pool pool(2);
  std::atomic<int> calls{0};
  pool.run(2, [&](int) noexcept { pool.run(4, [&](int) noexcept { ++calls; }); });
  BOOST_TEST(calls == 8);
  std::thread other([&] {
    for (int i = 0; i < 500; ++i) pool.run(2, [&](int) noexcept { ++calls; });
  });
  for (int i = 0; i < 500; ++i) pool.run(2, [&](int) noexcept { ++calls; });
  other.join();
  BOOST_TEST(calls == 8 + 2000);
}

BOOST_AUTO_TEST_CASE(the_machine_s_threads) {
  thread_pool pool;
  BOOST_TEST(pool.size() >= 1);
  BOOST_TEST(pool.size() == std::max(1, static_cast<int>(std::thread::hardware_concurrency())));
}

BOOST_AUTO_TEST_CASE(too_few_threads) {
  for (int size : {0, -3}) {
    try {
      thread_pool pool(size);
      BOOST_ERROR("a pool of " << size);
    } catch (const thread_error& e) {
      BOOST_TEST(e.expected() == 1);
      BOOST_TEST(e.found() == size);
      BOOST_TEST(std::string_view(e.what()).find("at least one thread") != std::string_view::npos);
    }
  }
}

#if defined(__linux__) && !defined(TAPELESS_TEST_SANITIZED)
// The threads that were started end, and the error has their number.
BOOST_AUTO_TEST_CASE(the_system_gives_no_more_threads) {
  rlimit before{}, stack{};
  BOOST_TEST_REQUIRE(getrlimit(RLIMIT_AS, &before) == 0);
  BOOST_TEST_REQUIRE(getrlimit(RLIMIT_STACK, &stack) == 0);
  if (stack.rlim_cur == RLIM_INFINITY || stack.rlim_cur < 1 << 20) return;  // the size of a thread's stack is unknown
  rlim_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  rlimit little = before;
  little.rlim_cur = pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + 16 * stack.rlim_cur;
  BOOST_TEST_REQUIRE(setrlimit(RLIMIT_AS, &little) == 0);
  int expected = 0, found = 0;
  try {
    thread_pool pool(100);
  } catch (const thread_error& e) {
    expected = e.expected();
    found = e.found();
  }
  setrlimit(RLIMIT_AS, &before);
  BOOST_TEST(expected == 100);
  BOOST_TEST(found >= 1);
  BOOST_TEST(found < 100);
}
#endif

BOOST_AUTO_TEST_SUITE_END()
