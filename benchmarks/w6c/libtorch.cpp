#include "../harness/recurrent.hpp"
#include "../peers/libtorch_recurrent.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::series<subject> {
  peers::torch_lstm net{w6c::hidden, w6c::parameters().data()};
  explicit subject(double) : series(w6c::series()) {}
  float step(float x) { return net.step(x); }
};
const bench::enrol<subject> here{"W6c", "libtorch", "float"};
}  // namespace
