#include "../by_hand/wavenet.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10a::frames> {
  by_hand::wavenet_blocks<w10a::model, w10a::frames> net{w10a::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step(from, to); }
};
const bench::enrol<subject> here{"W10a", "by hand", "float"};
}  // namespace
