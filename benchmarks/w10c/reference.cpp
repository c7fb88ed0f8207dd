#include "problem.hpp"

namespace {
bench::values right() { return bench::plain_wavenet(w10c::model, w10c::parameters(), bench::sound()); }
const bench::define here{"W10c", 2. * w10c::model.products() * w10c::frames, 0, {2e-6, 2e-5}, {1e-12, 1e-12}, right};
}  // namespace
