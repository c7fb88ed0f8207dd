// A call that may fail, without a look at whether it did.
#include <span>

#include <tapeless/program/status.hpp>
#pragma GCC diagnostic error "-Wunused-result"

using namespace tapeless;

void twice(result<void> (*compute)(std::span<const float>), std::span<const float> values) {
#ifdef FIXED
  if (!compute(values).ok()) return;
#else
  compute(values);  // expect: the call may have failed: look at ok(), or use require(...)
#endif
}
