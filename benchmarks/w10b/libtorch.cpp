#include "../peers/libtorch_live.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10b::frames> {
  peers::torch_wavenet net{w10b::model, w10b::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step(from, to, w10b::frames); }
};
const bench::enrol<subject> here{"W10b", "libtorch", "float"};
}  // namespace
