#include "../peers/ceres_fit.hpp"
#include "problem.hpp"

namespace {
const bench::enrol<peers::ceres_fit<w11b::problem>> here{"W11b", "Ceres TinySolver", "double"};
}  // namespace
