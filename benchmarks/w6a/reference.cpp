#include "../harness/recurrent.hpp"
#include "problem.hpp"

namespace {
bench::values right() { return bench::plain_series<w6a::hidden, w6a::gates>(w6a::parameters(), w6a::series()); }
constexpr double products = w6a::gates * w6a::hidden * (1 + w6a::hidden) + w6a::hidden;
const bench::define here{"W6a", 2 * products, 0, {2e-6, 2e-6}, {1e-12, 1e-12}, right};
}  // namespace
