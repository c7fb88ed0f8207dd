// Movement and indexing. The operand is squared, so that second derivatives are not trivial.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto x = input<"x", 2, 3, 4>;
constexpr auto m = input<"m", 3, 4>;
constexpr auto k = class_index<"k", 3>;

// Both ranks together must not exceed 5 for jacobian.
template <graph G>
consteval auto in_a_row(expr<G> e) {
  return reshape<-1>(e);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(movement)

BOOST_AUTO_TEST_CASE(first_derivatives) {
  about<x>::first_order<reshape<4, 6>(x * x), in_a_row(transpose(x)), in_a_row(permute<1, 2, 0>(x)),
                        in_a_row(slice<1, 0, 3, 2>(x)), in_a_row(slice<-1, -1, to_end, -2>(x)),
                        in_a_row(concat<1>(x, x * x)), in_a_row(pad<2, 1, 2, 0.5>(slice<2, 0, 1>(x))),
                        in_a_row(flip<1>(x) * x)>(drawn(24, 1));
  about<m>::first_order<stack<0>(m, m * m), stack<2>(m, flip<0>(m)), broadcast<2, 3, 4>(m), concat<0>(m, m, m * m),
                        expand<1>(m), squeeze<0>(slice<0, 1, 2>(m)), gather<0, numbers{2, 0, 2}>(m),
                        gather<1, numbers{-1, 0, 1, 1, 3}>(m), gather<0>(m, k), transpose(m) / 2_c>(
      drawn(12, 2), k = std::array<int, 1>{2});
}

BOOST_AUTO_TEST_CASE(repetitions_and_triangles) {
  about<m>::first_order<tile<2, 3>(m), tile<2>(m * m), in_a_row(tile<2, 1, 1>(m)), repeat_interleave<0, 3>(m),
                        repeat_interleave<-1, 2>(m * m), tril(m * m), tril<-1>(m), triu<2>(m), triu(m * m), glu(m),
                        glu<-1>(m * m)>(drawn(12, 7));
  about<m>::second_order<tile<2, 1>(m * m * m), repeat_interleave<1, 2>(m * m * m), tril<1>(m * m * m), glu(m)>(
      drawn(12, 8));
  about<m>::batched<5, double, tile<2, 3>(m), repeat_interleave<0, 2>(m), tril(m), triu<1>(m * m), glu(m)>(
      drawn(5 * 12, 9));
  about<m>::batched<16, float, tile<1, 2>(m) * 2_c, repeat_interleave<1, 3>(m), triu<-1>(m), glu<1>(m)>(
      drawn(16 * 12, 10));
}

BOOST_AUTO_TEST_CASE(second_derivatives) {
  constexpr auto c = m * m * m;
  about<m>::second_order<reshape<6, 2>(c), matmul(transpose(c), m), slice<1, 3, to_end, -2>(c), concat<1>(c, m * m),
                         pad<0, 1, 2>(c), flip<0>(c) * m, gather<0, numbers{2, 0, 2}>(c), gather<0>(c, k)>(
      drawn(12, 3), k = std::array<int, 1>{1});
}

BOOST_AUTO_TEST_CASE(samples) {
  about<x>::batched<5, double, reshape<4, 6>(x), transpose(x), permute<2, 0, 1>(x), slice<1, 2, to_end, -2>(x),
                    concat<2>(x, x * x), pad<0, 1, 1, 2.0>(x), flip<2>(x), stack<1>(x, x * x)>(drawn(5 * 24, 4));
  about<m>::batched<16, float, broadcast<2, 3, 4>(m), expand<0>(m), gather<0, numbers{2, 0, 0}>(m), pad<1, 0, 3>(m),
                    concat<0>(m, m, m), slice<1, 0, 4, 3>(m)>(drawn(16 * 12, 5));
  about<m>::batched<27, double, transpose(m), reshape<12>(m), flip<0>(m), gather<1, numbers{3, 0, 0, 1}>(m) * 2_c,
                    stack<0>(m, m)>(drawn(27 * 12, 6));
}

BOOST_AUTO_TEST_SUITE_END()
