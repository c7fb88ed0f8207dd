// A checkpoint of something that is no program.
#include <tapeless/io/checkpoint.hpp>
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto y = dense<"y", 2>(x);

int main() {
#ifdef FIXED
  const program<y> net{seed{1}};
  io::save("net.safetensors", net);
}
#else
  io::save("net.safetensors", y);  // expect: save(path, net), load(path, net): net is a program<...> or a training_step
}
#endif
