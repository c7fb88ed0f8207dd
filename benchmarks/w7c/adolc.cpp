#include "../peers/adolc.hpp"
#include "tape.hpp"

namespace {
const bench::enrol<peers::adolc_gradient<w7c::tape, false>> recorded{"W7c", "ADOL-C, recorded each time", "double"};
const bench::enrol<peers::adolc_gradient<w7c::tape, true>> replayed{"W7c", "ADOL-C, replayed", "double"};
}  // namespace
