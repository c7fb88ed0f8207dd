// Training that goes on from a checkpoint has the bits of training that never stopped, and what is saved is loaded bit
// for bit.
#include "files.hpp"

namespace {

using namespace checkpoint_tests;

constexpr auto x = input<"x", 3>;
constexpr auto hidden = dropout<"drop", 0.25>(tanh(batch_norm<"norm">(dense<"first", 4>(x))));
constexpr auto out = dense<"out", 2>(hidden);
constexpr auto gain = scalar<"gain", 1.0>;
constexpr auto loss = sum(square(out * gain));
constexpr auto rate = scalar<"learning_rate", 0.01>;

template <auto Optimiser, auto... Options>
using trainer = training_step<loss, Optimiser, batch<4>, Options...>;

template <class T>
const std::vector<T> inputs = drawn<T>(3 * 22, 1);

// Five steps, a checkpoint, five more: once without a break, and once by a program that began with another seed and has
// trained on its own.
template <class Net, class... On>
void resumes(const std::string& name, On&... on) {
  using T = typename Net::value_type;
  const auto steps = [&](Net& net, int count) {
    T last = 0;
    for (int i = 0; i < count; ++i) last = require(net.step(on..., x = inputs<T>, rate = T(0.01) / T(i + 1)));
    return last;
  };
  Net net{seed{7}}, other{seed{8}};
  steps(net, 5);
  const std::string path = path_of(name);
  io::save(path, net, {.metadata = {{"epoch", "5"}}});
  steps(other, 3);
  require(other.gradients(on..., x = inputs<T>));
  io::loaded found = io::load(path, other);
  BOOST_TEST((other.apply().error.what == fault::no_gradients));  // those of another state
  BOOST_TEST((found.missing.empty() && found.left_over.empty()));
  BOOST_TEST((found.metadata == io::text_map{{"epoch", "5"}}));
  BOOST_TEST(same_bits(state_of(other), state_of(net)));
  if constexpr (Net::draws) BOOST_TEST((other.random().seed == 7u && other.random().step == 5u));
  BOOST_TEST(steps(other, 5) == steps(net, 5));
  BOOST_TEST(same_bits(state_of(other), state_of(net)));

  // What has been loaded is saved as the same file.
  Net same;
  io::load(path, same);
  io::save(path_of(name + ".again"), same, {.metadata = found.metadata});
  BOOST_TEST(bytes_of(path_of(name + ".again")) == bytes_of(path));
}

constexpr auto averaged = chain(clip_by_global_norm{1}, add_noise{0.01}, adam{.learning_rate = 0.01, .amsgrad = true},
                                averaging{0.9}, lookahead{3, 0.5});

// The losses of an inference program.
template <class Net>
std::vector<float> outputs_of(Net& net) {
  std::vector<float> all(2 * 22);
  const std::vector<float> points(inputs<float>.begin(), inputs<float>.end());
  BOOST_TEST(net.run(x = points, out = all).ok());
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(resumed)

BOOST_AUTO_TEST_CASE(adam_dropout_and_batch_norm) { resumes<trainer<adam{0.01}>>("adam"); }
BOOST_AUTO_TEST_CASE(every_part_of_an_optimiser) { resumes<trainer<averaged>>("chain"); }
BOOST_AUTO_TEST_CASE(in_double) { resumes<trainer<adam{0.01}, in<double>>>("double"); }
BOOST_AUTO_TEST_CASE(scalar_code) { resumes<trainer<adam{0.01}, lanes<1>>>("lanes"); }
BOOST_AUTO_TEST_CASE(on_two_threads) {
  thread_pool pool(2);
  auto team = on(pool);
  resumes<trainer<adam{0.01}, threads<2>>>("threads", team);
}

// Tile, lanes and threads are no part of a checkpoint; float and double convert.
BOOST_AUTO_TEST_CASE(between_programs_of_other_options) {
  trainer<adam{0.01}> net{seed{7}};
  for (int i = 0; i < 3; ++i) BOOST_TEST(net.step(x = inputs<float>, gain = 3).ok());
  const std::string path = path_of("options");
  io::save(path, net);
  training_step<loss, adam{0.5}, batch<9>, lanes<1>> other{seed{1}};
  io::load(path, other);
  BOOST_TEST(same_bits(state_of(other), state_of(net)));
  BOOST_TEST(other[rate][0] == 0.01f);
  trainer<adam{0.01}, in<double>> wide{seed{1}};
  io::load(path, wide);
  const auto expected = state_of(net);
  const auto found = state_of(wide);
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) BOOST_TEST(found[i] == expected[i]);
  io::save(path, wide);
  trainer<adam{0.01}> back{seed{1}};
  io::load(path, back);
  BOOST_TEST(same_bits(state_of(back), state_of(net)));
  BOOST_TEST(back.random().step == 3u);
}

// A checkpoint of training gives a program its parameters and running statistics, or the averages.
BOOST_AUTO_TEST_CASE(training_saves_and_a_program_loads) {
  trainer<averaged> net{seed{7}};
  for (int i = 0; i < 5; ++i) BOOST_TEST(net.step(x = inputs<float>).ok());
  const std::string path = path_of("training");
  io::save(path, net);
  program<out, batch<8>> infer{seed{1}}, expected{net.parameters()}, mean{net.averaged()};
  const io::loaded found = io::load(path, infer, {.what = io::contents::model});
  BOOST_TEST(found.missing.empty());
  BOOST_TEST(std::count(found.left_over.begin(), found.left_over.end(), "first.weight/adam.m") == 1);
  BOOST_TEST(std::count(found.left_over.begin(), found.left_over.end(), "learning_rate") == 1);
  BOOST_TEST(same_bits(outputs_of(infer), outputs_of(expected)));
  io::load(path, infer, {.what = io::contents::averages});
  BOOST_TEST(same_bits(outputs_of(infer), outputs_of(mean)));
  BOOST_TEST(!same_bits(outputs_of(infer), outputs_of(expected)));

  // Saved without the rest.
  io::save(path, net, {.what = io::contents::model});
  BOOST_TEST(io::safetensors_reader(path).header().tensors.size() == 8u);
  BOOST_TEST(io::load(path, infer, {.what = io::contents::model}).left_over.empty());
  BOOST_TEST(same_bits(outputs_of(infer), outputs_of(expected)));
  io::save(path, net, {.what = io::contents::averages});
  BOOST_TEST(io::load(path, infer, {.what = io::contents::model}).left_over.empty());
  BOOST_TEST(same_bits(outputs_of(infer), outputs_of(mean)));

  // And what a program saves, it loads as a whole.
  io::save(path, infer);
  program<out, batch<3>> copy{seed{2}};
  BOOST_TEST(io::load(path, copy).left_over.empty());
  BOOST_TEST(same_bits(outputs_of(copy), outputs_of(infer)));
}

// State that a program moves on itself is its own: of a model, training has left nothing behind for it.
BOOST_AUTO_TEST_CASE(slots_that_a_program_assigns) {
  constexpr auto h = slot<"h", 4>;
  constexpr auto next = gru_cell<"gru", 4>(x, h);
  program<next, assign(h, next)> run{seed{1}}, other{seed{2}};
  const std::vector<float> points = inputs<float>;
  BOOST_TEST(run.run(x = points).ok());
  io::save(path_of("steps"), run);
  io::load(path_of("steps"), other);
  BOOST_TEST(same_bits(state_of(other), state_of(run)));
  BOOST_TEST((run.run(x = points).ok() && other.run(x = points).ok()));
  BOOST_TEST(same_bits(other[next], run[next]));
  io::save(path_of("steps"), run, {.what = io::contents::model});
  BOOST_TEST(io::safetensors_reader(path_of("steps")).header().tensors.size() == 4u);
  BOOST_TEST(io::load(path_of("steps"), other, {.what = io::contents::model}).missing.empty());
}

BOOST_AUTO_TEST_CASE(scalings_are_kept_with_the_model) {
  const io::scaling features{{1, -2, 0.1}, {1e-300, 2, 3}}, targets{{5}, {0.5}};
  program<out> net{seed{1}};
  const std::string path = path_of("scaled");
  io::save(path, net, {.scalings = {{"features", features}, {"targets", targets}}});
  const io::loaded found = io::load(path, net);
  BOOST_TEST(found.left_over.empty());
  BOOST_TEST_REQUIRE(found.scalings.size() == 2u);
  BOOST_TEST(same_bits(found.scalings.at("features").shift, features.shift));
  BOOST_TEST(same_bits(found.scalings.at("features").factor, features.factor));
  BOOST_TEST(same_bits(found.scalings.at("targets").factor, targets.factor));
  BOOST_TEST(io::safetensors_reader(path).header().find("scaling/features/shift")->type_name == "F64");
}

BOOST_AUTO_TEST_SUITE_END()
