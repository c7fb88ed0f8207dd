#include "../harness/recurrent.hpp"
#include "../peers/libtorch_recurrent.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::series<subject> {
  peers::torch_lstm net{w6b::hidden, w6b::parameters().data()};
  explicit subject(double) : series(w6b::series()) {}
  float step(float x) { return net.step(x); }
};
const bench::enrol<subject> here{"W6b", "libtorch", "float"};
}  // namespace
