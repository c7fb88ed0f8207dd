#include "../peers/adolc.hpp"
#include "tape.hpp"

namespace {
const bench::enrol<peers::adolc_gradient<w7a::tape, false>> recorded{"W7a", "ADOL-C, recorded each time", "double"};
const bench::enrol<peers::adolc_gradient<w7a::tape, true>> replayed{"W7a", "ADOL-C, replayed", "double"};
}  // namespace
