// The verifier accepts the planner's plans and finds each mistake that is inserted into a good plan.
#include <tapeless/nn/attention.hpp>
#include <tapeless/optim/adam.hpp>
#include <tapeless/optim/sgd.hpp>
#include <tapeless/plan/verify.hpp>
#include <tapeless/program/training_step.hpp>

#include "network.hpp"

using namespace print_tests;

namespace {

using inference = program<logits>;
using odd_inference = program<logits, hidden, batch<7>>;
using sgd_training = training_step<loss, sgd{}, batch<32>>;
using adam_training = training_step<loss, adam{}, batch<32>>;
using odd_training = training_step<loss, adam{}, batch<13>>;
using scalar_training = training_step<loss, sgd{}, batch<4>, lanes<1>>;

static_assert(verify<inference>());
static_assert(verify<odd_inference>());
static_assert(verify<sgd_training>());
static_assert(verify<adam_training>());
static_assert(verify<odd_training>());
static_assert(verify<scalar_training>());
static_assert(verify<program<grad(loss, parameter<"w1">(loss))>>());
// What a mask leaves out is minus infinity, of which a derivative takes a multiple of 0: no constant has that value.
constexpr auto masked = self_attention<"attention", attention{1, 1, true, false}>(
    input<"tokens", 3, 2>, table<numbers{1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0}, 3, 3>);
static_assert(verify<training_step<mean(masked), sgd{}>>());

using plan = adam_training::machine;
constexpr int end = plan::nodes.nodes.size;

// The n-th stored result in the arena.
consteval int stored(int n) {
  for (int k = 0; k < plan::order.kernels.size; ++k)
    for (int j = plan::order.kernels[k].first; j < plan::order.kernels[k].first + plan::order.kernels[k].count; ++j)
      if (const int i = plan::order.members[j];
          plan::order.stored[i] && plan::layout.where[i] == ir::section::arena && n-- == 0)
        return i;
  return -1;
}

template <class Change>
consteval ir::flaw after(Change change) {
  auto nodes = plan::nodes;
  auto order = plan::order;
  auto layout = plan::layout;
  change(nodes, order, layout);
  return find_flaw(nodes, order, layout).what;
}

static_assert(after([](auto&, auto&, auto&) {}) == ir::flaw::none);
static_assert(after([](auto&, auto&, auto& l) { l.where[stored(0)] = ir::section::none; }) == ir::flaw::no_place);
static_assert(after([](auto&, auto&, auto& l) { l.offset[stored(0)] += 1; }) == ir::flaw::outside);
static_assert(after([](auto&, auto&, auto& l) { l.offset[stored(0)] = l.arena; }) == ir::flaw::outside);
static_assert(after([](auto&, auto& o, auto&) { o.stored[stored(0)] = false; }) == ir::flaw::read_from_a_register);
static_assert(after([](auto&, auto& o, auto&) {
                for (int j = 0; j < o.kernels[0].count; ++j) o.kernel_of[o.members[j]] = o.kernels.size - 1;
              }) == ir::flaw::read_before_computed);
static_assert(after([](auto&, auto& o, auto&) { o.kernels[0].last_phase = true; }) == ir::flaw::last_phase_too_early);
// The input shares memory with the first activation, which is computed from it.
static_assert(after([](auto& n, auto&, auto& l) {
                for (int i = 0; i < end; ++i)
                  if (is_leaf(n.nodes[i], ir::role::input) && n.nodes[i].leaf->name[0] == 'x')
                    l.offset[stored(0)] = l.offset[i];
              }) == ir::flaw::overlap);
// Two states share memory.
static_assert(after([](auto& n, auto&, auto& l) {
                int first = -1;
                for (int i = 0; i < end; ++i)
                  if (is_leaf(n.nodes[i], ir::role::scalar)) first = i;
                for (int i = 0; i < end; ++i)
                  if (is_leaf(n.nodes[i], ir::role::parameter)) l.offset[first] = l.offset[i];
              }) == ir::flaw::overlap);
// A parameter is read after its next value is written.
static_assert(after([](auto& n, auto& o, auto& l) {
                for (int k = 0; k < n.assignments.size; ++k)
                  if (const auto [slot, value] = n.assignments[k];
                      l.direct[k] && is_leaf(n.nodes[slot], ir::role::parameter)) {
                    for (int i = 0; i < end; ++i)
                      if (o.kernel_of[i] > o.kernel_of[value]) {
                        n.nodes[i].in[0] = static_cast<short>(slot);
                        return;
                      }
                  }
              }) == ir::flaw::overwritten_too_early);

// The optimiser reads the sum of a tile, not the total.
static_assert(after([](auto& n, auto&, auto&) {
                for (int i = 0; i < end; ++i)
                  for (short& q : n.nodes[i].in)
                    if (q >= 0 && n.nodes[q].op->is_boundary) q = n.nodes[q].in[0];
              }) == ir::flaw::not_totalled);
// A value for each sample is treated as one for all samples, and vice versa.
static_assert(after([](auto& n, auto&, auto&) { n.batched[stored(0)] = !n.batched[stored(0)]; }) ==
              ir::flaw::samples_misplaced);
// Neighbouring lanes are not contiguous.
static_assert(after([](auto& n, auto&, auto&) {
                view& v = n.views[stored(0)];
                for (int i = 0; i < v.shape.rank; ++i) v.stride[i] *= 2;
              }) == ir::flaw::lanes_apart);

}  // namespace
