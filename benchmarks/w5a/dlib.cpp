#include "../peers/dlib.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::evaluation<subject> {
  peers::dlib_classifier<64, 32, 10> net;
  dlib::resizable_tensor x = peers::dlib_samples(net, w5a::pixels(), 64);
  explicit subject(double) {
    step();  // allocates the parameters
    peers::dlib_load<5, 3, 1>(net, w5a::parameters());
  }
  void step() { net.subnet().forward(x); }
  void results(bench::values& v) const {
    const dlib::tensor& z = net.subnet().get_output();
    v.insert(v.end(), z.host(), z.host() + z.size());
  }
};
const bench::enrol<subject> here{"W5a", "dlib", "float"};
}  // namespace
