// Classes of kernels: each kernel belongs to the first class that matches it, and a class that stands in one file
// (plan/kernels/fill.hpp) is known to all stages, to verification and to printing.
#include <boost/test/unit_test.hpp>

#include <tapeless/plan/verify.hpp>
#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr auto x = input<"x", 19>;
constexpr auto y = input<"y", 7>;
constexpr auto state = slot<"state", 5>;
constexpr auto m = parameter<"m", 19, 19>;
constexpr auto affine = sum(3_c * x) + sum(3_c * y);

template <class Program, class Class>
constexpr int kernels_of() {
  int n = 0;
  for (const ir::kernel& k : Program::machine::order.kernels) n += k.kind == ir::kernel_classes::number_of<Class>;
  return n;
}
template <class Program, class Class>
constexpr int codes_of() {
  int n = 0;
  for (const ir::emitted_code& c : Program::machine::emitted.codes) n += c.kind == ir::kernel_classes::number_of<Class>;
  return n;
}

// Constants in memory are filled; equal constants share code, whatever their extents, if their vectors are as wide.
constexpr int most = simd::lanes<simd::vec<float>>;
constexpr int codes = detail::lanes_for(19, most) == detail::lanes_for(7, most) ? 2 : 3;
using slopes = program<affine, grad(affine, x), grad(affine, y), assign(state, 0_c * state)>;
static_assert(kernels_of<slopes, detail::fill_kernel>() == 3 && codes_of<slopes, detail::fill_kernel>() == codes);
static_assert(verify<slopes>() && verify<program<grad(affine, y), batch<3>>>());
static_assert(plan_text<slopes>().find("fill         ") != std::string_view::npos);

// Other kernels are not.
static_assert(kernels_of<program<exp(x) + 3_c>, detail::fill_kernel>() == 0);
static_assert(kernels_of<program<exp(x) + 3_c>, detail::map_kernel>() == 1);
static_assert(kernels_of<program<matvec(m, x)>, detail::dot_kernel>() == (simd::lanes<simd::vec<float>> > 1));
static_assert(kernels_of<program<matvec(m, x), batch<16>>, detail::product_kernel>() == 1);

template <class Program>
void fills() {
  static Program p;
  float a[19]{}, b[7]{}, g[19]{}, h[7]{};
  BOOST_TEST_REQUIRE(p.run(x = a, y = b, grad(affine, x) = g, grad(affine, y) = h).ok());
  for (const float v : g) BOOST_TEST(v == 3);
  for (const float v : h) BOOST_TEST(v == 3);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kernel_class)

BOOST_AUTO_TEST_CASE(constants_are_filled) {
  fills<slopes>();
  fills<program<affine, grad(affine, x), grad(affine, y), lanes<1>>>();
}

BOOST_AUTO_TEST_CASE(a_part_of_a_value_is_filled_and_nothing_else) {
  constexpr auto parts = concat<0>(exp(y), 0_c * y + 2_c, exp(y));
  using filled = program<parts, grad(sum(parts), y)>;
  static_assert(verify<filled>());
  static filled p;
  float b[7]{}, out[21]{};
  BOOST_TEST_REQUIRE(p.run(y = b, parts = out).ok());
  for (int i = 0; i < 21; ++i) BOOST_TEST(out[i] == (i < 7 || i >= 14 ? 1 : 2));
}

BOOST_AUTO_TEST_SUITE_END()
