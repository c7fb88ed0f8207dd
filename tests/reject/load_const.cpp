// A checkpoint loaded into a program that must not change.
#include <tapeless/io/checkpoint.hpp>
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto y = dense<"y", 2>(x);

int main() {
#ifdef FIXED
  program<y> net;
  io::load("net.safetensors", net);
}
#else
  const program<y> net;
  io::load("net.safetensors", net);  // expect: load(path, net): net is changed and must not be const
}
#endif
