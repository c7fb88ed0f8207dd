#include "../peers/libtorch_live.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10c::frames> {
  peers::torch_wavenet net{w10c::model, w10c::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step(from, to, w10c::frames); }
};
const bench::enrol<subject> here{"W10c", "libtorch", "float"};
}  // namespace
