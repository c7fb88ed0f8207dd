#include <tapeless/tapeless.hpp>

#include "../harness/subject.hpp"
#include "../harness/tapeless_parameters.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x", 784>;
constexpr auto h1 = relu(dense<"first", 128>(x));
constexpr auto h2 = relu(dense<"second", 64>(h1));
constexpr auto logits = dense<"out", 10>(h2);

struct subject : bench::evaluation<subject> {
  std::vector<float> pixels = w5b::pixels();
  program<logits> infer;
  explicit subject(double) { bench::load_parameters(infer, w5b::parameters()); }
  void step() { (void)infer.run(x = pixels); }
  void results(bench::values& v) const { v.insert(v.end(), infer[logits].begin(), infer[logits].end()); }
};
const bench::enrol<subject> here{"W5b", "tapeless", "float"};
}  // namespace
