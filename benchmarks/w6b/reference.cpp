#include "../harness/recurrent.hpp"
#include "problem.hpp"

namespace {
bench::values right() { return bench::plain_series<w6b::hidden, w6b::gates>(w6b::parameters(), w6b::series()); }
constexpr double products = w6b::gates * w6b::hidden * (1 + w6b::hidden) + w6b::hidden;
const bench::define here{"W6b", 2 * products, 0, {2e-6, 2e-6}, {1e-12, 1e-12}, right};
}  // namespace
