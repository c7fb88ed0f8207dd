// Random expressions through the whole pipeline: the compiled program against the reference interpreter, for one
// sample, for one lane, for tiles, with derivatives; and every plan passes its check.
#include <boost/test/unit_test.hpp>

#include <tapeless/plan/verify.hpp>
#include <tapeless/tapeless.hpp>

#include "generator.hpp"
#include "interpreter.hpp"

namespace {

using namespace stage_tests;

constexpr auto s = input<"s">;
constexpr auto v = input<"v", 3>;
constexpr auto m = input<"m", 2, 3>;
constexpr auto w = parameter<"w", 3, 2>;

template <std::uint64_t Seed>
struct random_f {
  static constexpr int build(builder& b, const int* in) {
    const int leaves[] = {in[0], in[1], in[2], in[3]};
    // All leaves take part.
    return (generator(Seed, false)(b, leaves, 4, 22) + b.at(in[0]) + sum(b.at(in[1]) * b.at(in[2]), 3u) +
            sum(b.at(in[3]), 3u) * b.at(in[0]))
        .id;
  }
};
template <std::uint64_t Seed>
inline constexpr composed<random_f<Seed>, graph_of(s), graph_of(v), graph_of(m), graph_of(w)> random{};
template <std::uint64_t Seed>
inline constexpr auto by_m = grad(random<Seed>, m);
template <std::uint64_t Seed>
inline constexpr auto by_w = grad(random<Seed>, w);

constexpr int samples = 7;

struct data {
  std::vector<double> s, v, m, w;
  data() : s(drawn(samples, 1)), v(drawn(3 * samples, 2)), m(drawn(6 * samples, 3)), w(6) {}
  static std::vector<double> drawn(int count, std::uint64_t stream) {
    std::vector<double> r(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < r.size(); ++i) r[i] = 2 * counter_random::uniform(9, stream, i) - 1;
    return r;
  }
};

template <auto E>
std::vector<double> interpreted(const data& d, std::size_t sample) {
  constexpr auto& g = flat_graph<graph_of(E)>;
  const interpreter all(g.nodes, g.size, [&](const node& n) {
    const auto part = [&](const std::vector<double>& from, std::size_t size) {
      return numbers_of_node(from.begin() + static_cast<long>(sample * size),
                             from.begin() + static_cast<long>((sample + 1) * size));
    };
    if (is_leaf(n, ir::role::parameter)) return d.w;
    return n.leaf->name[0] == 's' ? part(d.s, 1) : n.leaf->name[0] == 'v' ? part(d.v, 3) : part(d.m, 6);
  });
  return all[g.size - 1];
}

// What one call of a program for all samples gives.
template <class Program, auto... E>
void compare(data& d, const char* what) {
  static_assert(verify<Program>());
  Program p{seed{4}};
  p.for_each_parameter([&](const char*, const shape&, auto values) { d.w.assign(values.begin(), values.end()); });
  int which = 0;
  (
      [&] {
        const std::size_t each = static_cast<std::size_t>(E.shape.size());
        std::vector<double> found(samples * each);
        BOOST_TEST_REQUIRE(p.run(s = d.s, v = d.v, m = d.m, E = found).ok());
        for (std::size_t i = 0; i < samples; ++i) {
          const std::vector<double> expected = interpreted<E>(d, i);
          for (std::size_t e = 0; e < each; ++e)
            if (!(std::abs(found[i * each + e] - expected[e]) <= 1e-9 * (1 + std::abs(expected[e]))))
              BOOST_ERROR(what << ", output " << which << ", sample " << i << ", element " << e << ": "
                               << found[i * each + e] << ", expected " << expected[e]);
        }
        ++which;
      }(),
      ...);
}

template <std::uint64_t A, std::uint64_t B>
void compare_all() {
  data d;
  compare<program<random<A>, by_m<A>, by_w<A>, random<B>, by_m<B>, in<double>>, random<A>, by_m<A>, by_w<A>, random<B>,
          by_m<B>>(d, "one sample");
  compare<program<random<A>, by_m<A>, by_w<A>, in<double>, lanes<1>>, random<A>, by_m<A>, by_w<A>>(d, "one lane");
  compare<program<random<A>, by_m<A>, by_w<A>, random<B>, by_w<B>, in<double>, batch<5>>, random<A>, by_m<A>, by_w<A>,
          random<B>, by_w<B>>(d, "tiles of five");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(random_programs)

BOOST_AUTO_TEST_CASE(agree_with_the_interpreter_1) { compare_all<1, 2>(); }
BOOST_AUTO_TEST_CASE(agree_with_the_interpreter_3) { compare_all<3, 4>(); }
BOOST_AUTO_TEST_CASE(agree_with_the_interpreter_5) { compare_all<5, 6>(); }

BOOST_AUTO_TEST_SUITE_END()
