#include <boost/test/unit_test.hpp>
#include <string>

#include <tapeless/optim/adam.hpp>
#include <tapeless/print/plan_graph.hpp>
#include <tapeless/program/training_step.hpp>

#include "network.hpp"

using namespace print_tests;

namespace {

using inference = program<logits, batch<8>>;
using training = training_step<loss, adam{}, batch<8>>;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(plans)

BOOST_AUTO_TEST_CASE(a_kernel_is_a_formula) {
  const std::string_view text = plan_text<inference>();
  BOOST_TEST_MESSAGE(text);
  BOOST_TEST(contains(text, "  0  contraction  v1 = relu(w1ᵀ x + b1)\n"));
  BOOST_TEST(contains(text, "  1  contraction  v2 = w2ᵀ v1 + b2\n"));
  BOOST_TEST(contains(text, "5 × 8, sums of 6; lanes: samples; 560 FLOP; v1 in arena["));
  BOOST_TEST(contains(text, "53 parameters (212 bytes)"));
}

BOOST_AUTO_TEST_CASE(updates_are_primed_and_run_once_a_call) {
  const std::string_view text = plan_text<training>();
  BOOST_TEST_MESSAGE(text);
  BOOST_TEST(contains(text, "once a call, after all tiles:\n"));
  BOOST_TEST(contains(text, "adam.t' = adam.t + 1\n"));
  BOOST_TEST(contains(text, "adam.m[w1]' = 0.9 adam.m[w1] + 0.1 "));
}

BOOST_AUTO_TEST_CASE(a_plan_is_a_graph_of_kernels) {
  const std::string_view text = plan_dot<inference>();
  BOOST_TEST(contains(text, "label=\"v1 = relu(w1ᵀ x + b1)\\l\"];\n"));
  BOOST_TEST(contains(text, "k0 -> k1 [label=\"v1 5×8\"];\n"));
}

BOOST_AUTO_TEST_SUITE_END()
