#include "../peers/dlib.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
template <long Out, class Below>
using convolution = dlib::add_layer<dlib::con_<Out, 5, 5, 1, 1, 0, 0>, Below>;
template <class Below>
using halved = dlib::add_layer<dlib::max_pool_<2, 2, 2, 2, 0, 0>, Below>;
using network = dlib::loss_multiclass_log<
    dlib::fc<10, dlib::relu<dlib::fc<
                     84, dlib::relu<dlib::fc<
                             120, halved<dlib::relu<convolution<
                                      16, halved<dlib::relu<convolution<6, dlib::input<dlib::matrix<float>>>>>>>>>>>>>>;

struct subject : bench::training<subject> {
  peers::dlib_training<network, unsigned long, dlib::sgd> net;
  explicit subject(double rate)
      : net(w4::images(), 28, 28, bench::convert<unsigned long>(w4::labels()), rate, dlib::sgd(0, 0)) {
    peers::dlib_load<11, 8, 5, 3, 1>(net.net, w4::parameters());
  }
  double step() { return net.step(); }
  void parameters(bench::values& v) const { peers::dlib_append<11, 8, 5, 3, 1>(net.net, v); }
};
const bench::enrol<subject> here{"W4", "dlib", "float"};
}  // namespace
