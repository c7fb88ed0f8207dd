#include "../peers/libtorch_live.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10e::frames> {
  peers::torch_lstm_stack net{w10e::model, w10e::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step(from, to, w10e::frames); }
};
const bench::enrol<subject> here{"W10e", "libtorch", "float"};
}  // namespace
