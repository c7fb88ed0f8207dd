#include "problem.hpp"

namespace {
bench::values right() { return bench::plain_wavenet(w10b::model, w10b::parameters(), bench::sound()); }
const bench::define here{"W10b", 2. * w10b::model.products() * w10b::frames, 0, {2e-6, 2e-5}, {1e-12, 1e-12}, right};
}  // namespace
