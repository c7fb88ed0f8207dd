#include <tapeless/tapeless.hpp>

#include "../harness/recurrent.hpp"
#include "../harness/tapeless_parameters.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x", 1>;
constexpr auto h = slot<"h", w6a::hidden>;
constexpr auto next = gru_cell<"cell", w6a::hidden>(x, h);
constexpr auto out = dense<"out", 1>(next);
using cell = program<out, assign(h, next), fast_activations>;

struct subject : bench::series<subject> {
  cell net;
  explicit subject(double) : series(w6a::series()) { bench::load_parameters(net, w6a::parameters()); }
  float step(float value) {
    net.run(x = value);
    return net[out][0];
  }
};
const bench::enrol<subject> here{"W6a", "tapeless, fast_activations", "float"};
}  // namespace
