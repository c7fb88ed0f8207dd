#include "../by_hand/lstm_stack.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10h::frames> {
  by_hand::lstm_stack<w10h::model.hidden, w10h::model.layers> net{w10h::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step<w10h::frames>(from, to); }
};
const bench::enrol<subject> here{"W10h", "by hand", "float"};
}  // namespace
