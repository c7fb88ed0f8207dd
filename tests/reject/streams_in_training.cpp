// A training step of streams.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto loss = square(parameter<"w"> - input<"x">);
#ifdef FIXED
training_step<loss, sgd{}, batch<4>> net;
#else
training_step<loss, sgd{}, streams<4>> net;  // expect: is one of program, as live and streams<N> are
#endif

int main() { (void)net.step(input<"x"> = 1.f); }
