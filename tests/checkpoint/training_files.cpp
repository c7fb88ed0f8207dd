// A training that ended and went on has the bits of one that never stopped.
#include <fstream>

#include <tapeless/train/fit.hpp>
#include <tapeless/train/training_file.hpp>

#include "files.hpp"
#include "training/plain.hpp"

namespace {

using namespace training_tests;

constexpr auto x = input<"x", 3>;
constexpr auto k = class_index<"k", 3>;
constexpr auto hidden = dropout<"drop", 0.3>(batch_norm<"norm">(dense<"hidden", 6>(x)));
constexpr auto z = dense<"out", 3>(tanh(hidden));
constexpr auto loss = softmax_cross_entropy(z, k);

const std::vector<float> xs = drawn(3 * 30, 1), other_xs = drawn(3 * 12, 2);
const std::vector<int> ks = [] {
  std::vector<int> all(30);
  for (std::size_t i = 0; i < 30; ++i) all[i] = xs[3 * i] > 0 ? 2 : xs[3 * i + 1] > 0;
  return all;
}();
const std::vector<int> other_ks(12, 1);

template <auto... Options>
using trainer = training_step<loss, adam{0.02}, batch<8>, Options...>;

template <class Net>
training_history train(Net& net, const std::string& path, fit_options o, const auto&... more) {
  o.output = show::nothing;
  o.seed = 5;
  const auto fitted = [&](const auto&... file) {
    return fit(net, more..., training(x = xs, k = ks), validation(x = other_xs, k = other_ks),
               metric<"accuracy">(accuracy(z, k)), o, file...);
  };
  return path.empty() ? fitted() : fitted(training_file{path});
}

void same_history(training_history a, training_history b) {
  for (training_history* h : {&a, &b})
    for (epoch_record& e : h->epochs) e.seconds = 0;
  BOOST_TEST(a.csv() == b.csv());
  BOOST_TEST(a.json() == b.json());
}

template <auto... Options>
void goes_on(const auto&... executor) {
  using net_of = trainer<Options...>;
  const fit_options all{.epochs = 7, .restarts = 1};
  net_of whole{seed{3}};
  const training_history expected = train(whole, "", all, executor...);
  const std::string file = checkpoint_tests::path_of("training.safetensors");
  std::filesystem::remove(file);
  // Ended in the middle of the third epoch, after the fifth, and while the second restart runs; each time in another
  // net.
  for (const long steps : {11L, 20L, 33L}) {
    net_of part{seed{3}};
    fit_options some = all;
    some.steps = steps;
    train(part, file, some, executor...);
  }
  net_of last{seed{99}};
  const training_history found = train(last, file, all, executor...);
  same_history(found, expected);
  BOOST_TEST(same_bits(state_of(last), state_of(whole)));
  // A training that is over is over.
  net_of again{seed{98}};
  same_history(train(again, file, all, executor...), expected);
  BOOST_TEST(same_bits(state_of(again), state_of(whole)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(training_files)

BOOST_AUTO_TEST_CASE(as_if_it_never_stopped) {
  goes_on();
  thread_pool pool(2);
  goes_on<threads<2>>(on(pool));
}

BOOST_AUTO_TEST_CASE(the_best_model_is_in_the_file) {
  const std::string file = checkpoint_tests::path_of("training.safetensors");
  std::filesystem::remove(file);
  trainer<> net{seed{3}};
  train(net, file, {.epochs = 4});
  program<z> infer, best{net.parameters()};
  io::load(file, infer, {.what = io::contents::model, .rename = {{"*", "best/*"}}});
  BOOST_TEST(same_bits(state_of(infer), state_of(best)));
}

BOOST_AUTO_TEST_CASE(scalings_are_kept) {
  const std::string file = checkpoint_tests::path_of("training.safetensors");
  std::filesystem::remove(file);
  const io::scaling scaling{{1, 2.5, 1e300}, {0.1, 0, 3}};
  const training_file keeper{file, {{"rows", scaling}}, {{"by", "a test"}}};
  trainer<> net{seed{3}};
  for (const long epochs : {1L, 2L})  // also when the training goes on
    fit(net, training(x = xs, k = ks), keeper, fit_options{.epochs = epochs, .output = show::nothing});
  program<z> infer;
  const io::loaded found = io::load(file, infer, {.what = io::contents::model});
  BOOST_TEST_REQUIRE(found.scalings.count("rows") == 1u);
  BOOST_TEST(found.scalings.at("rows").shift == scaling.shift, boost::test_tools::per_element());
  BOOST_TEST(found.scalings.at("rows").factor == scaling.factor, boost::test_tools::per_element());
  BOOST_TEST(found.metadata.at("by") == "a test");
}

BOOST_AUTO_TEST_CASE(files_of_others) {
  const std::string file = checkpoint_tests::path_of("training.safetensors");
  std::filesystem::remove(file);
  trainer<> net{seed{3}};
  train(net, file, {.epochs = 2});
  trainer<> other{seed{4}};
  const auto before = state_of(other);
  const auto refused = [&](auto call, const std::string& words) {
    try {
      call();
      BOOST_ERROR("not refused: " + words);
    } catch (const io::error& e) {
      BOOST_TEST(std::string(e.what()).find(words) != std::string::npos, e.what());
    }
    BOOST_TEST(same_bits(state_of(other), before));
  };
  refused([&] { train(other, file, {.epochs = 3, .batch = 5}); }, "expected a training with batch 5, found 8");
  refused([&] { train(other, file, {.epochs = 3, .shuffle = false}); }, "expected a training with shuffle 0, found 1");
  refused(
      [&] {
        fit(other, training(x = xs, k = ks), training_file{file}, fit_options{.seed = 5, .output = show::nothing});
      },
      "expected a training with the same metrics");
  io::save(file, net);
  refused([&] { train(other, file, {.epochs = 3}); }, "a checkpoint without the state of one");
  std::ofstream(file) << "text";
  refused([&] { train(other, file, {.epochs = 3}); }, "expected");
}

BOOST_AUTO_TEST_SUITE_END()
