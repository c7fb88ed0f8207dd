// The stages behind: batch, prepare, schedule, memory, lower; each looked at through the constants that it makes.
#include <tapeless/plan/verify.hpp>
#include <tapeless/tapeless.hpp>

using namespace tapeless;

namespace {

constexpr auto x = input<"x", 6>;
constexpr auto y = input<"y", 4>;
constexpr auto label = class_index<"label", 4>;
constexpr auto hidden = relu(dense<"hidden", 8>(x));
constexpr auto z = dense<"out", 4>(hidden);
constexpr auto loss = softmax_cross_entropy(z, y);

// Batch: what depends on a sample has the samples as its last axis, parameters stay as they are.
template <class Machine>
constexpr bool samples_last() {
  for (int i = 0; i < Machine::nodes.nodes.size; ++i) {
    const node& n = Machine::nodes.nodes[i];
    if (is_leaf(n, ir::role::parameter) && Machine::nodes.batched[i]) return false;
    if (varies_by_sample(n) && (!Machine::nodes.batched[i] || n.shape.back() != Machine::task.samples)) return false;
    if (Machine::nodes.batched[i] && Machine::nodes.views[i].buffer == i && n.shape.back() != Machine::task.samples)
      return false;
  }
  return true;
}
template <class Machine>
constexpr const node* leaf(ir::role kind, const char* name) {
  for (int i = 0; i < Machine::nodes.nodes.size; ++i)
    if (is_leaf(Machine::nodes.nodes[i], kind) && Machine::nodes.nodes[i].leaf->hash == hash_text(name))
      return &Machine::nodes.nodes[i];
  return nullptr;
}
using tile = program<z, batch<5>>;
static_assert(samples_last<tile::machine>());
static_assert(leaf<tile::machine>(ir::role::input, "x")->shape == make_shape(6, 5));
static_assert(leaf<tile::machine>(ir::role::parameter, "hidden.weight")->shape == make_shape(6, 8));
static_assert(tile::machine::nodes.nodes[tile::machine::nodes.outputs[0]].shape == make_shape(4, 5));
static_assert(leaf<program<z>::machine>(ir::role::input, "x")->shape == make_shape(6));
static_assert(samples_last<training_step<loss, adam{}, batch<5>>::machine>());

// Prepare: rows of samples begin at whole vectors; few samples stand one after the other, their elements side by side.
template <class Machine>
constexpr bool rows_are_padded() {
  for (int i = 0; i < Machine::nodes.nodes.size; ++i) {
    const view& v = Machine::nodes.views[i];
    if (Machine::nodes.batched[i] && v.shape.rank > 1 && v.buffer == i &&
        v.stride[v.shape.rank - 2] % Machine::nodes.lanes != 0)
      return false;
  }
  return true;
}
using wide = program<z, batch<35>>;
static_assert(!wide::machine::nodes.samples_first && rows_are_padded<wide::machine>());
static_assert(rows_are_padded<training_step<loss, sgd{}, batch<35>>::machine>());

template <class Machine>
constexpr bool samples_are_outside() {
  for (int i = 0; i < Machine::nodes.nodes.size; ++i) {
    const view& v = Machine::nodes.views[i];
    if (Machine::nodes.batched[i] && v.buffer == i && v.stride[v.shape.rank - 1] != v.shape.size() / v.shape.back())
      return false;
  }
  return true;
}
constexpr int floats = simd::lanes<simd::vec<float>>;
static_assert(program<z, batch<2>>::machine::nodes.samples_first == (floats >= 4));
static_assert(program<z, batch<floats>>::machine::nodes.samples_first == false);
static_assert(floats < 4 || samples_are_outside<program<z, batch<2>>::machine>());
static_assert(floats < 4 || samples_are_outside<training_step<loss, sgd{}, batch<2>>::machine>());

// Lower: rows shorter than a vector take a narrower one.
static_assert(detail::lanes_for(floats, floats) == floats && detail::lanes_for(floats / 2 + 1, floats) == floats &&
              detail::lanes_for(1, floats) == 1 && detail::lanes_for(40, floats) == floats);
template <int N>  // a vector of so many lanes is there
constexpr bool narrow = simd::lanes<simd::vec_of<float, detail::lanes_for(N, floats)>> == detail::lanes_for(N, floats);
static_assert(narrow<1> && narrow<2> && narrow<3> && narrow<4> && narrow<5> && narrow<7> && narrow<8> && narrow<12> &&
              narrow<16>);
static_assert(floats < 8 || detail::lanes_for(3, floats) == 4);

// Schedule: a layer with its bias and activation is one kernel; so is every chain of elements.
template <class Program>
constexpr int kernels = Program::machine::order.kernels.size;
static_assert(kernels<program<dense<"one", 8>(x), batch<16>>> == 1);
static_assert(kernels<program<relu(dense<"one", 8>(x)), batch<16>>> == 1);
static_assert(kernels<program<tanh(dense<"one", 8>(x)) * 2_c + 1_c, batch<16>>> == 1);
static_assert(kernels<program<relu(dense<"one", 8>(x))>> == 1);
static_assert(kernels<tile> == 2);
static_assert(kernels<program<exp(x) * tanh(x + 1_c) - square(x), batch<16>>> == 1);
static_assert(kernels<program<exp(x) * tanh(x + 1_c) - square(x)>> == 1);
static_assert(kernels<program<sum(exp(x) * x), batch<16>>> == 1);
static_assert(kernels<program<transpose(reshape<2, 3>(exp(x))) * 2_c>> <= 2);
static_assert(program<z, batch<16>>::report.kernels == 2);

// Movement as a view costs no kernel.
static_assert(kernels<program<reshape<2, 3>(x) + reshape<2, 3>(x), batch<16>>> == 1);
static_assert(kernels<program<slice<0, 0, 3>(x) * slice<0, 3, 6>(x), batch<16>>> == 1);

// Memory: values that are never alive together share a place; every plan passes its check.
constexpr auto deep = tanh(dense<"d4", 32>(tanh(dense<"d3", 32>(tanh(dense<"d2", 32>(tanh(dense<"d1", 32>(x))))))));
static_assert(program<deep, batch<16>>::report.arena_bytes <= (6 + 2 * 32) * 16 * 4 + 64);
static_assert(verify<tile>() && verify<program<deep>>() && verify<program<deep, batch<3>>>());
static_assert(verify<training_step<loss, adam{}, batch<32>>>() && verify<training_step<mean(deep), sgd{}>>());
static_assert(verify<program<softmax_cross_entropy(z, label), grad(softmax_cross_entropy(z, label), x), batch<7>>>());

// Parameters, slots and scalars are state, everything else is not; tables stand apart.
template <class Machine>
constexpr bool state_is_state() {
  for (int i = 0; i < Machine::nodes.nodes.size; ++i) {
    const node& n = Machine::nodes.nodes[i];
    if (n.op->kind != ir::loop::leaf || !n.leaf) continue;
    const bool stays =
        n.leaf->kind == ir::role::parameter || n.leaf->kind == ir::role::slot || n.leaf->kind == ir::role::scalar;
    const bool constant = n.leaf->kind == ir::role::table || n.leaf->kind == ir::role::iota;
    if (Machine::layout.where[i] != (stays ? ir::section::state : constant ? ir::section::table : ir::section::arena))
      return false;
  }
  return true;
}
static_assert(state_is_state<training_step<softmax_cross_entropy(z, label), adam{}, batch<32>>::machine>());

// Assignments: adam writes parameter and moments in place.
template <class Machine>
constexpr int written_in_place() {
  int n = 0;
  for (int a = 0; a < Machine::nodes.assignments.size; ++a) n += Machine::layout.direct[a];
  return n;
}
using trainer = training_step<loss, adam{}, batch<32>>;
static_assert(trainer::machine::nodes.assignments.size == 4 * 3 + 1);
static_assert(written_in_place<trainer::machine>() >= 4 * 3);

// The report counts what the model has.
static_assert(trainer::report.parameters == 6 * 8 + 8 + 8 * 4 + 4);
static_assert(trainer::report.parameter_bytes == 4 * trainer::report.parameters);
static_assert(trainer::report.bytes == sizeof(trainer));
static_assert(trainer::report.samples == 32);
static_assert(program<dense<"one", 8>(x), batch<16>>::report.contraction_flops == 2 * 6 * 8 * 16);
static_assert(trainer::report.contraction_flops == 2 * 32 * (2 * 6 * 8 + 3 * 8 * 4));

}  // namespace
