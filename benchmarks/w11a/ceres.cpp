#include "../peers/ceres_fit.hpp"
#include "problem.hpp"

namespace {
const bench::enrol<peers::ceres_fit<w11a::problem>> here{"W11a", "Ceres TinySolver", "double"};
}  // namespace
