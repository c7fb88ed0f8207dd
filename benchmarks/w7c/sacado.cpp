#include "../peers/sacado.hpp"
#include "tape.hpp"

namespace {
const bench::enrol<peers::sacado_gradient<w7c::tape>> here{"W7c", "Sacado, recorded each time", "double"};
}  // namespace
