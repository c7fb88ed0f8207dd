// A metric that is no single number.
#include <tapeless/tapeless.hpp>
#include <tapeless/train/fit.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2>;
constexpr auto loss = sum(square(x - parameter<"w", 2>));

int main() {
  float xs[8]{};
  training_step<loss, sgd{}> net;
#ifdef FIXED
  fit(net, training(x = xs), metric<"distance">(mean(abs(x))));
}
#else
  fit(net, training(x = xs), metric<"distance">(abs(x)));  // expect: e must be one number for each sample: take its mean
}
#endif
