#include "problem.hpp"

namespace {
bench::values right() { return bench::plain_lstm(w10h::model, w10h::parameters(), bench::sound()); }
const bench::define here{"W10h", 2. * w10h::model.products() * w10h::frames, 0, {2e-6, 2e-6}, {1e-12, 1e-12}, right};
}  // namespace
