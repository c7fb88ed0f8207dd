// A call that takes rows of its ranges by number is one that takes a copy of these rows: for any tile, number of
// samples, element type, width, and threads.
#include "numbers.hpp"

#include <tapeless/train/require.hpp>
#include <tapeless/train/thread_pool.hpp>

namespace {

using namespace program_tests;

constexpr auto x = input<"x", 3, 7>;
constexpr auto one = input<"one">;
constexpr auto k = class_index<"k", 4>;
constexpr auto z = dense<"out", 4>(reshape<21>(tanh(x) * one));
constexpr auto loss = softmax_cross_entropy(z, k);

constexpr std::size_t there = 40;
template <class T>
struct data {
  std::vector<T> xs = std::vector<T>(there * 21), ones = std::vector<T>(there);
  std::vector<int> ks = std::vector<int>(there);
  data() {
    for (std::size_t i = 0; i < xs.size(); ++i) xs[i] = static_cast<T>(i * 37 % 101) / T(50) - T(1);
    for (std::size_t i = 0; i < there; ++i)
      ones[i] = static_cast<T>(i * 7 % 11) / T(5), ks[i] = static_cast<int>(i * 5 % 4);
  }
  // A copy of these rows.
  data taking(const auto& order) const {
    data d;
    d.xs.clear(), d.ones.clear(), d.ks.clear();
    for (auto row : order) {
      const auto at = static_cast<std::size_t>(row);
      d.xs.insert(d.xs.end(), xs.begin() + static_cast<long>(at * 21), xs.begin() + static_cast<long>(at * 21 + 21));
      d.ones.push_back(ones[at]);
      d.ks.push_back(ks[at]);
    }
    return d;
  }
};

template <class Index>
std::vector<Index> some_order(std::size_t count) {
  std::vector<Index> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = static_cast<Index>((i * i * 3 + 29 * i + 39) % there);
  return order;
}

template <class T, auto... Options>
void trains_alike(const auto&... executor) {
  using trainer = training_step<loss, adam{0.1}, in<T>, Options...>;
  const data<T> all;
  for (std::size_t count : {1u, 2u, 5u, 8u, 13u, 33u, 64u}) {
    trainer copied{seed{1}}, chosen{seed{1}};
    const auto order = some_order<std::uint32_t>(count);
    const data<T> some = all.taking(order);
    for (int i = 0; i < 2; ++i) {
      const auto expected = require(copied.step(executor..., x = some.xs, one = some.ones, k = some.ks));
      const auto found = require(chosen.step(executor..., x = at_rows(all.xs, order), one = at_rows(all.ones, order),
                                             k = at_rows(all.ks, order)));
      BOOST_TEST(found == expected);
    }
    BOOST_TEST(weights(chosen) == weights(copied), boost::test_tools::per_element());
  }
}

template <auto... Options>
void predicts_alike() {
  program<z, Options...> net{training_step<loss, sgd{}>{seed{2}}.parameters()};
  const data<float> all;
  const auto order = some_order<std::size_t>(21);
  const data<float> some = all.taking(order);
  std::vector<float> expected(4 * 21), found(4 * 21);
  BOOST_TEST(net.run(x = some.xs, one = some.ones, z = expected).ok());
  BOOST_TEST(net.run(x = at_rows(all.xs, order), one = some.ones, z = found).ok());  // each input by itself
  BOOST_TEST(found == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(chosen_rows)

BOOST_AUTO_TEST_CASE(as_a_copy_of_them) {
  trains_alike<float>();
  trains_alike<float, batch<3>>();
  trains_alike<float, batch<8>>();
  trains_alike<float, batch<32>>();
  trains_alike<float, batch<5>, lanes<1>>();
  trains_alike<double, batch<16>>();
  predicts_alike();
  predicts_alike<batch<2>>();
  predicts_alike<batch<8>>();
  predicts_alike<batch<19>>();
  thread_pool pool(2);
  trains_alike<float, batch<4>, threads<2>>(on(pool));
}

BOOST_AUTO_TEST_CASE(faults) {
  training_step<loss, sgd{}, batch<8>> net;
  const data<float> all;
  const auto before = weights(net);
  const auto step = [&](const auto& order) {
    return net.step(x = at_rows(all.xs, order), one = at_rows(all.ones, order), k = at_rows(all.ks, order)).error;
  };
  std::vector<int> order = some_order<int>(9);
  BOOST_TEST((step(std::vector<int>{}).what == fault::no_samples));
  for (int wrong : {-1, int(there), 1 << 30}) {
    order[7] = wrong;
    const error e = step(order);
    BOOST_TEST((e.what == fault::row_out_of_range));
    BOOST_TEST(e.where == "x");
    BOOST_TEST(e.expected == long(there));
    BOOST_TEST(e.found == wrong);
  }
  // Only what is taken must be right, and as many rows of each.
  data<float> odd = all;
  odd.ks[4] = 4;
  const std::vector<int> with{1, 4}, without{1, 5}, three{1, 2, 3};
  const auto labels = [&](const auto& rows, const auto& others) {
    return net.step(x = at_rows(all.xs, rows), one = at_rows(all.ones, rows), k = at_rows(odd.ks, others)).error;
  };
  BOOST_TEST((labels(with, with).what == fault::class_out_of_range));
  BOOST_TEST((labels(with, three).what == fault::different_samples));
  BOOST_TEST(weights(net) == before, boost::test_tools::per_element());
  BOOST_TEST(!labels(without, without));
  // An output may not lie on an input that is not read in its order.
  program<tanh(input<"v">), batch<4>> same;
  std::vector<float> v(12, 0.5f);
  const std::vector<int> turned{3, 2, 1, 0, 4, 5, 6, 7, 8, 9, 10, 11};
  BOOST_TEST((same.run(input<"v"> = at_rows(v, turned), tanh(input<"v">) = v).error.what == fault::overlap));
}

BOOST_AUTO_TEST_SUITE_END()
