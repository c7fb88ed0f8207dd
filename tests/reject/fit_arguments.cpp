// Arguments of a training that make no sense.
#include <tapeless/tapeless.hpp>
#include <tapeless/train/fit.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2>;
constexpr auto loss = sum(square(x - parameter<"w", 2>));

int main() {
  float xs[8]{};
  training_step<loss, sgd{}> net;
#ifdef FIXED
  fit(net, training(x = xs), fit_options{});
}
#else
  fit(net, training(x = xs), 20);  // expect: an argument is none of training(...), validation(...), metric<name>(e)
}
#endif
