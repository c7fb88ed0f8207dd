#include "problem.hpp"

namespace {
bench::values right() { return bench::plain_lstm(w10e::model, w10e::parameters(), bench::sound()); }
const bench::define here{"W10e", 2. * w10e::model.products() * w10e::frames, 0, {2e-6, 2e-6}, {1e-12, 1e-12}, right};
}  // namespace
