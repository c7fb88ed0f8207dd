// A call that may fail, without a look at whether it did.
#include <span>

#include <tapeless/program/status.hpp>

#include <tapeless/ops/define.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/program/program.hpp>
#pragma GCC diagnostic error "-Wunused-result"

using namespace tapeless;

constexpr auto x = input<"x", 8>;

auto compute(program<sum(x)>& p, std::span<const float> values) { return p.run(x = values); }

void twice(program<sum(x)>& p, std::span<const float> values) {
#ifdef FIXED
  if (!compute(p, values).ok()) return;
#else
  compute(p, values);  // expect: the call may have failed: look at ok(), or use require(...)
#endif
}
