#include "../harness/recurrent.hpp"
#include "problem.hpp"

namespace {
bench::values right() { return bench::plain_series<w6c::hidden, w6c::gates>(w6c::parameters(), w6c::series()); }
constexpr double products = w6c::gates * w6c::hidden * (1 + w6c::hidden) + w6c::hidden;
const bench::define here{"W6c", 2 * products, 0, {2e-6, 2e-6}, {1e-12, 1e-12}, right};
}  // namespace
