#include "problem.hpp"

namespace {
bench::values right() { return bench::plain_wavenet(w10a::model, w10a::parameters(), bench::sound()); }
const bench::define here{"W10a", 2. * w10a::model.products() * w10a::frames, 0, {2e-6, 2e-5}, {1e-12, 1e-12}, right};
}  // namespace
