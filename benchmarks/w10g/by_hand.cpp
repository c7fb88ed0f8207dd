#include "../by_hand/lstm_stack.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10g::frames> {
  by_hand::lstm_stack<w10g::model.hidden, w10g::model.layers> net{w10g::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step<w10g::frames>(from, to); }
};
const bench::enrol<subject> here{"W10g", "by hand", "float"};
}  // namespace
