// Emission: kernels of equal code are one type, each with a record of its own; many kernels run from a table.
#include <cstring>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr auto x = input<"x", 8>;
constexpr auto y = input<"y", 8>;

template <int I>
consteval auto layer_name() {
  return text<4>({'d', static_cast<char>('0' + I / 10), static_cast<char>('0' + I % 10), 0});
}
// Equal layers number First to First + Count - 1, the last one outermost.
template <int First, int Count, graph G>
consteval auto chain(expr<G> e) {
  if constexpr (Count == 0) return e;
  else return chain<First + 1, Count - 1>(tanh(dense<layer_name<First>(), 8>(e)));
}

template <int Layers, auto... Options>
using inference = program<chain<0, Layers>(x), Options...>;
template <int Layers, auto... Options>
using trainer = training_step<mse(chain<0, Layers>(x), y), sgd{0.1}, Options...>;

template <class Program>
constexpr int codes = Program::machine::emitted.codes.size;
template <class Program>
constexpr int kernels = Program::machine::emitted.kernels.size;

// Equal layers share code, however many there are.
static_assert(kernels<inference<4, batch<16>>> == 4 && kernels<inference<12, batch<16>>> == 12);
static_assert(codes<inference<4, batch<16>>> == 1 && codes<inference<12, batch<16>>> == 1);
static_assert(codes<inference<4>> == 1 && codes<inference<12>> == 1);
static_assert(kernels<trainer<12, batch<16>>> > 2 * kernels<trainer<4, batch<16>>>);
static_assert(codes<trainer<12, batch<16>>> == codes<trainer<4, batch<16>>>);
static_assert(codes<trainer<12, batch<16>>> < kernels<trainer<12, batch<16>>> / 2);

// A layer of another width, and another activation, is another code.
static_assert(codes<program<dense<"last", 3>(chain<0, 4>(x)), batch<16>>> == 2);
static_assert(codes<program<sin(dense<"last", 8>(chain<0, 4>(x))), batch<16>>> == 2);

// The records: every kernel has one; the first kernel with a code is the one that becomes its type; and each operand
// that a kernel reads from memory, and each value that it leaves there, stands in its record with the address that the
// layout gives.
template <class Program>
constexpr bool records_agree_with_the_layout() {
  using machine = typename Program::machine;
  constexpr const auto& nodes = machine::nodes;
  constexpr const auto& order = machine::order;
  constexpr const auto& emitted = machine::emitted;
  for (int k = 0; k < emitted.kernels.size; ++k) {
    const int code = emitted.kernels[k].code;
    if (code < 0 || code >= emitted.codes.size) return false;
    const int first = emitted.codes[code].kernel;
    if (first > k || emitted.kernels[first].code != code) return false;
    if (k > 0 && emitted.kernels[k].first < emitted.kernels[k - 1].first) return false;
    const int pointers = emitted.codes[code].pointers;
    if (pointers == 0) continue;  // not a map or product
    const auto holds = [&](int node) {
      const ir::address a = detail::address_in(nodes, machine::layout, node);
      for (int j = 0; j < pointers; ++j)
        if (emitted.record[emitted.kernels[k].first + j] == detail::packed(a)) return true;
      return false;
    };
    for (int i = 0; i < nodes.nodes.size; ++i) {
      if (order.kernel_of[i] != k) continue;
      if (order.stored[i] && nodes.views[i].buffer == i && !holds(i)) return false;
      for (short q : nodes.nodes[i].in)
        if (q >= 0 && order.kernel_of[q] != k && !is_constant(nodes.nodes[q]) && nodes.views[q].buffer == q &&
            !holds(q))
          return false;
    }
  }
  return true;
}
static_assert(records_agree_with_the_layout<inference<12, batch<16>>>());
static_assert(records_agree_with_the_layout<inference<12>>());

// Kernels that differ only in their addresses have records that differ in nothing else.
template <class Program>
constexpr bool records_differ_in_addresses_alone() {
  constexpr const auto& emitted = Program::machine::emitted;
  const int size = emitted.kernels[1].first - emitted.kernels[0].first, pointers = emitted.codes[0].pointers;
  for (int k = 0; k + 1 < emitted.kernels.size; ++k)
    for (int i = 0; i < size; ++i) {
      const bool same =
          emitted.record[emitted.kernels[k].first + i] == emitted.record[emitted.kernels[k + 1].first + i];
      if (i >= pointers && !same) return false;
    }
  return true;
}
static_assert(records_differ_in_addresses_alone<inference<12, batch<16>>>());

// More kernels than are unrolled in the code: they run from a table. The same numbers as of two programs of half the
// layers.
constexpr int deep = 80;

std::vector<float> drawn(std::size_t count) {
  std::vector<float> v(count);
  for (std::size_t i = 0; i < count; ++i) v[i] = static_cast<float>(2 * counter_random::uniform(19, 1, i) - 1);
  return v;
}

BOOST_AUTO_TEST_SUITE(emission)

BOOST_AUTO_TEST_CASE(a_deep_program_gives_the_bits_of_its_halves) {
  using whole = inference<deep, batch<11>>;
  static_assert(kernels<whole> == deep && codes<whole> == 1);
  using lower = program<chain<0, deep / 2>(x), batch<11>>;
  using upper = program<chain<deep / 2, deep / 2>(x), batch<11>>;
  static_assert(kernels<lower> == deep / 2 && kernels<upper> == deep / 2);
  whole all{seed{2}};
  lower first{all.parameters()};
  upper second{all.parameters()};
  const std::vector<float> numbers = drawn(8 * 25);
  std::vector<float> expected(numbers.size()), between(numbers.size()), found(numbers.size());
  BOOST_TEST_REQUIRE(all.run(x = numbers, chain<0, deep>(x) = found).ok());
  BOOST_TEST_REQUIRE(first.run(x = numbers, chain<0, deep / 2>(x) = between).ok());
  BOOST_TEST_REQUIRE(second.run(x = between, chain<deep / 2, deep / 2>(x) = expected).ok());
  BOOST_TEST(std::memcmp(found.data(), expected.data(), found.size() * sizeof(float)) == 0);
}

// Also a step of training, in both phases, and without vectors.
BOOST_AUTO_TEST_CASE(a_deep_training_step_is_the_one_without_vectors) {
  using vectors = trainer<30, batch<11>>;
  using scalars = trainer<30, lanes<1>>;
  static_assert(kernels<vectors> > 64);
  vectors net{seed{3}};
  scalars one{seed{3}};
  const std::vector<float> numbers = drawn(8 * 25), wanted = drawn(8 * 25);
  for (int i = 0; i < 3; ++i) {
    const float a = net.step(x = numbers, y = wanted), b = one.step(x = numbers, y = wanted);
    BOOST_TEST(a == b, boost::test_tools::tolerance(1e-5f));
  }
  std::vector<float> found, expected;
  net.for_each_parameter([&](const char*, const shape&, auto v) { found.insert(found.end(), v.begin(), v.end()); });
  one.for_each_parameter(
      [&](const char*, const shape&, auto v) { expected.insert(expected.end(), v.begin(), v.end()); });
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) BOOST_TEST(std::abs(found[i] - expected[i]) < 1e-5f);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
