// The loop of a training is the loop that one would write by hand, and ends for the reasons that it was given.
#include <csignal>
#include <limits>
#include <optional>

#include <tapeless/train/fit.hpp>

#include "training/plain.hpp"

namespace {

using namespace training_tests;

constexpr auto x = input<"x", 3>;
constexpr auto y = input<"y">;
constexpr auto z = sum(dense<"out", 1>(tanh(dense<"hidden", 4>(x))));
constexpr auto loss = square(z - y);
constexpr auto close_enough = abs(z - y) < 0.5_c;
using trainer = training_step<loss, sgd{0.05}, batch<4>>;

struct samples {
  std::vector<float> xs, ys;
  explicit samples(std::size_t count, std::uint64_t stream = 1) : xs(drawn(3 * count, stream)), ys(count) {
    for (std::size_t i = 0; i < count; ++i) ys[i] = xs[3 * i] - 0.5f * xs[3 * i + 1] * xs[3 * i + 2];
  }
  auto to_learn() const { return training(x = xs, y = ys); }
  auto to_judge() const { return validation(x = xs, y = ys); }
};

constexpr fit_options silent(fit_options o) {
  o.output = show::nothing;
  return o;
}

// The loop by hand, with copies of the samples.
void train_by_hand(trainer& net, const samples& s, long epochs, std::size_t batch, bool shuffled,
                   std::vector<double>* losses = nullptr) {
  std::vector<std::size_t> order(s.ys.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (long epoch = 1; epoch <= epochs; ++epoch) {
    if (shuffled) io::shuffle(order, 5, static_cast<std::uint64_t>(epoch));
    double total = 0;
    for (std::size_t first = 0; first < order.size(); first += batch) {
      const std::size_t now = std::min(batch, order.size() - first);
      std::vector<float> some_x, some_y;
      for (std::size_t i = first; i < first + now; ++i) {
        for (std::size_t c = 0; c < 3; ++c) some_x.push_back(s.xs[3 * order[i] + c]);
        some_y.push_back(s.ys[order[i]]);
      }
      total += static_cast<double>(require(net.step(x = some_x, y = some_y))) * static_cast<double>(now);
    }
    if (losses) losses->push_back(total / static_cast<double>(order.size()));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fitting)

BOOST_AUTO_TEST_CASE(as_by_hand) {
  const samples s(23);
  for (const bool shuffle : {false, true})
    for (const long batch : {0L, 1L, 7L, 23L, 100L}) {
      trainer fitted{seed{3}}, by_hand{seed{3}};
      const training_history h =
          fit(fitted, s.to_learn(),
              silent({.epochs = 4, .batch = batch, .shuffle = shuffle, .seed = 5, .keep_best = false}));
      std::vector<double> losses;
      train_by_hand(by_hand, s, 4, batch ? static_cast<std::size_t>(batch) : 4, shuffle, &losses);
      BOOST_TEST(same_bits(state_of(fitted), state_of(by_hand)));
      BOOST_TEST_REQUIRE(h.epochs.size() == 4u);
      for (std::size_t e = 0; e < 4; ++e) BOOST_TEST(h.epochs[e].loss == losses[e]);
      BOOST_TEST((h.stopped == stop_reason::epochs));
    }
}

// What is trained with approximated functions is judged with them.
BOOST_AUTO_TEST_CASE(judged_by_the_functions_of_the_training) {
  const samples s(23), other(9, 2);
  training_step<loss, sgd{0.05}, batch<4>, fast_activations> net{seed{3}};
  const training_history h = fit(net, s.to_learn(), other.to_judge(), silent({.epochs = 1, .keep_best = false}));
  program<loss, batch<4>, fast_activations> fast{net.parameters()};
  program<loss, batch<4>> exact{net.parameters()};
  std::vector<float> a(9), b(9);
  require(fast.run(x = other.xs, y = other.ys, loss = a));
  require(exact.run(x = other.xs, y = other.ys, loss = b));
  double mean = 0;
  for (const float l : a) mean += static_cast<double>(l) / 9;
  BOOST_TEST(a != b);
  BOOST_TEST(std::abs(h.epochs.back().validation_loss - mean) < 1e-9);
}

BOOST_AUTO_TEST_CASE(the_best_model_is_kept) {
  const samples s(23), other(9, 2);
  trainer net{seed{3}};
  std::vector<std::vector<float>> states;
  std::vector<double> judged;
  program<loss, close_enough> infer;
  const auto after = [&](const epoch_record& e) {
    states.push_back(state_of(net));
    infer.set_parameters(net.parameters());
    std::vector<float> losses(9), hits(9);
    BOOST_TEST(infer.run(x = other.xs, y = other.ys, loss = losses, close_enough = hits).ok());
    double mean = 0, hit = 0;
    for (std::size_t i = 0; i < 9; ++i) mean += losses[i] / 9.0, hit += hits[i] / 9.0;
    BOOST_TEST(std::abs(e.validation_loss - mean) < 1e-6 * (1 + mean));
    BOOST_TEST_REQUIRE(e.metrics.size() == 1u);
    BOOST_TEST(std::abs(e.metrics[0] - hit) < 1e-12);
    judged.push_back(e.validation_loss);
  };
  const training_history h = fit(net, silent({.epochs = 12, .seed = 5}), metric<"close">(close_enough), after,
                                 s.to_learn(), other.to_judge(), [](long k) { return k < 30 ? 0.05 : 0.35; });
  const auto best = static_cast<std::size_t>(std::min_element(judged.begin(), judged.end()) - judged.begin());
  BOOST_TEST(best < 11u);  // the rate of the last epochs is too large
  BOOST_TEST_REQUIRE(h.best == static_cast<long>(best));
  BOOST_TEST(h.epochs[best].best);
  BOOST_TEST(same_bits(state_of(net), states[best]));
  BOOST_TEST(h.epochs.front().learning_rate == 0.05);
  BOOST_TEST(h.epochs.back().learning_rate == 0.35);
  // By a metric of which more is better.
  trainer again{seed{3}};
  const training_history m = fit(again, silent({.epochs = 5, .judge_by = "close", .larger_is_better = true}),
                                 metric<"close">(close_enough), s.to_learn());
  for (const epoch_record& e : m.epochs)
    BOOST_TEST(e.metrics[0] <= m.epochs[static_cast<std::size_t>(m.best)].metrics[0]);
}

BOOST_AUTO_TEST_CASE(reasons_to_stop) {
  const samples s(23);
  const auto stopped = [&](fit_options o, auto... more) {
    trainer net{seed{3}};
    return fit(net, s.to_learn(), silent(o), more...);
  };
  BOOST_TEST(stopped({.epochs = 0}).epochs.empty());
  {
    const training_history h = stopped({.steps = 14});  // six a epoch
    BOOST_TEST((h.stopped == stop_reason::steps));
    BOOST_TEST(h.epochs.size() == 3u);
    BOOST_TEST(h.epochs.back().steps == 14);
    BOOST_TEST(stopped({.steps = 12}).epochs.back().steps == 12);
  }
  {
    const training_history h = stopped({.epochs = 1'000'000, .seconds = 0.01});
    BOOST_TEST((h.stopped == stop_reason::time));
    BOOST_TEST(h.epochs.back().seconds < 5.0);
  }
  {
    const training_history h = stopped({.epochs = 1000, .target_loss = 0.2});
    BOOST_TEST((h.stopped == stop_reason::target));
    BOOST_TEST(h.epochs.back().loss <= 0.2);
    BOOST_TEST(h.epochs[h.epochs.size() - 2].loss > 0.2);
  }
  {
    const training_history h = stopped({.epochs = 1000, .least_improvement = 1e9, .patience = 3});
    BOOST_TEST((h.stopped == stop_reason::patience));
    BOOST_TEST(h.epochs.size() == 4u);  // the first one is an improvement
  }
  {
    const training_history h = stopped({.epochs = 1000}, small_gradient{0.2});
    BOOST_TEST((h.stopped == stop_reason::small_gradient));
    BOOST_TEST(h.epochs.back().gradient_norm < 0.2);
    // Looking changes nothing.
    trainer net{seed{3}}, plain{seed{3}};
    fit(net, s.to_learn(), silent({.epochs = 3, .seed = 5, .keep_best = false}), small_gradient{});
    train_by_hand(plain, s, 3, 4, true);
    BOOST_TEST(same_bits(state_of(net), state_of(plain)));
  }
  {
    const training_history h = stopped({}, [](const epoch_record& e) { return e.epoch < 3; });
    BOOST_TEST((h.stopped == stop_reason::callback));
    BOOST_TEST(h.epochs.size() == 3u);
  }
}

BOOST_AUTO_TEST_CASE(interrupted) {
  const samples s(23);
  static int others = 0;
  const auto before = std::signal(SIGINT, [](int) { ++others; });
  trainer net{seed{3}};
  const training_history h = fit(net, s.to_learn(), silent({}), [](const epoch_record& e) {
    if (e.epoch == 2) std::raise(SIGINT);
  });
  BOOST_TEST((h.stopped == stop_reason::interrupt));
  BOOST_TEST(h.epochs.size() == 3u);
  BOOST_TEST(h.epochs.back().steps == 13);  // one step of the third epoch
  std::raise(SIGINT);                       // as before
  BOOST_TEST(others == 1);
  std::signal(SIGINT, before);
}

BOOST_AUTO_TEST_CASE(restarts_keep_the_best) {
  const samples s(23);
  trainer net{seed{5}};
  std::vector<std::vector<float>> states;
  const training_history h = fit(net, s.to_learn(), silent({.epochs = 3, .seed = 5, .restarts = 2}),
                                 [&](const epoch_record&) { states.push_back(state_of(net)); });
  BOOST_TEST_REQUIRE(h.epochs.size() == 9u);
  std::size_t best = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    BOOST_TEST(h.epochs[i].restart == static_cast<int>(i / 3));
    BOOST_TEST(h.epochs[i].epoch == static_cast<long>(i % 3 + 1));
    if (h.epochs[i].loss < h.epochs[best].loss) best = i;
  }
  BOOST_TEST(h.best == static_cast<long>(best));
  BOOST_TEST(same_bits(state_of(net), states[best]));
  trainer second{seed{6}};
  train_by_hand(second, s, 1, 4, true);
  BOOST_TEST(same_bits(state_of(second), states[3]));
}

BOOST_AUTO_TEST_CASE(rows_of_the_data) {
  // Parts of a data set as rows of it.
  const samples s(23);
  const std::vector<int> rows{22, 4, 4, 7, 0, 13, 1};
  samples some(0);
  for (const int r : rows) {
    const auto at = static_cast<std::size_t>(r);
    some.xs.insert(some.xs.end(), s.xs.begin() + 3 * r, s.xs.begin() + 3 * r + 3);
    some.ys.push_back(s.ys[at]);
  }
  trainer net{seed{3}}, copied{seed{3}};
  const auto h = fit(net, training(x = at_rows(s.xs, rows), y = at_rows(s.ys, rows)), silent({.epochs = 3}));
  const auto expected = fit(copied, some.to_learn(), silent({.epochs = 3}));
  BOOST_TEST(same_bits(state_of(net), state_of(copied)));
  BOOST_TEST(h.epochs.back().loss == expected.epochs.back().loss);
}

BOOST_AUTO_TEST_CASE(numbers_of_the_optimiser) {
  // A rate for the whole training, which the program that judges does not have; and a callback that is a template.
  const samples s(23);
  trainer net{seed{3}}, expected{seed{3}};
  expected[scalar<"learning_rate">][0] = 0.2f;
  fit(net, training(x = s.xs, y = s.ys, scalar<"learning_rate"> = 0.2), metric<"close">(close_enough),
      silent({.epochs = 3, .seed = 5, .keep_best = false}), [](const auto& e) { return e.epoch < 2; });
  train_by_hand(expected, s, 2, 4, true);
  BOOST_TEST(weights(net) == weights(expected), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(on_threads) {
  const samples s(23);
  using shared = training_step<loss, sgd{0.05}, batch<4>, threads<2>>;
  thread_pool pool(2);
  shared net{seed{3}};
  trainer alone{seed{3}};
  fit(net, on(pool), s.to_learn(), silent({.epochs = 2, .batch = 11}));
  fit(alone, s.to_learn(), silent({.epochs = 2, .batch = 11}));
  BOOST_TEST(same_bits(state_of(net), state_of(alone)));
}

BOOST_AUTO_TEST_CASE(a_loss_that_is_not_finite) {
  samples s(23);
  trainer net{seed{3}}, before{seed{3}};
  s.xs[3 * 17 + 1] = std::numeric_limits<float>::quiet_NaN();
  std::optional<not_finite_error> found;
  try {
    fit(net, s.to_learn(), silent({.shuffle = false}));
  } catch (const not_finite_error& e) {
    found = e;
  }
  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST(found->epoch() == 1);
  BOOST_TEST(found->step() == 5);
  BOOST_TEST(found->samples() == (std::vector<std::size_t>{16, 17, 18, 19}), boost::test_tools::per_element());
  BOOST_TEST(found->expression() == "input x of sample 17");
  BOOST_TEST(std::string(found->what()) ==
             "tapeless: fit: epoch 1, step 5, samples 16, 17, 18, 19: loss: the loss is not finite: nothing was "
             "updated; the first value that is not finite: input x of sample 17");
  samples start(16);
  std::copy(s.xs.begin(), s.xs.begin() + 48, start.xs.begin());
  std::copy(s.ys.begin(), s.ys.begin() + 16, start.ys.begin());
  train_by_hand(before, start, 1, 4, false);
  BOOST_TEST(same_bits(state_of(net), state_of(before)));
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense) {
  const samples s(23);
  trainer net{seed{3}};
  const auto before = state_of(net);
  const auto refused = [&](const auto& data, fit_options o, const std::string& words) {
    try {
      fit(net, data, silent(o));
      BOOST_ERROR("not refused: " + words);
    } catch (const fit_error& e) {
      BOOST_TEST(std::string(e.what()) == "tapeless: fit: " + words);
    }
    BOOST_TEST(same_bits(state_of(net), before));
  };
  refused(s.to_learn(), {.epochs = -1}, "epochs: expected at least 0, found -1");
  refused(s.to_learn(), {.seconds = std::nan("")}, "seconds: expected at least 0, found NaN");
  constexpr auto k = class_index<"k", 3>;
  training_step<softmax_cross_entropy(dense<"out", 3>(x), k), sgd{0.05}, batch<4>> classes{seed{3}};
  std::vector<int> ks(23, 2);
  ks[20] = 3;  // is found before the first step
  const auto untouched = state_of(classes);
  BOOST_CHECK_EXCEPTION(fit(classes, training(x = s.xs, k = ks), silent({})), fit_error, [](const fit_error& e) {
    return std::string(e.what()) == "tapeless: fit: training: k: class index out of range: expected 3, found 3";
  });
  BOOST_TEST(same_bits(state_of(classes), untouched));
  BOOST_CHECK_THROW(fit(net, s.to_learn(), silent({}), small_gradient{-1}), fit_error);
  BOOST_CHECK_THROW(fit(net, s.to_learn(), silent({}), small_gradient{std::nan("")}), fit_error);
  refused(s.to_learn(), {.judge_by = "accuracy"}, "judge_by: expected the name of a metric, found \"accuracy\"");
  refused(training(x = std::span(s.xs).first(9), y = s.ys), {},
          "training: y: not as many samples as the first input: expected 3, found 23");
  refused(training(x = std::span(s.xs).first(10), y = s.ys), {},
          "training: x: the length is not a multiple of the sample size: expected 3, found 10");
  refused(training(x = std::span(s.xs).first(0), y = std::span(s.ys).first(0)), {},
          "training: x: no samples: expected 1, found 0");
  const int rows[]{1, 23};
  refused(training(x = at_rows(s.xs, rows), y = at_rows(s.ys, rows)), {},
          "training: x: there is no sample of this number: expected 23, found 23");
}

BOOST_AUTO_TEST_CASE(written_histories) {
  training_history h;
  h.metrics = {"a \"b\"\\"};
  h.best = 0;
  epoch_record e;
  e.epoch = 1, e.steps = 6, e.loss = 0.1, e.metrics = {0.25}, e.seconds = 2, e.best = true;
  h.epochs = {e};
  BOOST_TEST(h.csv() ==
             "restart,epoch,steps,loss,validation_loss,\"a \"\"b\"\"\\\",learning_rate,gradient_norm,seconds,best\n"
             "0,1,6,0.1,,0.25,,,2,1\n");
  BOOST_TEST(h.json() ==
             "{\"stopped\": \"all epochs are done\", \"best\": 0, \"epochs\": [\n"
             "  {\"restart\": 0, \"epoch\": 1, \"steps\": 6, \"loss\": 0.1, \"validation_loss\": null, "
             "\"a \\\"b\\\"\\\\\": 0.25, \"learning_rate\": null, \"gradient_norm\": null, \"seconds\": 2, "
             "\"best\": true}\n]}\n");
}

BOOST_AUTO_TEST_SUITE_END()
