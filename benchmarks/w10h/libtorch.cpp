#include "../peers/libtorch_live.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10h::frames> {
  peers::torch_lstm_stack net{w10h::model, w10h::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step(from, to, w10h::frames); }
};
const bench::enrol<subject> here{"W10h", "libtorch", "float"};
}  // namespace
