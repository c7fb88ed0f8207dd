// Functions of two and three variables with broadcasting: derivatives with respect to each, samples, precision.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto x = input<"x", 2, 3>;
constexpr auto y = input<"y", 3>;
constexpr auto z = input<"z", 2, 1>;

const doubles at_x = drawn(6, 1, 0.3, 1.4), at_y = drawn(3, 2, 0.5, 1.5), at_z = drawn(2, 3, 1.8, 2.5);

}  // namespace

BOOST_AUTO_TEST_SUITE(binary)

BOOST_AUTO_TEST_CASE(first_derivatives_of_functions_of_two) {
  about<x>::first_order<y - x * y, x / y, pow(x, y), atan2(x, y), min(x, y), max(x, y), prelu(x - 0.8_c, y)>(at_x,
                                                                                                             y = at_y);
  about<y>::first_order<y - x * y, x / y, pow(x, y), atan2(x, y), min(x, y), max(x, y), prelu(x - 0.8_c, y)>(at_y,
                                                                                                             x = at_x);
}

// Quotients and numbers away from where they jump.
BOOST_AUTO_TEST_CASE(remainders_and_logic) {
  about<x>::first_order<fmod(x, y), mod(x, -y), mod(-x, y) * y, where((x < y) && !(x < 0.5_c), x * y, y),
                        where(logical_xor(x < y, 0.9_c < y), x * x, y)>(at_x, y = at_y);
  about<y>::first_order<fmod(x, y), mod(x, -y), mod(-x, y) * y, where((x < y) && !(x < 0.5_c), x * y, y),
                        where(logical_xor(x < y, 0.9_c < y), x * x, y)>(at_y, x = at_x);
  about<y>::second_order<fmod(x, y * y), mod(x * y, y)>(at_y, x = at_x);
}

BOOST_AUTO_TEST_CASE(second_derivatives_of_functions_of_two) {
  about<x>::second_order<y / x, pow(x, y), atan2(x, y)>(at_x, y = at_y);
  about<y>::second_order<x / y, pow(x, y), max(x, y * y)>(at_y, x = at_x);
}

BOOST_AUTO_TEST_CASE(functions_of_three) {
  about<x>::first_order<where(x < y, x * z, y / z), clamp(x * z, y, z), x * y - z / x>(at_x, y = at_y, z = at_z);
  about<y>::first_order<where(x < y, x * z, y / z), clamp(x * z, y, z), x * y - z / x>(at_y, x = at_x, z = at_z);
  about<z>::first_order<where(x < y, x * z, y / z), clamp(x * z, y, z), x * y - z / x>(at_z, x = at_x, y = at_y);
}

BOOST_AUTO_TEST_CASE(samples) {
  const samples_of<y> ys{drawn(27 * 3, 5, 0.5, 1.5)};
  const samples_of<z> zs{drawn(27 * 2, 6, 1.8, 2.5)};
  about<x>::batched<5, double, x / y, min(x, y), max(x, y), where(x < y, x * z, y / z), clamp(x * z, y, z), y + x,
                    z - x>(drawn(5 * 6, 7, 0.3, 1.4), ys, zs);
  about<x>::batched<16, float, x / y, pow(x, y), atan2(x, y), prelu(x - 0.8_c, y), z * x * y, fmod(x, y), mod(-x, y),
                    where((x < y) || (y < z), x, z)>(drawn(16 * 6, 8, 0.3, 1.4), ys, zs);
  // With respect to the operand that is repeated, whose derivative is summed.
  const samples_of<x> xs{drawn(27 * 6, 9, 0.3, 1.4)};
  about<y>::batched<27, double, x / y, where(x < y, x * z, y / z), y + x * z>(ys.numbers, xs, zs);
}

BOOST_AUTO_TEST_SUITE_END()
