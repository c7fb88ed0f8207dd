#include "../by_hand/recurrent.hpp"
#include "../harness/recurrent.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::series<subject> {
  by_hand::lstm<w6b::hidden> net{w6b::parameters().data()};
  explicit subject(double) : series(w6b::series()) {}
  float step(float x) { return net.step(x); }
};
const bench::enrol<subject> here{"W6b", "by hand", "float"};
}  // namespace
