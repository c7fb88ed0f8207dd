// Models of PyTorch in files that tests/reference/checkpoints.py wrote: loaded by name, they compute what PyTorch
// computes; saved again, the files have the same tensors.
#include "files.hpp"

namespace {

using namespace checkpoint_tests;

std::string recorded(const std::string& name) {
  return std::string(TAPELESS_DATA_DIR) + "/../../tests/reference/pytorch/" + name + ".safetensors";
}
template <class T = float>
std::vector<T> call(const std::string& name) {
  return io::safetensors_reader(recorded("calls")).read<T>(name);
}

const std::vector<io::renaming> norm_names = {{"norm.scale", "norm.weight"},
                                              {"norm.shift", "norm.bias"},
                                              {"norm.mean", "norm.running_mean"},
                                              {"norm.variance", "norm.running_var"}};
const std::vector<io::renaming> cell_names = {{"cell.*", "rnn.*_l0"}};

// Every tensor of PyTorch's file is in ours, with the same shape and bits; counters, which we do not have, aside.
void same_tensors(const std::string& ours, const std::string& theirs) {
  const io::safetensors_reader a(ours), b(theirs);
  std::size_t compared = 0;
  for (const io::tensor_entry& t : b.header().tensors) {
    if (t.name.ends_with("num_batches_tracked")) continue;
    const io::tensor_entry* found = a.header().find(t.name);
    BOOST_TEST_REQUIRE(found, t.name);
    BOOST_TEST((found->shape == t.shape), t.name);
    BOOST_TEST(same_bits(a.read<double>(*found), b.read<double>(t)), t.name);
    ++compared;
  }
  BOOST_TEST(a.header().tensors.size() == compared);
  BOOST_TEST(a.header().metadata.at("format") == "pt");
}

// Loads, computes, saves, and loads again.
template <class Net, class Y, class... B>
void follows(const std::string& name, const std::vector<io::renaming>& names, Y y, double tolerance,
             const B&... bindings) {
  using T = typename Net::value_type;
  Net net{seed{3}};
  const io::loaded found =
      io::load(recorded(name), net, {.what = io::contents::model, .weights = io::pytorch, .rename = names});
  BOOST_TEST(found.missing.empty());
  for (const std::string& left : found.left_over) BOOST_TEST(left == "norm.num_batches_tracked");
  const std::vector<T> expected = call<T>(name + ".y");
  std::vector<T> computed(expected.size());
  BOOST_TEST(net.run(bindings..., y = computed).ok());
  close(computed, expected, tolerance);

  const std::string path = path_of(name);
  io::save(path, net, {.what = io::contents::model, .weights = io::pytorch, .rename = names});
  same_tensors(path, recorded(name));
  Net again{seed{4}};
  io::load(path, again, {.what = io::contents::model, .weights = io::pytorch, .rename = names});
  BOOST_TEST(same_bits(weights(again), weights(net)));

  // In our own order as well, and told apart.
  io::save(path, net);
  io::load(path, again);
  BOOST_TEST(same_bits(weights(again), weights(net)));
  thrown_by<io::orientation_error>([&] { io::load(path, again, {.weights = io::pytorch}); });
}

constexpr auto x = input<"x", 3>;
constexpr auto h = input<"h", 4>;
constexpr auto c = input<"c", 4>;

constexpr auto y_dense = dense<"out", 4>(tanh(batch_norm<"norm">(dense<"first", 4>(x))));
constexpr auto image = input<"x", 2, 6, 5>;
constexpr auto one = tanh(conv2d<"c1", 4, spatial{3, 2}, convolution{.stride = 2, .padding = 1}>(image));
constexpr auto two = tanh(conv2d<"c2", 6, 2, convolution{.groups = 2}>(one));
constexpr auto y_conv = conv1d<"c3", 3, 2>(reshape<6, 4>(two));
constexpr auto y_gru = dense<"out", 2>(gru_cell<"cell", 4>(x, h));
constexpr auto lstm = lstm_cell<"cell", 4>(x, h, c);
constexpr auto y_lstm = dense<"out", 2>(concat<0>(lstm.h, lstm.c));

}  // namespace

BOOST_AUTO_TEST_SUITE(pytorch)

