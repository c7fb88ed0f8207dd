#include "../peers/adolc.hpp"
#include "tape.hpp"

namespace {
const bench::enrol<peers::adolc_gradient<w7b::tape, false>> recorded{"W7b", "ADOL-C, recorded each time", "double"};
const bench::enrol<peers::adolc_gradient<w7b::tape, true>> replayed{"W7b", "ADOL-C, replayed", "double"};
}  // namespace
