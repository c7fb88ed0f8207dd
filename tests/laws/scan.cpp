// scan: loops whose body is an expression. Several states and sequences, given initial states, weights used twice.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto xs = input<"xs", 4, 2>;
constexpr auto x = input<"x", 2>;
constexpr auto h = slot<"h", 3>;
constexpr auto c = slot<"c", 3>;
constexpr auto start = input<"start", 3>;
constexpr auto w = parameter<"w", 3, 3>;
constexpr auto series = table<fixed_numbers<8>(), 4, 2>;

constexpr auto gru = gru_cell<"gru", 3>(x, h);
constexpr auto lstm = lstm_cell<"lstm", 3>(x, h, c);
constexpr auto twice = tanh(matmul(w, sin(matmul(w, h))) + sum(x));

constexpr auto of_gru = scan(gru, each(x, xs), carry(h, gru));
constexpr auto of_lstm = scan(lstm.h, each(x, xs), carry(h, lstm.h), carry(c, lstm.c));
constexpr auto of_cells = scan(lstm.c, each(x, xs), carry(h, lstm.h), carry(c, lstm.c));
constexpr auto of_weights = scan(twice, each(x, series), carry(h, twice));
constexpr auto learnt = parameter<"learnt", 4, 2>;
constexpr auto of_learnt = scan(twice, each(x, learnt), carry(h, twice));
constexpr auto learnt_from_start = scan(twice, each(x, learnt), carry(h, twice, start));
constexpr auto from_start = scan(sum(twice), each(x, series), carry(h, twice, start));

template <graph G>
consteval auto in_a_row(expr<G> e) {
  return reshape<-1>(e);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scans)

BOOST_AUTO_TEST_CASE(first_derivatives) {
  about<xs>::first_order<in_a_row(of_gru), in_a_row(of_lstm), in_a_row(of_cells)>(drawn(8, 1));
  about<w>::first_order<in_a_row(of_weights)>(drawn(9, 2));
  about<start>::first_order<from_start>(drawn(3, 3));
  about<learnt>::first_order<in_a_row(of_learnt)>(drawn(8, 9));
}

BOOST_AUTO_TEST_CASE(second_derivatives) {
  about<w>::second_order<in_a_row(of_weights)>(drawn(9, 4));
  about<start>::second_order<from_start>(drawn(3, 5));
  about<learnt>::second_order<in_a_row(of_learnt)>(drawn(8, 10));
}

BOOST_AUTO_TEST_CASE(samples) {
  about<xs>::batched<5, double, in_a_row(of_gru), in_a_row(of_lstm)>(drawn(5 * 8, 6));
  about<xs>::batched<27, float, in_a_row(of_gru)>(drawn(27 * 8, 7));
  about<start>::batched<16, float, from_start>(drawn(16 * 3, 8));
  about<start>::batched<7, double, in_a_row(learnt_from_start)>(drawn(7 * 3, 11));
}

BOOST_AUTO_TEST_SUITE_END()
