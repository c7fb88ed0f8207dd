// One layer too many: the code after it causes no further messages.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 1, 8, 8>;
constexpr auto y = class_index<"y", 10>;
constexpr auto a = max_pool2d<2>(relu(conv2d<"a", 4, 3>(x)));
#ifdef FIXED
constexpr auto b = conv2d<"b", 8, 3>(a);
#else
constexpr auto b = conv2d<"b", 8, 5>(a);  // expect: more taps than x, padded, has elements
                                          // expect: tensor<4, 3, 3>
#endif
constexpr auto logits = dense<"out", 10>(reshape<-1>(avg_pool2d<1>(relu(b))));

int main() {
  float pixels[64]{};
  int digits[1]{};
  training_step<softmax_cross_entropy(logits, y), sgd{}> net;
  (void)net.step(x = pixels, y = digits);
}
