// A training without samples to learn from.
#include <tapeless/tapeless.hpp>
#include <tapeless/train/fit.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2>;
constexpr auto loss = sum(square(x - parameter<"w", 2>));

int main() {
  float xs[8]{};
  training_step<loss, sgd{}> net;
#ifdef FIXED
  fit(net, training(x = xs));
}
#else
  fit(net, validation(x = xs));  // expect: there is nothing to learn from: give training(x = values, ...)
}
#endif
