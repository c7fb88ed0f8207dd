#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include <tapeless/ops/statistics.hpp>
#include <tapeless/print/to_string.hpp>

#include "network.hpp"

using namespace print_tests;

namespace {

// True if Graphviz can draw the graph, or is not installed.
bool renders(std::string_view graph, const char* name) {
  if (std::system("dot -V > /dev/null 2>&1") != 0) return true;
  const std::string file = std::string("print_") + name + ".dot";
  std::ofstream(file) << graph;
  const bool drawn = std::system(("dot -Tsvg " + file + " > /dev/null 2>&1").c_str()) == 0;
  std::remove(file.c_str());
  return drawn;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(latex_and_dot)

BOOST_AUTO_TEST_CASE(latex_has_fractions_and_transposes) {
  BOOST_TEST(to_latex(grad(tanh(a), a)) == "1 - \\tanh(a)^2");
  BOOST_TEST(to_latex(sqrt(a / b)) == "\\sqrt{\\frac{a}{b}}");
  BOOST_TEST(to_latex(a * (b / a)) == "a \\, \\frac{b}{a}");
  BOOST_TEST(to_latex(square(a / b)) == "\\left(\\frac{a}{b}\\right)^2");
  BOOST_TEST(to_latex(square(exp(a))) == "(e^{a})^2");
  BOOST_TEST(to_latex(vecmat(v, A)) == "A^{\\top} \\, v");
  BOOST_TEST(to_latex(contract<"ij,ij->i">(A, A)) == "\\sum_{j} {A}_{ij} {A}_{ij}");
  BOOST_TEST(to_latex(mean(v)) == "\\frac{1}{3} \\, \\sum(v)");
  BOOST_TEST(to_latex(where(a > 0_c, a, b)) == "\\begin{cases} a & a > 0 \\\\ b & \\text{otherwise} \\end{cases}");
}

BOOST_AUTO_TEST_CASE(latex_names_are_symbols) {
  BOOST_TEST(to_latex(input<"alpha"> + input<"w12">) == "\\alpha + w_{12}");
  BOOST_TEST(to_latex(matmul(parameter<"hidden.weight", 2, 3>, v)) == "W_{\\mathrm{hidden}} \\, v");
  BOOST_TEST(to_latex(scalar<"learning_rate"> * a) == "\\mathrm{learning\\_rate} \\, a");
}

BOOST_AUTO_TEST_CASE(several_lines_are_an_aligned_block) {
  BOOST_TEST(to_latex(exp(a) / (1_c + exp(a))) ==
             "\\begin{aligned}\ns_{1} &= e^{a} \\\\\n& \\frac{s_{1}}{1 + s_{1}}\n\\end{aligned}");
}

BOOST_AUTO_TEST_CASE(a_graph_shows_shapes_and_tells_leaves_apart) {
  BOOST_TEST(to_dot(vecmat(v, A)) ==
             "digraph expression {\n"
             "  rankdir=BT;\n"
             "  node [fontname=\"Helvetica\"];\n"
             "  edge [fontname=\"Helvetica\", fontsize=10];\n"
             "  n0 [shape=box, style=filled, fillcolor=\"#eeeeee\", label=\"v\"];\n"
             "  n1 [shape=box, style=filled, fillcolor=\"#dbe9f6\", label=\"A\"];\n"
             "  n2 [shape=ellipse, label=\"contract\\n4\", peripheries=2];\n"
             "  n0 -> n2 [label=\"3\"];\n"
             "  n1 -> n2 [label=\"3×4\"];\n"
             "}\n");
}

BOOST_AUTO_TEST_CASE(graphviz_draws_it) {
  BOOST_TEST(renders(dot_graph(loss), "loss"));
  BOOST_TEST(renders(dot_graph(grad(loss, parameter<"w1">(loss))), "gradient"));
}

BOOST_AUTO_TEST_SUITE_END()
