// The handwritten digits, and how many of those that a model has not seen it recognises.
#pragma once

#include <numeric>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/io/csv.hpp>
#include <tapeless/io/scaling.hpp>
#include <tapeless/io/shuffle.hpp>
#include <tapeless/io/split.hpp>
#include <tapeless/io/supervised.hpp>
#include <tapeless/tapeless.hpp>

namespace models_tests {

using namespace tapeless;

constexpr auto digit = class_index<"digit", 10>;

template <auto Logits, auto X, auto Optimiser>
double accuracy_on_digits(int epochs) {
  const io::dataset digits = io::classification(io::read_csv(std::string(TAPELESS_DATA_DIR) + "/digits.csv"), "label");
  auto [train, test] = io::split(digits, 0.2, 2, io::stratify::by_label);
  const io::scaling pixels = io::fixed_scaling(train, 0, 16);
  pixels.apply(train), pixels.apply(test);
  constexpr auto guess = argmax(Logits);
  static training_step<softmax_cross_entropy(Logits, digit), Optimiser, batch<32>> net{seed{7}};  // large for a stack
  std::vector<std::size_t> order(train.samples);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    io::shuffle(order, 1, static_cast<std::uint64_t>(epoch));
    for (std::size_t first = 0; first + 32 <= order.size(); first += 32) {
      const auto rows = std::span(order).subspan(first, 32);
      BOOST_TEST_REQUIRE(net.step(X = at_rows(train.features, rows), digit = at_rows(train.labels, rows)).ok());
    }
  }
  static program<guess, batch<32>> model;
  std::vector<float> guesses(test.samples);
  model.set_parameters(net.parameters());
  BOOST_TEST_REQUIRE(model.run(X = test.features, guess = guesses).ok());
  int right = 0;
  for (std::size_t i = 0; i < test.samples; ++i) right += static_cast<int>(guesses[i]) == test.labels[i];
  return static_cast<double>(right) / static_cast<double>(test.samples);
}

}  // namespace models_tests
