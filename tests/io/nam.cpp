// .nam files: models of players give what their own engine has given for them; what does not fit is refused with a
// sentence, and the program stays as it was; a model that is saved is loaded again.
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/io/csv.hpp>
#include <tapeless/io/nam.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "temporary_file.hpp"

namespace {

using namespace tapeless;

const std::string folder = TAPELESS_DATA_DIR "/nam/";
constexpr int frames = 2048;

constexpr auto x = input<"x", 1, frames>;
constexpr auto small = models::nam_wavenet<"amp", wavenet_stack{.channels = 3, .head = 2, .dilations = {1, 2}},
                                           wavenet_stack{.channels = 2, .head_bias = true, .dilations = {8}}>;
constexpr auto standard = models::nam_wavenet_of<"amp", nam_standard>;
constexpr auto recurrent_amp = models::nam_lstm<"amp", 3>;
constexpr auto frame = input<"x", 1>;

std::vector<float> column(const std::string& name) { return io::read_csv(folder + name).numbers; }

void near(std::span<const float> found, const std::vector<float>& expected, float tolerance = 1e-5f) {
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  float worst = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) worst = std::max(worst, std::abs(found[i] - expected[i]));
  BOOST_TEST(worst <= tolerance);
}

template <class Net>
std::vector<float> state_of(const Net& net) {
  std::vector<float> all;
  net.for_each_state([&](const state_leaf&, auto numbers) { all.insert(all.end(), numbers.begin(), numbers.end()); });
  return all;
}

// The error of this very type, after a check that nothing has changed.
template <class Error, class Net, class Model>
std::string refusal(const std::string& text, Net& net, const Model& model, const io::nam_options& o = {}) {
  const temporary_file file("refused.nam", text);
  const std::vector<float> before = state_of(net);
  try {
    io::load_nam(file.path, net, model, o);
    BOOST_ERROR("nothing was thrown");
  } catch (const io::error& e) {
    BOOST_TEST(typeid(e).name() == typeid(Error).name());
    BOOST_TEST((state_of(net) == before));
    BOOST_TEST(std::string(e.what()).starts_with(file.path));
    return "expected " + e.expected() + ", found " + e.found();
  }
  return {};
}

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  BOOST_TEST_REQUIRE(at != text.npos, from);
  return text.replace(at, from.size(), to);
}

