#include "../peers/libtorch_live.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10g::frames> {
  peers::torch_lstm_stack net{w10g::model, w10g::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step(from, to, w10g::frames); }
};
const bench::enrol<subject> here{"W10g", "libtorch", "float"};
}  // namespace
