#include "../by_hand/recurrent.hpp"
#include "../harness/recurrent.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::series<subject> {
  by_hand::gru<w6a::hidden> net{w6a::parameters().data()};
  explicit subject(double) : series(w6a::series()) {}
  float step(float x) { return net.step(x); }
};
const bench::enrol<subject> here{"W6a", "by hand", "float"};
}  // namespace
