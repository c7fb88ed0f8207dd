// Products and layers: a tile of samples compared with single samples, float with double.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto a = input<"a", 3, 4>;
constexpr auto b = input<"b", 4, 2>;
constexpr auto v = input<"v", 4>;
constexpr auto q = parameter<"q", 4, 5>;  // shared by the samples

const samples_of<b> bs{drawn(27 * 8, 2)};
const samples_of<v> vs{drawn(27 * 4, 3)};

constexpr auto hidden = gelu(dense<"layer", 5>(v));
constexpr auto network = softmax(dense<"out", 3>(hidden));

}  // namespace

BOOST_AUTO_TEST_SUITE(products_batched)

BOOST_AUTO_TEST_CASE(tiles_of_five) {
  about<a>::batched<5, double, matmul(a, b), matvec(a, v), outer(v, a), contract<"ij,jk->ki">(a, b), matmul(a, q),
                    matmul(transpose(q), transpose(a)), contract<"ij,ij->i">(a, a)>(drawn(5 * 12, 1), bs, vs);
}

BOOST_AUTO_TEST_CASE(tiles_of_sixteen_in_float) {
  about<a>::batched<16, float, matmul(a, b), matvec(a, v), matmul(a, q), matmul(transpose(a), a), dense<"layer", 7>(a)>(
      drawn(16 * 12, 1), bs, vs);
}

BOOST_AUTO_TEST_CASE(tiles_of_twenty_seven) {
  about<v>::batched<27, double, dot(v, v), outer(v, v), vecmat(v, q), vecmat(v, b), hidden, network>(vs.numbers, bs);
}

BOOST_AUTO_TEST_SUITE_END()
