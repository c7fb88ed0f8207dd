#include "problem.hpp"

namespace {
bench::values right() { return bench::plain_lstm(w10g::model, w10g::parameters(), bench::sound()); }
const bench::define here{"W10g", 2. * w10g::model.products() * w10g::frames, 0, {2e-6, 2e-6}, {1e-12, 1e-12}, right};
}  // namespace
