#include "../by_hand/pinn.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
template <class T>
struct subject : bench::evaluation<subject<T>> {
  std::vector<T> x = bench::convert<T>(w9::x()), p = bench::convert<T>(w9::parameters()), g = std::vector<T>(p.size());
  by_hand::pinn<T> net;
  explicit subject(double) {}
  void step() { net.gradient(p.data(), x.data(), g.data()); }
  void results(bench::values& v) const { v.insert(v.end(), g.begin(), g.end()); }
};
const bench::enrol<subject<float>> in_float{"W9", "by hand", "float"};
const bench::enrol<subject<double>> in_double{"W9", "by hand", "double"};
}  // namespace