BOOST_AUTO_TEST_CASE(dense_and_batch_norm) {
  follows<program<y_dense, batch<4>>>("dense", norm_names, y_dense, 1e-6, x = call("dense.x"));
}
BOOST_AUTO_TEST_CASE(dense_in_float16) {
  follows<program<y_dense, batch<4>>>("dense_f16", norm_names, y_dense, 1e-6, x = call("dense_f16.x"));
}
BOOST_AUTO_TEST_CASE(dense_in_bfloat16) {
  follows<program<y_dense, batch<4>>>("dense_bf16", norm_names, y_dense, 1e-6, x = call("dense_bf16.x"));
}
BOOST_AUTO_TEST_CASE(dense_in_float64) {
  follows<program<y_dense, batch<4>, in<double>>>("dense_f64", norm_names, y_dense, 1e-14,
                                                  x = call<double>("dense_f64.x"));
}
BOOST_AUTO_TEST_CASE(convolutions) {
  follows<program<y_conv, batch<2>>>("conv", {}, y_conv, 1e-6, image = call("conv.x"));
}
BOOST_AUTO_TEST_CASE(gru) {
  follows<program<y_gru, batch<4>>>("gru", cell_names, y_gru, 1e-6, x = call("gru.x"), h = call("gru.h"));
}
BOOST_AUTO_TEST_CASE(lstm_cells) {
  follows<program<y_lstm, batch<4>>>("lstm", cell_names, y_lstm, 1e-6, x = call("lstm.x"), h = call("lstm.h"),
                                     c = call("lstm.c"));
}

// A square matrix fits in both orders; without the option the outputs are others, and other shapes are refused.
BOOST_AUTO_TEST_CASE(without_the_option) {
  program<y_dense, batch<4>> net{seed{3}};
  const auto before = weights(net);
  const auto e = thrown_by<io::shape_error>(
      [&] { io::load(recorded("dense"), net, {.what = io::contents::model, .rename = norm_names}); });
  BOOST_TEST(says(e, "expected tensor \"first.weight\" to be [3, 4], found [4, 3], as in PyTorch's order of axes"));
  BOOST_TEST(same_bits(weights(net), before));
}

// Training goes on from PyTorch's weights: the optimiser's state stays as it is.
BOOST_AUTO_TEST_CASE(into_a_training_step) {
  constexpr auto loss = sum(square(y_gru));
  training_step<loss, adam{0.01}, batch<4>> net{seed{3}};
  const io::load_options options{.what = io::contents::model, .weights = io::pytorch, .rename = cell_names};
  BOOST_TEST(io::load(recorded("gru"), net, options).left_over.empty());
  const std::vector<float> points = call("gru.x"), states = call("gru.h"), y = call("gru.y");
  double expected = 0;
  for (const float v : y) expected += double{v} * v / 5;
  BOOST_TEST(std::abs(require(net.step(x = points, h = states)) - expected) < 1e-6 * (1 + expected));

  // What the optimiser keeps for a weight is turned with it.
  const std::vector<io::renaming> names = cell_names;
  io::save(path_of("adam"), net, {.weights = io::pytorch, .rename = names});
  const io::safetensors_reader file(path_of("adam"));
  BOOST_TEST((file.header().find("rnn.weight_ih_l0/adam.m")->shape == std::vector<std::size_t>{12, 3}));
  training_step<loss, adam{0.01}, batch<4>> other{seed{4}};
  io::load(path_of("adam"), other, {.weights = io::pytorch, .rename = names});
  BOOST_TEST(same_bits(state_of(other), state_of(net)));
}

// A matrix that no layer made has no order to be turned into, unless it says so.
BOOST_AUTO_TEST_CASE(parameters_of_ones_own) {
  constexpr auto v = input<"v", 2>;
  constexpr auto plain = parameter<"plain", 3, 2>;
  constexpr auto layer = parameter<"layer", 2, 3>.with<nullptr, role::weight, orientation::inputs_first>();
  program<matmul(plain, v) + matmul(transpose(layer), v)> net{seed{1}};
  io::save(path_of("own"), net, {.weights = io::pytorch});
  const io::safetensors_reader file(path_of("own"));
  BOOST_TEST((file.header().find("plain")->shape == std::vector<std::size_t>{3, 2}));
  BOOST_TEST((file.header().find("layer")->shape == std::vector<std::size_t>{3, 2}));
  const std::vector<float> turned = file.read<float>("layer");
  net.for_each_parameter([&](std::string_view name, const shape&, auto values) {
    if (name == "layer")
      for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t o = 0; o < 3; ++o) BOOST_TEST(turned[o * 2 + i] == values[i * 3 + o]);
  });
}

BOOST_AUTO_TEST_SUITE_END()
