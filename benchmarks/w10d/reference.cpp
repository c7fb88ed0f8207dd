#include "problem.hpp"

namespace {
bench::values right() { return bench::plain_wavenet(w10d::model, w10d::parameters(), bench::sound()); }
const bench::define here{"W10d", 2. * w10d::model.products() * w10d::frames, 0, {2e-6, 2e-5}, {1e-12, 1e-12}, right};
}  // namespace
