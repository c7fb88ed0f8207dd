#include "../peers/libtorch_live.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10f::frames> {
  peers::torch_lstm_stack net{w10f::model, w10f::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step(from, to, w10f::frames); }
};
const bench::enrol<subject> here{"W10f", "libtorch", "float"};
}  // namespace
