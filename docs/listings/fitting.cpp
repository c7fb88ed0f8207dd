// docs/fitting.md: a decay fitted to measurements, with bounds; a network trained on all its data; a schedule.
#include <cmath>
#include <cstdio>
#include <vector>

#include <tapeless/fit/lbfgs.hpp>
#include <tapeless/fit/least_squares.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>
#include <tapeless/train/schedules.hpp>

using namespace tapeless;

namespace {

namespace decay {
const std::vector<double> times = {0, 1, 2, 3, 4, 5, 6, 7}, volts = {5.02, 3.36, 2.36, 1.73, 1.38, 1.13, 1.00, 0.90};
// [fit]
constexpr auto t = input<"t">;
constexpr auto v = input<"v">;
constexpr auto height = parameter<"height">;
constexpr auto rate = parameter<"rate">;
constexpr auto offset = parameter<"offset">;
constexpr auto model = height * exp(-rate * t) + offset;

void show() {
  least_squares<model - v, batch<8>, in<double>> fit;
  fit[height][0] = 1, fit[rate][0] = 1;  // the starting point; offset starts at 0
  fit.lower(rate)[0] = 0;
  const auto found = fit.minimise(t = times, v = volts);
  std::printf("%.2f exp(-%.3f t) + %.2f; cost %.5f\n", fit[height][0], fit[rate][0], fit[offset][0], found.value);
  std::printf("%s\n", describe(found.reason));

  program<model, in<double>> predict{fit.parameters()};
  require(predict.run(t = 10.0));
  std::printf("at t = 10: %.2f\n", predict[model][0]);
}
// [/fit]
}  // namespace decay

namespace network {
std::vector<double> xs, ys;
// [lbfgs]
constexpr auto x = input<"x", 1>;
constexpr auto y = input<"y", 1>;
constexpr auto out = dense<"out", 1>(tanh(dense<"hidden", 6>(x)));

void show() {
  lbfgs<mse(out, y), history<10>, batch<32>, in<double>> fit{seed{1}};
  fit.cost_tolerance = 1e-6;
  const double loss = require(fit.minimise(x = xs, y = ys));  // the mean over all samples
  std::printf("below 1e-4: %s\n", loss < 1e-4 ? "yes" : "no");
}
// [/lbfgs]
}  // namespace network

namespace schedules {
// [schedule]
constexpr auto learning_rate = scalar<"learning_rate">;
constexpr auto w = parameter<"w">;
constexpr auto schedule = warm_up{10, cosine{0.4, 40}};
static_assert(schedule(10) == 0.4);

void show() {
  training_step<square(w - 3_c), sgd{}> net;
  for (long k = 0; k < 50; ++k) require(net.step(learning_rate = schedule(k)));
  std::printf("w = %.3f\n", net[w][0]);
}
// [/schedule]
}  // namespace schedules

}  // namespace

int main() {
  for (int i = 0; i < 32; ++i) {
    network::xs.push_back(0.2 * i - 3.2);
    network::ys.push_back(std::sin(network::xs.back()));
  }
  std::puts("== fit");
  decay::show();
  std::puts("== lbfgs");
  network::show();
  std::puts("== schedule");
  schedules::show();
}
