#include "../by_hand/recurrent.hpp"
#include "../harness/recurrent.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::series<subject> {
  by_hand::lstm<w6c::hidden> net{w6c::parameters().data()};
  explicit subject(double) : series(w6c::series()) {}
  float step(float x) { return net.step(x); }
};
const bench::enrol<subject> here{"W6c", "by hand", "float"};
}  // namespace
