// What a slot begins as has a parameter of a name that the outputs use in another shape.
#include <tapeless/nn/activations.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto s = slot<"s", 3>;
constexpr auto next = tanh(matmul(parameter<"w", 3, 3>, s) + x);

int main() {
  const float row[3] = {1, 2, 3};
#ifdef FIXED
  program<next, assign(s, next, parameter<"w.first", 3>)> p;
  (void)p.run(x = row);
}
#else
  program<next, assign(s, next, parameter<"w", 3>)> p;  // expect: one name stands for leaves of two shapes in one program
                                                        // expect: tensor<3, 3>
                                                        // expect: tensor<3>
  (void)p.run(x = row);
}
#endif
