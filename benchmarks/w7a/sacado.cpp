#include "../peers/sacado.hpp"
#include "tape.hpp"

namespace {
const bench::enrol<peers::sacado_gradient<w7a::tape>> here{"W7a", "Sacado, recorded each time", "double"};
}  // namespace
