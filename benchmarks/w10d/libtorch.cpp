#include "../peers/libtorch_live.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10d::frames> {
  peers::torch_wavenet net{w10d::model, w10d::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step(from, to, w10d::frames); }
};
const bench::enrol<subject> here{"W10d", "libtorch", "float"};
}  // namespace
