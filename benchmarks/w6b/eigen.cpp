#include "../harness/recurrent.hpp"
#include "../peers/eigen_recurrent.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::series<subject> {
  peers::eigen_lstm<w6b::hidden> net{w6b::parameters().data()};
  explicit subject(double) : series(w6b::series()) {}
  float step(float x) { return net.step(x); }
};
const bench::enrol<subject> here{"W6b", "Eigen", "float"};
}  // namespace
