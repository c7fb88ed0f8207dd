// Batch normalisation in a training step whose tiles hold one sample.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto loss = sum(square(batch_norm<"n">(x * w)));

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  training_step<loss, sgd{}, batch<2>> net;
  (void)net.step(x = row);
}
#else
  training_step<loss, sgd{}> net;  // expect: needs several samples in a tile
  (void)net.step(x = row);
}
#endif
