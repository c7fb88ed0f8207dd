// Something that is not an executor.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/threads.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 8>;
constexpr auto z = sum(x * parameter<"w", 8>);

#ifdef FIXED
struct in_turn {
  template <class F>
  void run(int n, F&& f) noexcept {
    for (int i = 0; i < n; ++i) f(i);
  }
};
#else
struct in_turn {};
#endif

int main() {
  float many[16]{};
  in_turn here;
  program<z, batch<2>, threads<2>> p;
  p.run(on(here), x = many);  // expect: needs an object that stays and has a member run(n, f) noexcept
}
