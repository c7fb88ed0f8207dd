// A boundary value problem: u'' = -π² sin(π x) on [0, 1], u(0) = u(1) = 0, whose solution is sin(π x).
#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/nn/models/pinn.hpp>
#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr double pi = std::numbers::pi;
constexpr auto x = input<"x">;
constexpr auto u = x * (1_c - x) * models::smooth_network<"u", 12, 2>(x);  // 0 at both ends
constexpr auto residual = laplacian(u, x) + constant<number{pi * pi}> * sin(constant<number{pi}> * x);
constexpr auto loss = square(residual);
constexpr auto free_end = substitute(models::smooth_network<"v", 4, 1>(x), x, 0_c);
static_assert(free_end.shape == shape{} && models::smooth_network<"w", 3, 2>(input<"p", 2>).shape == shape{});

BOOST_AUTO_TEST_SUITE(differential_equations)

BOOST_AUTO_TEST_CASE(a_boundary_value_problem) {
  const auto net = std::make_unique<training_step<loss, adam{0.01}, batch<20>, in<double>>>(seed{1});
  std::vector<double> points;
  for (int i = 0; i < 20; ++i) points.push_back((i + 0.5) / 20);
  double last = 0;
  for (int step = 0; step < 3000; ++step) {
    if (step == 2000) (*net)[scalar<"learning_rate">][0] = 0.002;
    last = net->step(x = points);
  }
  BOOST_TEST(last < 1e-2);
  program<u, in<double>> solution{net->parameters()};
  for (int i = 0; i <= 30; ++i) {
    const double at = i / 30.0;
    BOOST_TEST_REQUIRE(static_cast<result<void>>(solution.run(x = at)).ok());
    BOOST_TEST(std::abs(solution[u][0] - std::sin(pi * at)) < 5e-3);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
