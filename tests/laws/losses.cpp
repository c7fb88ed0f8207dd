// Losses: derivatives with respect to the prediction, samples, precision; class indices and one-hot targets agree.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto z = input<"z", 4>;
constexpr auto y = input<"y", 4>;  // probabilities, or target values
constexpr auto k = class_index<"k", 4>;

const doubles at_z{0.3, -0.7, 1.9, -1.2}, at_y{0.1, 0.4, 0.2, 0.3};

}  // namespace

BOOST_AUTO_TEST_SUITE(losses)

BOOST_AUTO_TEST_CASE(derivatives) {
  about<z>::first_order<mse(z, y), mae(z, y), huber(z, y), huber<0.5>(z, y), binary_cross_entropy(z, y), hinge(z, y),
                        softmax_cross_entropy(z, y), softmax_cross_entropy(z, k), negative_log_likelihood(z, y),
                        negative_log_likelihood(z, k), kl_divergence(z, y)>(at_z, y = at_y, k = std::array<int, 1>{2});
  about<z>::second_order<mse(z, y), huber(z, y), binary_cross_entropy(z, y), softmax_cross_entropy(z, y),
                         softmax_cross_entropy(z, k), kl_divergence(log_softmax(z), y)>(at_z, y = at_y,
                                                                                        k = std::array<int, 1>{0});
  about<y>::first_order<mse(z, y), binary_cross_entropy(z, y), softmax_cross_entropy(z, y), kl_divergence(z, y)>(
      at_y, z = at_z);
}

BOOST_AUTO_TEST_CASE(samples) {
  const samples_of<y> ys{drawn(27 * 4, 2, 0.1, 0.9)};
  about<z>::batched<5, double, mse(z, y), mae(z, y), huber(z, y), hinge(z, y), softmax_cross_entropy(z, y)>(
      drawn(5 * 4, 1, -2, 2), ys);
  about<z>::batched<16, float, binary_cross_entropy(z, y), softmax_cross_entropy(z, y), kl_divergence(z, y), mse(z, y)>(
      drawn(16 * 4, 1, -2, 2), ys);
  about<z>::batched<27, double, negative_log_likelihood(z, y), huber<0.5>(z, y), softmax_cross_entropy(z, y)>(
      drawn(27 * 4, 3, -2, 2), ys);
}

// The same losses with the class as an index, as a one-hot row, and as one_hot of the index.
BOOST_AUTO_TEST_CASE(class_indices_and_one_hot_targets_agree) {
  constexpr auto a = softmax_cross_entropy(z, y);
  constexpr auto b = softmax_cross_entropy(z, k);
  constexpr auto c = softmax_cross_entropy(z, one_hot<4>(k));
  constexpr auto d = negative_log_likelihood(z, y);
  constexpr auto e = negative_log_likelihood(z, k);
  constexpr auto f = negative_log_likelihood(z, one_hot<4>(k));
  program<a, b, c, d, e, f, grad(a, z), grad(b, z), grad(c, z), grad(d, z), grad(e, z), grad(f, z), batch<7>,
          in<double>>
      run;
  const doubles logits = drawn(7 * 4, 5, -3, 3);
  const std::vector<int> classes{3, 0, 1, 2, 2, 3, 0};
  doubles marked(28);
  for (std::size_t s = 0; s < 7; ++s) marked[s * 4 + static_cast<std::size_t>(classes[s])] = 1;
  BOOST_TEST_REQUIRE(run.run(z = logits, y = marked, k = classes).ok());
  close(run[b], run[a], 1e-13, "cross entropy of an index", 0);
  close(run[c], run[a], 1e-13, "cross entropy of one_hot", 0);
  close(run[e], run[d], 1e-13, "likelihood of an index", 0);
  close(run[f], run[d], 1e-13, "likelihood of one_hot", 0);
  close(run[grad(b, z)], run[grad(a, z)], 1e-13, "gradient of an index", 0);
  close(run[grad(c, z)], run[grad(a, z)], 1e-13, "gradient of one_hot", 0);
  close(run[grad(e, z)], run[grad(d, z)], 1e-13, "gradient of an index", 1);
  close(run[grad(f, z)], run[grad(d, z)], 1e-13, "gradient of one_hot", 1);
}

BOOST_AUTO_TEST_SUITE_END()
