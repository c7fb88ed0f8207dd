#include "../by_hand/lstm_stack.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10f::frames> {
  by_hand::lstm_stack<w10f::model.hidden, w10f::model.layers> net{w10f::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step<w10f::frames>(from, to); }
};
const bench::enrol<subject> here{"W10f", "by hand", "float"};
}  // namespace
