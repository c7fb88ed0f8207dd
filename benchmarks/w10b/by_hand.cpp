#include "../by_hand/wavenet.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10b::frames> {
  by_hand::wavenet_blocks<w10b::model, w10b::frames> net{w10b::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step(from, to); }
};
const bench::enrol<subject> here{"W10b", "by hand", "float"};
}  // namespace
