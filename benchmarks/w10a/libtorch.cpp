#include "../peers/libtorch_live.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10a::frames> {
  peers::torch_wavenet net{w10a::model, w10a::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step(from, to, w10a::frames); }
};
const bench::enrol<subject> here{"W10a", "libtorch", "float"};
}  // namespace
