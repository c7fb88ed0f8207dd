#include "problem.hpp"

namespace {
bench::values right() { return bench::plain_lstm(w10f::model, w10f::parameters(), bench::sound()); }
const bench::define here{"W10f", 2. * w10f::model.products() * w10f::frames, 0, {2e-6, 2e-6}, {1e-12, 1e-12}, right};
}  // namespace
