#include "../peers/sacado.hpp"
#include "tape.hpp"

namespace {
const bench::enrol<peers::sacado_gradient<w7b::tape>> here{"W7b", "Sacado, recorded each time", "double"};
}  // namespace
