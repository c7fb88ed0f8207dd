// A call on several threads: the tiles of its samples are shared among them.
//
//   training_step<loss, adam{}, batch<64>, threads<2>> net;   // an arena for each of two threads
//   thread_pool pool(2);                                      // train/thread_pool.hpp, or an executor of one's own
//   net.step(on(pool), x = images, y = labels);
//
// The result has the same bits for any number of threads, and without them: tiles are computed independently, and their
// totals added up in the order of the tiles. A call allocates nothing and takes no lock. It needs as many tiles as
// threads to profit; samples that assigned slots put in order cannot be shared.
#pragma once

#include <tapeless/program/shared_call.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {
struct any_work {
  void operator()(int) const noexcept;
};
}  // namespace detail

// What runs a call's threads: e.run(n, f) calls f(0), f(1), ..., f(n - 1), once each, in any order, at the same time as
// far as it can, and returns after all have returned. It may be one loop. A call asks for at most as many as its
// program has arenas, threads<N>, and as it has tiles.
template <class E>
concept executor = requires(E& e, detail::any_work& f) {
  { e.run(1, f) }
  noexcept;
};

// The executor of one call, and how many threads it may take.
template <class E>
struct on_t {
  E* executor;
  int most;
};

// First argument of step and run: on(pool), or on(pool, 2) for at most two threads. `e` must outlive the call only.
template <executor E>
constexpr on_t<E> on(E& e, int most = detail::all_threads) noexcept {
  return {&e, most};
}
template <class E>
constexpr inert on(const E&, int = 0) noexcept {
  static_assert(mistake<E>,
                "tapeless: on(executor): needs an object that stays and has a member run(n, f) noexcept that calls "
                "f(0) to f(n - 1): a thread_pool, or an executor of your own");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
