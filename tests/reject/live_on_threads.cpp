// A live program on threads.
#include <tapeless/train/thread_pool.hpp>
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 1, 4>;
constexpr auto y = delay<"h", 2>(x);

int main() {
  const float many[16]{};
  thread_pool pool(2);
#ifdef FIXED
  program<y, live> p;
  (void)p.run(x = many);
}
#else
  program<y, live, threads<2>> p;
  (void)p.run(on(pool), x = many);  // expect: the delay lines of a live program move on from sample to sample
                                    // expect: cannot be shared among threads
}
#endif
