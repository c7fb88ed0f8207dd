// Options of a training that are given twice.
#include <tapeless/tapeless.hpp>
#include <tapeless/train/fit.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2>;
constexpr auto loss = sum(square(x - parameter<"w", 2>));

int main() {
  float xs[8]{};
  training_step<loss, sgd{}> net;
#ifdef FIXED
  fit(net, training(x = xs), fit_options{.epochs = 3, .patience = 2});
}
#else
  fit(net, training(x = xs), fit_options{.epochs = 3}, fit_options{.patience = 2});  // expect: each kind of argument
                                                                                      // expect: may be there once
}
#endif