struct files {
  std::string wavenet = io::read_bytes(folder + "wavenet.nam"), lstm = io::read_bytes(folder + "lstm.nam");
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(nam, files)

BOOST_AUTO_TEST_CASE(a_small_wavenet) {
  constexpr auto y = small(x);
  static program<y> net{seed{1}};
  const io::nam_model found = io::load_nam(folder + "wavenet.nam", net, small);
  BOOST_TEST(found.version == "0.5.4");
  BOOST_TEST_REQUIRE(net.run(x = column("input.csv")).ok());
  near(net[y], column("wavenet.csv"));
  static_assert(small.receptive_field == 23);
}

BOOST_AUTO_TEST_CASE(the_wavenet_of_most_players) {
  constexpr auto y = standard(x);
  static program<y> net{seed{1}};
  io::load_nam(folder + "wavenet_a1_standard.nam", net, standard);
  BOOST_TEST_REQUIRE(net.run(x = column("input.csv")).ok());
  near(net[y], column("wavenet_a1_standard.csv"));
  static_assert(standard.receptive_field == 4093);
}

// The same models block by block.
template <int N, class Model>
void check_live(const Model& model, const std::string& name) {
  constexpr auto block = input<"x", 1, N>;
  constexpr auto played = Model{}(block);
  static program<played, live> net;
  io::load_nam(folder + name + ".nam", net, model);
  const std::vector<float> in = column("input.csv");
  std::vector<float> expected = column(name + ".csv"), out(static_cast<std::size_t>(frames / N * N));
  expected.resize(out.size());
  require(net.run(block = std::span(in).first(out.size()), played = out));
  near(out, expected);
}
BOOST_AUTO_TEST_CASE(wavenets_live_in_blocks_of_any_size) {
  check_live<1>(small, "wavenet");
  check_live<7>(small, "wavenet");
  check_live<64>(small, "wavenet");
  check_live<512>(small, "wavenet");
  check_live<64>(standard, "wavenet_a1_standard");
}

BOOST_AUTO_TEST_CASE(an_lstm_as_a_sequence) {
  constexpr auto xs = input<"xs", frames, 1>;
  constexpr auto ys = recurrent_amp(xs);
  static program<ys> net{seed{1}};
  io::load_nam(folder + "lstm.nam", net, recurrent_amp);
  BOOST_TEST_REQUIRE(net.run(xs = column("input.csv")).ok());
  near(net[ys], column("lstm.csv"));
}

BOOST_AUTO_TEST_CASE(an_lstm_live_in_blocks_of_any_size) {
  constexpr auto y = recurrent_amp.step(frame);
  models::nam_lstm_live<recurrent_amp, frame> net{seed{1}};
  const std::vector<float> in = column("input.csv"), expected = column("lstm.csv");
  io::load_nam(folder + "lstm.nam", net, recurrent_amp);
  for (const std::size_t block : {1u, 7u, 64u, 512u}) {
    net.reset_state();
    std::vector<float> out(in.size());
    for (std::size_t at = 0; at < in.size(); at += block) {
      const std::size_t count = std::min(block, in.size() - at);
      BOOST_TEST_REQUIRE(net.run(frame = std::span(in).subspan(at, count), y = std::span(out).subspan(at, count)).ok());
    }
    near(out, expected);
  }
}

BOOST_AUTO_TEST_CASE(types_that_fit) {
  BOOST_TEST(io::nam_info(folder + "wavenet.nam").type ==
             "models::nam_wavenet<\"amp\", wavenet_stack{.channels = 3, .head = 2, .dilations = {1, 2}}, "
             "wavenet_stack{.channels = 2, .head_bias = true, .dilations = {8}}>");
  BOOST_TEST(io::nam_info(folder + "lstm.nam").type == "models::nam_lstm<\"amp\", 3>");
  BOOST_TEST(io::nam_info(folder + "lstm.nam").sample_rate == 48000);
}

BOOST_AUTO_TEST_CASE(saved_and_loaded) {
  constexpr auto other = models::nam_wavenet<"net",
                                             wavenet_stack{.channels = 4,
                                                           .head = 2,
                                                           .bottleneck = 2,
                                                           .gated = true,
                                                           .activation = wavenet_activation::silu,
                                                           .dilations = {1, 3},
                                                           .taps = {2, 4}},
                                             wavenet_stack{.channels = 2,
                                                           .head_bias = true,
                                                           .head_taps = 5,
                                                           .activation = wavenet_activation::leaky_relu,
                                                           .slope = 0.2,
                                                           .dilations = {7, 1, 2},
                                                           .taps = {6}}>;
  constexpr auto z = input<"z", 1, 20>;
  program<other(z), in<double>> first{seed{5}};
  program<other(z)> second{seed{6}};
  const temporary_file file("saved.nam", "");
  io::save_nam(file.path, first, other);
  BOOST_TEST(io::nam_info(file.path).version == "0.7.0");
  io::load_nam(file.path, second, other);
  second.for_each_state([&](const state_leaf& s, auto values) {
    first.for_each_state([&](const state_leaf& of, auto from) {
      if (std::string_view(s.name) == of.name)
        for (std::size_t i = 0; i < values.size(); ++i) BOOST_TEST(values[i] == static_cast<float>(from[i]), s.name);
    });
  });
  constexpr auto cells = models::nam_lstm<"amp", 5, 2>;
  constexpr auto zs = input<"zs", 9, 1>;
  constexpr auto y = cells(zs);
  program<y> a{seed{7}}, b{seed{8}};
  a[parameter<"amp.l1.h0">(y)][2] = 0.5f;
  io::save_nam(file.path, a, cells);
  BOOST_TEST(io::nam_info(file.path).type == "models::nam_lstm<\"amp\", 5, 2>");
  io::load_nam(file.path, b, cells);
  const float signal[9] = {1, -1, 0.5f, 0, 0, 2, 1, 1, 1};
  BOOST_TEST_REQUIRE((a.run(zs = signal).ok() && b.run(zs = signal).ok()));
  near(b[y], std::vector<float>(a[y].begin(), a[y].end()), 1e-6f);
}

BOOST_AUTO_TEST_CASE(containers) {
  const std::string both =
      "{\"version\": \"0.7.0\", \"architecture\": \"SlimmableContainer\", \"config\": {\"submodels\": "
      "[{\"max_value\": 0.5, \"model\": " +
      lstm + "}, {\"max_value\": 1, \"model\": " + wavenet + "}]}, \"weights\": []}";
  const temporary_file file("both.nam", both);
  BOOST_TEST(io::nam_info(file.path).models == 2);
  BOOST_TEST((io::nam_info(file.path).config.architecture == io::nam_architecture::wavenet));
  constexpr auto y = small(x);
  static program<y> net{seed{1}};
  io::load_nam(file.path, net, small);
  BOOST_TEST_REQUIRE(net.run(x = column("input.csv")).ok());
  near(net[y], column("wavenet.csv"));
  models::nam_lstm_live<recurrent_amp, frame> cells{seed{1}};
  io::load_nam(file.path, cells, recurrent_amp, {.model = 0});
  BOOST_TEST(refusal<io::model_error>(both, cells, recurrent_amp, {.model = 2}) ==
             "expected more than 2 models as config.submodels, found 2");
}

BOOST_AUTO_TEST_CASE(other_models_than_the_typed_one) {
  static program<small(x)> net{seed{1}};
  BOOST_TEST(refusal<io::model_error>(lstm, net, small) ==
             "expected a WaveNet, found an LSTM: the file fits models::nam_lstm<\"amp\", 3>");
  BOOST_TEST(
      refusal<io::model_error>(changed(wavenet, "\"dilations\": [8]", "\"dilations\": [9]"), net, small)
          .starts_with("expected dilation of layer 1 = 8 in stack 2, found 9: the file fits models::nam_wavenet<"));
  BOOST_TEST(refusal<io::model_error>(changed(wavenet, "\"gated\": false", "\"gated\": true"), net, small)
                 .starts_with("expected stack 1 without gates, found one with"));
  BOOST_TEST(refusal<io::model_error>(changed(wavenet, "\"Tanh\"", "\"ReLU\""), net, small)
                 .starts_with("expected activation tanh in stack 1, found relu"));
  static program<standard(input<"x", 1, 1>)> large{seed{1}};
  BOOST_TEST(
      refusal<io::model_error>(wavenet, large, standard).starts_with("expected channels = 16 in stack 1, found 3"));
  models::nam_lstm_live<models::nam_lstm<"amp", 4>, frame> cells{seed{1}};
  BOOST_TEST(
      refusal<io::model_error>(lstm, cells, models::nam_lstm<"amp", 4>).starts_with("expected 4 units, found 3"));
  program<models::nam_lstm<"net", 3>.step(frame)> stranger{seed{1}};
  BOOST_TEST(refusal<io::name_error>(lstm, stranger, recurrent_amp) ==
             "expected a program with a parameter \"amp.l0.weight_ih\", found none of this name");
}

BOOST_AUTO_TEST_CASE(parts_that_are_not_supported) {
  static program<small(x)> net{seed{1}};
  const auto with = [&](const std::string& part) { return changed(wavenet, "\"gated\": false", part); };
  BOOST_TEST(refusal<io::model_error>(with("\"groups_input\": 3"), net, small) ==
             "expected 1 as config.layers[0].groups_input, found 3");
  BOOST_TEST(refusal<io::model_error>(with("\"conv_pre_film\": {\"active\": true}"), net, small) ==
             "expected nothing active as config.layers[0].conv_pre_film, found one that is");
  BOOST_TEST(refusal<io::model_error>(with("\"gating_mode\": \"blended\""), net, small) ==
             "expected \"none\" or \"gated\" as config.layers[0].gating_mode, found \"blended\"");
  BOOST_TEST(refusal<io::model_error>(changed(wavenet, "\"head\": null", "\"head\": {}"), net, small) ==
             "expected null as config.head, found an object");
  BOOST_TEST(refusal<io::model_error>(changed(wavenet, "\"Tanh\"", "[\"Tanh\", \"ReLU\"]"), net, small) ==
             "expected the same for all layers of a stack as config.layers[0].activation[1], found the text \"ReLU\"");
  BOOST_TEST(refusal<io::model_error>(changed(wavenet, "\"Tanh\"", "\"Fasttanh\""), net, small) ==
             "expected an activation that is known as config.layers[0].activation, found \"Fasttanh\"");
  BOOST_TEST(refusal<io::name_error>(with("\"future\": 1"), net, small) ==
             "expected only keys that are known in config.layers[0], found \"future\"");
}

BOOST_AUTO_TEST_CASE(malformed_files) {
  static program<small(x)> net{seed{1}};
  const auto first = wavenet.find("\"weights\": [") + 12, second = wavenet.find(", ", first) + 2;
  std::string less = wavenet, more = wavenet, words = wavenet;
  BOOST_TEST(refusal<io::truncated_error>(less.erase(first, second - first), net, small) ==
             "expected 131 weights, found 130");
  BOOST_TEST(refusal<io::format_error>(more.insert(first, "1, "), net, small) == "expected 131 weights, found 132");
  BOOST_TEST(refusal<io::format_error>(words.replace(first, second - first, "\"loud\", "), net, small) ==
             "expected a number as weights[0], found the text \"loud\"");
  BOOST_TEST(refusal<io::format_error>(wavenet.substr(0, wavenet.size() / 2), net, small).starts_with("expected JSON"));
  BOOST_TEST(refusal<io::format_error>("RIFF", net, small).starts_with("expected JSON"));
  BOOST_TEST(refusal<io::format_error>("[1, 2]", net, small) == "expected an object as the whole, found a list");
  BOOST_TEST(refusal<io::model_error>(changed(wavenet, "\"WaveNet\"", "\"ConvNet\""), net, small) ==
             "expected \"WaveNet\" or \"LSTM\" as architecture, found \"ConvNet\"");
  BOOST_TEST(refusal<io::version_error>(changed(wavenet, "0.5.4", "0.8.0"), net, small) ==
             "expected 0.5 to 0.7 as version, found \"0.8.0\"");
  BOOST_TEST(refusal<io::format_error>(changed(wavenet, "0.5.4", "five"), net, small) ==
             "expected three numbers, as 0.5.4, as version, found \"five\"");
  BOOST_TEST(refusal<io::name_error>(changed(wavenet, "\"channels\": 3, ", ""), net, small) ==
             "expected \"config.layers[0].channels\", found no such key");
  BOOST_TEST(refusal<io::name_error>(changed(wavenet, "\"weights\"", "\"waits\""), net, small) ==
             "expected \"weights\", found no such key");
  BOOST_TEST(refusal<io::format_error>(changed(wavenet, "\"channels\": 3", "\"channels\": -3"), net, small) ==
             "expected a whole number from 1 to 1048576 as config.layers[0].channels, found -3");
  BOOST_TEST(refusal<io::format_error>(changed(wavenet, "\"channels\": 3", "\"channels\": \"three\""), net, small) ==
             "expected a whole number from 1 to 1048576 as config.layers[0].channels, found the text \"three\"");
  BOOST_CHECK_THROW(io::load_nam(folder + "none.nam", net, small), io::file_error);
}

BOOST_AUTO_TEST_SUITE_END()
