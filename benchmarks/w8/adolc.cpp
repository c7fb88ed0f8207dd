#include "../peers/adolc.hpp"
#include "tape.hpp"

namespace {
const bench::enrol<peers::adolc_hessian<w8::tape, false>> recorded{"W8", "ADOL-C, recorded each time", "double"};
const bench::enrol<peers::adolc_hessian<w8::tape, true>> replayed{"W8", "ADOL-C, replayed", "double"};
}  // namespace
