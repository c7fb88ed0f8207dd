// Models in RTNeural's formats, which tests/reference/rtneural.py wrote, give what plain loops give; what does not fit
// is refused, and the program stays as it was.
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/io/csv.hpp>
#include <tapeless/io/rtneural.hpp>
#include <tapeless/program/sequences.hpp>
#include <tapeless/tapeless.hpp>

#include "temporary_file.hpp"

namespace {

using namespace tapeless;

const std::string folder = TAPELESS_DATA_DIR "/../../tests/reference/rtneural/";
constexpr auto xs = input<"xs", 12, 1>;
constexpr auto recurrent_y = dense<"out", 1>(lstm_layer<"lstm", 2>(gru_layer<"gru", 4>(tanh(dense<"in", 3>(xs)))));
const std::vector<std::string> recurrent_names = {"in", "gru.l0", "lstm.l0", "out"};

struct signals {
  std::vector<float> x, y;
  explicit signals(const std::string& name) {
    const auto table = io::read_csv(folder + name + ".csv");
    for (std::size_t r = 0; r < table.rows; ++r)
      x.push_back(table.numbers[2 * r]), y.push_back(table.numbers[2 * r + 1]);
  }
};
void equal(std::span<const float> found, const std::vector<float>& expected) {
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) BOOST_TEST(std::abs(found[i] - expected[i]) < 1e-5f);
}

template <class Error, class Net>
std::string rt_refusal(const std::string& text, Net& net, const std::vector<std::string>& names) {
  const temporary_file file("rtneural.json", text);
  std::vector<float> before, after;
  const auto keep = [&](std::vector<float>& all) {
    net.for_each_state([&](const state_leaf&, auto v) { all.insert(all.end(), v.begin(), v.end()); });
  };
  keep(before);
  try {
    io::load_rtneural(file.path, net, names);
    BOOST_ERROR("nothing was thrown");
  } catch (const io::error& e) {
    BOOST_TEST(typeid(e).name() == typeid(Error).name());
    keep(after);
    BOOST_TEST((before == after));
    return "expected " + e.expected() + ", found " + e.found();
  }
  return {};
}
std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  BOOST_TEST_REQUIRE(at != text.npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rtneural)

BOOST_AUTO_TEST_CASE(dense_gru_and_lstm) {
  const signals s("recurrent");
  program<recurrent_y> net{seed{1}};
  io::load_rtneural(folder + "recurrent.json", net, recurrent_names);
  BOOST_TEST_REQUIRE(net.run(xs = s.x).ok());
  equal(net[recurrent_y], s.y);
  const auto layers = io::rtneural_info(folder + "recurrent.json");
  BOOST_TEST_REQUIRE(layers.size() == 4u);
  BOOST_TEST((layers[0].activation == "tanh" && layers[1].type == "gru" && layers[2].outputs == 2));
}

BOOST_AUTO_TEST_CASE(convolution_without_a_bias_behind_it) {
  const signals s("convolution");
  constexpr auto signal = input<"x", 1, 12>;
  constexpr convolution dilated{.padding = padding::causal, .dilation = 2};
  constexpr auto y = dense<"out", 1>(transpose(relu(conv1d<"conv", 4, 3, dilated>(signal))));
  program<y> net{seed{1}};
  io::load_rtneural(folder + "convolution.json", net, {"conv", "out"});
  BOOST_TEST_REQUIRE(net.run(signal = s.x).ok());
  equal(net[y], s.y);
  const auto conv = io::rtneural_info(folder + "convolution.json")[0];
  BOOST_TEST((conv.taps == 3 && conv.dilation == 2 && conv.groups == 1));
}

BOOST_AUTO_TEST_CASE(norms_and_slopes) {
  const signals s("norm");
  constexpr auto x = input<"x", 1>;
  constexpr auto y = dense<"out", 1>(prelu(batch_norm<"norm">(tanh(dense<"in", 5>(x))), parameter<"slopes", 5>));
  program<y, batch<4>> net{seed{1}};
  io::load_rtneural(folder + "norm.json", net, {"in", "norm", "slopes", "out"});
  std::vector<float> out(12);
  BOOST_TEST_REQUIRE(net.run(x = s.x, y = out).ok());
  equal(out, s.y);
}

BOOST_AUTO_TEST_CASE(state_dicts_of_pytorch) {
  const signals s("torch");
  constexpr auto y = dense<"dense", 1>(gru_layer<"gru", 3>(xs));
  program<y> net{seed{1}};
  io::load_state_dict(folder + "torch.json", net, {{"gru.l0.*", "gru.*_l0"}});
  BOOST_TEST_REQUIRE(net.run(xs = s.x).ok());
  equal(net[y], s.y);
  BOOST_CHECK_THROW(io::load_state_dict(folder + "torch.json", net), io::name_error);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit) {
  program<recurrent_y> net{seed{1}};
  const std::string text = io::read_bytes(folder + "recurrent.json");
  BOOST_TEST(rt_refusal<io::model_error>(text, net, {"in", "gru.l0", "lstm.l0"}) ==
             "expected no layer with weights behind the 3 named ones as layers[3], found the text \"dense\"");
  BOOST_TEST(rt_refusal<io::model_error>(text, net, {"in", "gru.l0", "lstm.l0", "out", "more"}) ==
             "expected 5 layers with weights, found 4");
  BOOST_TEST(rt_refusal<io::shape_error>(text, net, {"out", "gru.l0", "lstm.l0", "in"}) ==
             "expected \"out.weight\" to be [2, 1], found [1, 3]");
  BOOST_TEST(rt_refusal<io::name_error>(text, net, {"in", "gru", "lstm.l0", "out"}) ==
             "expected a program with a parameter \"gru.weight_ih\", found none of this name");
  BOOST_TEST(rt_refusal<io::model_error>(replaced(text, "\"lstm\"", "\"rnn\""), net, recurrent_names) ==
             "expected a kind of layer that is known as layers[2].type, found \"rnn\"");
  BOOST_TEST(rt_refusal<io::format_error>(replaced(text, "\"weights\": [[[", "\"weights\": [[[\"a\", "), net,
                                          recurrent_names) ==
             "expected a number as layers[0].weights[0][0][0], found the text \"a\"");
  BOOST_TEST(rt_refusal<io::format_error>(text.substr(0, 100), net, recurrent_names).starts_with("expected JSON"));
  BOOST_TEST(rt_refusal<io::name_error>("{}", net, recurrent_names) == "expected \"layers\", found no such key");
  BOOST_TEST(rt_refusal<io::name_error>(replaced(text, "\"type\"", "\"kind\""), net, recurrent_names) ==
             "expected \"layers[0].type\", found no such key");
}

BOOST_AUTO_TEST_SUITE_END()
