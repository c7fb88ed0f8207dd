#include "../peers/dlib.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::training<subject> {
  peers::dlib_training<peers::dlib_classifier<64, 32, 10>, unsigned long, dlib::adam> net;
  explicit subject(double rate)
      : net(w2::images(), 64, 1, bench::convert<unsigned long>(w2::labels()), rate, dlib::adam(0, 0.9f, 0.999f)) {
    peers::dlib_load<5, 3, 1>(net.net, w2::parameters());
  }
  double step() { return net.step(); }
  void parameters(bench::values& v) const { peers::dlib_append<5, 3, 1>(net.net, v); }
};
// Its Adam adds epsilon to the root of a moment before bias correction: for a gradient of 1e-5, the first step is a few
// per cent shorter.
const bench::enrol<subject> here{"W2", "dlib", "float", 100};
}  // namespace
