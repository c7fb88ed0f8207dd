#include <tapeless/tapeless.hpp>

#include "../harness/recurrent.hpp"
#include "../harness/tapeless_parameters.hpp"
#include "problem.hpp"

using namespace tapeless;

namespace {
constexpr auto x = input<"x", 1>;
constexpr auto h = slot<"h", w6b::hidden>;
constexpr auto c = slot<"c", w6b::hidden>;
constexpr auto next = lstm_cell<"cell", w6b::hidden>(x, h, c);
constexpr auto out = dense<"out", 1>(next.h);
using cell = program<out, assign(h, next.h), assign(c, next.c), fast_activations>;

struct subject : bench::series<subject> {
  cell net;
  explicit subject(double) : series(w6b::series()) { bench::load_parameters(net, w6b::parameters()); }
  float step(float value) {
    net.run(x = value);
    return net[out][0];
  }
};
const bench::enrol<subject> here{"W6b", "tapeless, fast_activations", "float"};
}  // namespace
