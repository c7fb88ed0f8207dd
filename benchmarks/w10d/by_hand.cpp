#include "../by_hand/wavenet.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10d::frames> {
  by_hand::wavenet_blocks<w10d::model, w10d::frames> net{w10d::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step(from, to); }
};
const bench::enrol<subject> here{"W10d", "by hand", "float"};
}  // namespace
