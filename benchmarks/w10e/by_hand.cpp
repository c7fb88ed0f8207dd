#include "../by_hand/lstm_stack.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::blocks<subject, w10e::frames> {
  by_hand::lstm_stack<w10e::model.hidden, w10e::model.layers> net{w10e::parameters().data()};
  explicit subject(double) : blocks(bench::sound()) {}
  void step(const float* from, float* to) { net.step<w10e::frames>(from, to); }
};
const bench::enrol<subject> here{"W10e", "by hand", "float"};
}  // namespace
