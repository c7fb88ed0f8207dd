#include "../by_hand/wavenet.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10c::frames> {
  by_hand::wavenet_blocks<w10c::model, w10c::frames> net{w10c::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step(from, to); }
};
const bench::enrol<subject> here{"W10c", "by hand", "float"};
}  // namespace
