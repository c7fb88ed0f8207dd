#include "../peers/dlib.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::training<subject> {
  peers::dlib_training<peers::dlib_classifier<128, 64, 10>, unsigned long, dlib::sgd> net;
  explicit subject(double rate)
      : net(w3::images(), 784, 1, bench::convert<unsigned long>(w3::labels()), rate, dlib::sgd(0, 0.9f)) {
    peers::dlib_load<5, 3, 1>(net.net, w3::parameters());
  }
  double step() { return net.step(); }
  void parameters(bench::values& v) const { peers::dlib_append<5, 3, 1>(net.net, v); }
};
const bench::enrol<subject> here{"W3", "dlib", "float"};
}  // namespace
