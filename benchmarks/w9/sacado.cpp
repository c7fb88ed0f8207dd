#include "../peers/sacado.hpp"
#include "tape.hpp"

namespace {
const bench::enrol<peers::sacado_gradient<w9::tape>> here{"W9", "Sacado, recorded each time", "double"};
}  // namespace
