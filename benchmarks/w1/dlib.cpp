#include "../peers/dlib.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
using network =
    dlib::loss_mean_squared<dlib::sig<dlib::fc<1, dlib::htan<dlib::fc<8, dlib::input<dlib::matrix<float>>>>>>>;

struct subject : bench::training<subject> {
  // Its gradient of the squared error is half of the derivative, for which the rate compensates.
  peers::dlib_training<network, float, dlib::sgd> net;
  explicit subject(double rate) : net(w1::points(), 2, 1, w1::targets(), 2 * rate, dlib::sgd(0, 0)) {
    peers::dlib_load<4, 2>(net.net, w1::parameters());
  }
  double step() { return net.step(); }
  void parameters(bench::values& v) const { peers::dlib_append<4, 2>(net.net, v); }
};
const bench::enrol<subject> here{"W1", "dlib", "float"};
}  // namespace
