// An output may use the memory of an input if the output of each sample covers its input; any other overlap is
// rejected.
#include "numbers.hpp"

namespace {

using namespace program_tests;

constexpr auto x = input<"x", 2>;
constexpr auto v = input<"v", 2>;
constexpr auto n = class_index<"n", 100>;
constexpr auto same = 3_c * x + v;
constexpr auto larger = concat<0>(x, 2_c * x);
constexpr auto smaller = sum(x);
constexpr auto constant_one = parameter<"w", 2>.with<ones>() + 1_c;
constexpr auto counted = 2_c * n;

template <class Call>
void overlap(Call call, const std::vector<float>& memory) {
  const std::vector<float> before = memory;
  const auto r = call();
  BOOST_TEST((r.error.what == fault::overlap), describe(r.error.what));
  BOOST_TEST(same_bits(memory, before));
}

template <int Batch, class... Options>
void one_buffer() {
  using all = program<same, larger, smaller, constant_one, batch<Batch>>;
  const auto p = std::make_unique<all>();
  for (std::size_t count : {1u, 2u, 3u, 4u, 5u, 8u, 20u, 33u}) {
    const std::vector<float> other = drawn(2 * count, 3);
    std::vector<float> apart(2 * count), one = drawn(6 * count, 1);
    const auto in = std::span(one).first(2 * count);
    const auto run = [&](auto... b) { return p->run(b...); };
    BOOST_TEST_REQUIRE(run(x = in, v = other, same = apart).ok());
    overlap([&] { return run(x = in, v = other, larger = std::span(one).first(4 * count)); }, one);
    overlap([&] { return run(x = in, v = other, smaller = std::span(one).first(count)); }, one);
    overlap([&] { return run(x = in, v = other, same = std::span(one).subspan(1, 2 * count)); }, one);
    overlap([&] { return run(x = std::span(one).subspan(1, 2 * count), v = other, same = in); }, one);
    overlap([&] { return run(x = in, v = other, constant_one = std::span(one).first(2)); }, one);
    overlap(
        [&] { return run(x = other, v = other, same = in, smaller = std::span(one).subspan(2 * count - 1, count)); },
        one);
    overlap([&] { return run(x = other, v = other, same = in, same = in); }, one);
    overlap([&] { return run(x = in, v = std::span(one).subspan(1, 2 * count), same = in); }, one);
    // In place, and as close together as possible.
    BOOST_TEST_REQUIRE(run(x = in, v = other, same = in, smaller = std::span(one).subspan(2 * count, count)).ok());
    BOOST_TEST(same_bits(in, apart));
    std::vector<float> twice(2 * count);
    BOOST_TEST_REQUIRE(run(x = in, v = in, same = twice).ok());
    BOOST_TEST_REQUIRE(run(x = in, v = in, same = in).ok());
    BOOST_TEST(same_bits(in, twice));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(overlaps)

BOOST_AUTO_TEST_CASE(of_inputs_and_outputs) {
  one_buffer<1>();
  one_buffer<4>();
  one_buffer<16>();
}

BOOST_AUTO_TEST_CASE(of_integers_and_an_output) {
  program<counted, batch<4>> p;
  alignas(8) std::vector<std::int32_t> labels(12, 1);
  const std::span<float> over(reinterpret_cast<float*>(labels.data()), 12),
      half(reinterpret_cast<float*>(labels.data()) + 6, 12);
  BOOST_TEST((p.run(n = std::span(labels).first(9), counted = half.first(9)).error.what == fault::overlap));
  std::vector<float> out(12);
  BOOST_TEST(p.run(n = labels, counted = out).ok());
  BOOST_TEST(out == std::vector<float>(12, 2.0f), boost::test_tools::per_element());
  (void)over;
}

// A program's own memory: no output may be written there, and outputs of the preceding call may be inputs of one tile.
BOOST_AUTO_TEST_CASE(of_the_program_itself) {
  program<same, larger, batch<4>> p;
  const std::vector<float> rows = drawn(8, 1), other = drawn(8, 2);
  BOOST_TEST_REQUIRE(p.run(x = rows, v = other).ok());
  const auto before = copy(p[larger]);
  BOOST_TEST_REQUIRE(before.size() == 16u);
  const auto twice = drawn(16, 4);
  BOOST_TEST((p.run(x = p[larger], v = twice).error.what == fault::overlap));  // 8 samples: two tiles
  BOOST_TEST(same_bits(p[larger], before));
  BOOST_TEST_REQUIRE(p.run(x = p[same], v = other).ok());
  const auto fed = copy(p[same]);
  program<same, larger, batch<4>> q;
  BOOST_TEST_REQUIRE(q.run(x = rows, v = other).ok());
  const auto apart = copy(q[same]);
  BOOST_TEST_REQUIRE(q.run(x = apart, v = other).ok());
  BOOST_TEST(same_bits(fed, q[same]));

  const auto scores = p[same];
  const std::span<float> inside(const_cast<float*>(scores.data()), scores.size());
  BOOST_TEST((p.run(x = rows, v = other, same = inside).error.what == fault::overlap));
  program<x + parameter<"b", 2>> shifted;
  shifted.for_each_parameter([&](const char*, const shape&, auto values) {
    BOOST_TEST(
        (shifted.run(x = std::span(rows).first(2), x + parameter<"b", 2> = values).error.what == fault::overlap));
  });
}

BOOST_AUTO_TEST_SUITE_END()
