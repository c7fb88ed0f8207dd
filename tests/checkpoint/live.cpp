// The state of live programs in files: saved and loaded in the middle, they go on with the same bits.
#include "files.hpp"

BOOST_AUTO_TEST_SUITE(live_state)

namespace {

using namespace checkpoint_tests;

constexpr convolution causal{.padding = padding::causal, .dilation = 3};
template <int N>
constexpr auto model = conv1d<"out", 1, 1>(tanh(conv1d<"c1", 4, 3, causal>(input<"x", 2, N>)));
constexpr auto h = slot<"h", 5>;
constexpr auto next = gru_cell<"cell", 5>(input<"x", 2>, h);

// Seven calls, a file, and seven more, once by a program that was another before.
template <class Net, class Run>
void goes_on(const std::string& name, Run run) {
  static Net net{seed{1}}, other{seed{2}};
  for (int call = 0; call < 7; ++call) run(net, call);
  io::save(path_of(name), net);
  for (int call = 3; call < 9; ++call) run(other, call);
  const io::loaded found = io::load(path_of(name), other);
  BOOST_TEST((found.missing.empty() && found.left_over.empty()));
  for (int call = 7; call < 14; ++call) {
    const std::vector<float> a = run(net, call), b = run(other, call);
    BOOST_TEST(same_bits(a, b));
  }
  // The model alone is the parameters: what has been heard stays.
  static Net third{seed{3}};
  io::save(path_of(name + ".model"), net, {.what = io::contents::model});
  io::load(path_of(name + ".model"), third, {.what = io::contents::model});
  third.copy_state(net);
  const std::vector<float> a = run(net, 14), b = run(third, 14);
  BOOST_TEST(same_bits(a, b));
}
std::vector<float> sound(int call, std::size_t count) {
  std::vector<float> x;
  for (std::size_t i = 0; i < count; ++i)
    x.push_back(std::sin(0.4f * static_cast<float>(i + 7 * static_cast<std::size_t>(call))));
  return x;
}

BOOST_AUTO_TEST_CASE(delay_lines_streams_and_lengths_of_blocks) {
  goes_on<program<model<8>, live>>("lines", [](auto& net, int call) {
    require(net.run(input<"x", 2, 8> = sound(call, 16)));
    return std::vector<float>(net[model<8>].begin(), net[model<8>].end());
  });
  goes_on<program<model<4>, streams<3>>>("streams_of_lines", [](auto& net, int call) {
    require(net.run(input<"x", 2, 4> = sound(call, 24)));
    return std::vector<float>(net[model<4>].begin(), net[model<4>].end());
  });
  goes_on<program<next, assign(h, next, parameter<"h0", 5>), streams<3>>>("streams", [](auto& net, int call) {
    require(net.run(input<"x", 2> = sound(call, 6)));
    return std::vector<float>(net[next].begin(), net[next].end());
  });
  goes_on<block_lengths<program<model<8>, live>, program<model<2>, live>>>("lengths", [](auto& net, int call) {
    const int n = call % 3 * 4 + 6;
    std::vector<float> y(static_cast<std::size_t>(n));
    require(net.run(input<"x", 2, 8> = sound(call, static_cast<std::size_t>(2 * n)), model<2> = y));
    return y;
  });
}

BOOST_AUTO_TEST_CASE(a_file_of_other_streams_is_refused) {
  static program<next, assign(h, next), streams<3>> three{seed{1}};
  static program<next, assign(h, next), streams<4>> four{seed{1}};
  io::save(path_of("three"), three);
  BOOST_TEST(thrown_by<io::shape_error>([&] { io::load(path_of("three"), four); }).what() != std::string());
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
