#include "../harness/recurrent.hpp"
#include "../peers/libtorch_recurrent.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::series<subject> {
  peers::torch_gru net{w6a::hidden, w6a::parameters().data()};
  explicit subject(double) : series(w6a::series()) {}
  float step(float x) { return net.step(x); }
};
const bench::enrol<subject> here{"W6a", "libtorch", "float"};
}  // namespace
