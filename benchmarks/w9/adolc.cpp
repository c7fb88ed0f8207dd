#include "../peers/adolc.hpp"
#include "tape.hpp"

namespace {
const bench::enrol<peers::adolc_gradient<w9::tape, false>> recorded{"W9", "ADOL-C, recorded each time", "double"};
const bench::enrol<peers::adolc_gradient<w9::tape, true>> replayed{"W9", "ADOL-C, replayed", "double"};
}  // namespace
